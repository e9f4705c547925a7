package org.mirach.controller.app.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mirach.controller.app.Applications;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.Frames;
import org.mirach.controller.southbound.FakeSwitch;
import org.mirach.controller.southbound.SouthboundHarness;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.PortNo;

class LearningSwitchTest {
    private static final String H1 = "0a:00:00:00:00:01";
    private static final String H2 = "0a:00:00:00:00:02";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";
    private static final long COOKIE = FlowOwner.LEARNING_SWITCH.cookie(0);

    private final SouthboundHarness harness =
            new SouthboundHarness(new Applications(List.of(new LearningSwitch())), 10);
    private FakeSwitch fake;

    @BeforeEach
    void connect() {
        fake = harness.connect(new FakeSwitch(1, 3));
        await().until(() -> fake.brain.entries.size() == 1);
    }

    private void packet(int inPort, String dst, String src) {
        fake.packetIn(inPort, COOKIE, Frames.ethernet(dst, src, 0x0800, new byte[20]));
    }

    private PacketOut lastOut(int count) {
        await().until(() -> fake.sent(PacketOut.class).size() == count);
        return fake.sent(PacketOut.class).getLast();
    }

    private List<FlowStatsEntry> learned() {
        return List.copyOf(fake.brain.entries.values()).stream()
                .filter(entry -> entry.priority() == 1)
                .toList();
    }

    @Test
    void theTableMissEntryGoesToTheController() {
        assertThat(fake.brain.entries.values()).singleElement().satisfies(entry -> {
            assertThat(entry.priority()).isZero();
            assertThat(FlowOwner.of(entry.cookie())).isEqualTo(FlowOwner.LEARNING_SWITCH);
            assertThat(entry.match().isEmpty()).isTrue();
            assertThat(entry.instructions().toString()).contains("port=" + PortNo.CONTROLLER);
        });
    }

    @Test
    void unknownAndBroadcastAreFlooded() {
        packet(1, H2, H1);
        assertThat(lastOut(1).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
        packet(1, ALL, H1);
        assertThat(lastOut(2).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
        assertThat(learned()).isEmpty();
    }

    @Test
    void aKnownPairGetsAnEntryAndThePacketGoesOn() {
        packet(1, ALL, H1);
        packet(2, H1, H2);
        assertThat(lastOut(2).actions()).containsExactly(new Action.Output(1));
        assertThat(learned()).singleElement().satisfies(entry -> {
            assertThat(entry.idleTimeout()).isEqualTo(60);
            assertThat(entry.cookie()).isEqualTo(COOKIE);
            assertThat(entry.match().value(Field.IN_PORT)).isEqualTo(2);
            assertThat(entry.match().value(Field.ETH_SRC)).isEqualTo(Frames.mac(H2));
            assertThat(entry.match().value(Field.ETH_DST)).isEqualTo(Frames.mac(H1));
            assertThat(entry.match().has(Field.VLAN_VID)).isTrue();
        });
    }

    @Test
    void aBurstWritesItsEntryOnceAndEveryPacketGoesOn() {
        packet(1, ALL, H1);
        for (int i = 0; i < 20; i++) {
            packet(2, H1, H2);
        }
        assertThat(lastOut(21).actions()).containsExactly(new Action.Output(1));
        assertThat(fake.sent(FlowMod.class))
                .filteredOn(mod -> mod.priority() == 1)
                .hasSizeBetween(1, 3);
    }

    @Test
    void vlansAreLearnedApart() {
        fake.packetIn(1, COOKIE, Frames.tagged(ALL, H1, 5, 0x0800));
        packet(2, H1, H2);
        assertThat(lastOut(2).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
        fake.packetIn(2, COOKIE, Frames.tagged(H1, H2, 5, 0x0800));
        assertThat(lastOut(3).actions()).containsExactly(new Action.Output(1));
        assertThat(learned())
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.match().value(Field.VLAN_VID)).isEqualTo(0x1005));
    }

    @Test
    void aHostThatMovedLosesItsEntries() {
        packet(1, ALL, H1);
        packet(2, H1, H2);
        packet(1, H2, H1);
        await().until(() -> learned().size() == 2);
        packet(3, ALL, H1);
        await().until(() -> learned().isEmpty());
        packet(2, H1, H2);
        assertThat(lastOut(5).actions()).containsExactly(new Action.Output(3));
    }

    @Test
    void aPortThatGoesDownTakesItsEntriesAlong() {
        packet(1, ALL, H1);
        packet(2, H1, H2);
        packet(1, H2, H1);
        await().until(() -> learned().size() == 2);
        fake.portStatus(1, false);
        await().until(() -> learned().isEmpty());
        packet(2, H1, H2);
        assertThat(lastOut(4).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
        assertThat(fake.brain.entries).hasSize(1);
    }

    @Test
    void linkLocalFramesAndForeignEntriesPacketsAreNotForwarded() {
        packet(1, "01:80:c2:00:00:00", H1);
        fake.packetIn(1, FlowOwner.STATIC_FLOWS.cookie(3), Frames.ethernet(ALL, H1, 0x0800, new byte[20]));
        packet(1, ALL, H1);
        assertThat(lastOut(1).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
    }

    @Test
    void aPacketForItsOwnPortIsDropped() {
        packet(1, ALL, H1);
        packet(1, ALL, H2);
        packet(1, H1, H2);
        packet(2, ALL, "0a:00:00:00:00:03");
        assertThat(lastOut(3).actions()).containsExactly(new Action.Output(PortNo.FLOOD));
        assertThat(learned()).isEmpty();
    }

    @Test
    void aNewMasterKeepsTheEntriesAndLearnsFromThem() throws Exception {
        packet(1, ALL, H1);
        packet(2, H1, H2);
        packet(1, H2, H1);
        await().until(() -> learned().size() == 2);

        SouthboundHarness second = new SouthboundHarness(new Applications(List.of(new LearningSwitch())), 20);
        FakeSwitch again = new FakeSwitch(1, 3);
        again.brain.entries.putAll(fake.brain.entries);
        second.connect(again);
        await().until(() -> second.session(1).isMaster());
        second.session(1).barrier().get();
        second.session(1).barrier().get();
        assertThat(again.sent(FlowMod.class)).isEmpty();
        assertThat(again.brain.entries).hasSize(3);

        // It never saw a packet, and yet knows that H1 was on port 1.
        again.packetIn(3, COOKIE, Frames.ethernet(ALL, H1, 0x0800, new byte[20]));
        await().until(() -> again.brain.entries.size() == 1);
        assertThat(again.sent(FlowMod.class)).allMatch(mod -> mod.command() == FlowModCommand.DELETE);
    }

    @Test
    void theTableMissEntryIsNotWrittenTwice() {
        assertThat(fake.sent(FlowMod.class)).hasSize(1);
    }
}
