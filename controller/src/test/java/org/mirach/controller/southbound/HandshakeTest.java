package org.mirach.controller.southbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFVersion;

class HandshakeTest {
    private final Recorder recorder = new Recorder();

    /** Writes down what a listener is told. */
    private static final class Recorder implements SwitchListener {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void onConnected(SwitchSession session) {
            told.add("connected");
        }

        @Override
        public void onMaster(SwitchSession session) {
            told.add("master");
        }

        @Override
        public void onSlave(SwitchSession session) {
            told.add("slave");
        }

        @Override
        public void onPacketIn(SwitchSession session, PacketIn packetIn) {
            told.add("packet from " + packetIn.inPort());
        }

        @Override
        public void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {
            told.add(change + " " + port.name() + (port.isUp() ? " up" : " down"));
        }

        @Override
        public void onDisconnected(SwitchSession session) {
            told.add("disconnected");
        }
    }

    @Test
    void aSwitchIsAskedWhoItIsAndThenTakenAsMasterWithTheElectionsEpoch() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 700);
        FakeSwitch fake = harness.connect(new FakeSwitch(0xab, 3));
        await().until(() -> recorder.told.contains("master"));
        SwitchSession session = harness.session(0xab);
        assertThat(session.isMaster()).isTrue();
        assertThat(session.name()).isEqualTo("00000000000000ab");
        assertThat(session.description().manufacturer()).isEqualTo("Fake");
        assertThat(session.ports().keySet()).containsExactly(1, 2, 3);
        assertThat(fake.brain.generationId).isEqualTo(700);
        assertThat(recorder.told).containsExactly("connected", "master");
        assertThat(harness.counters.handshakes).hasValue(1);
    }

    @Test
    void whoDoesNotLeadIsSlaveAndIgnoresPackets() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 0);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 1));
        harness.elections.places.getFirst().candidate.onFollowing(41);
        await().until(() -> harness.session(1).role() == ControllerRole.SLAVE);
        assertThat(fake.sent(RoleRequest.class))
                .singleElement()
                .satisfies(request -> assertThat(request.generationId()).isEqualTo(41));
        fake.packetIn(1, 0, new byte[60]);
        await().untilAtomic(harness.counters.packetInsIgnored, org.hamcrest.Matchers.is(1L));
        assertThat(recorder.told).containsExactly("connected");
    }

    @Test
    void losingTheLeadershipTakesTheMastershipAtOnce() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 1));
        await().until(() -> harness.session(1).isMaster());
        fake.mute = true;
        harness.elections.places.getFirst().candidate.onFollowing(10);
        assertThat(harness.session(1).isMaster()).isFalse();
        await().until(() -> recorder.told.contains("slave"));
        assertThat(fake.sent(RoleRequest.class))
                .last()
                .satisfies(request -> assertThat(request.role()).isEqualTo(ControllerRole.SLAVE));
    }

    @Test
    void aStaleEpochIsNotInsistedOnButQueuedAgain() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 5);
        FakeSwitch fake = new FakeSwitch(1, 1);
        fake.brain.generationId = 9;
        harness.connect(fake);
        await().until(() -> harness.elections.places.getFirst().requeued == 1);
        assertThat(harness.session(1).isMaster()).isFalse();
        harness.elections.places.getFirst().candidate.onElected(10);
        await().until(() -> harness.session(1).isMaster());
    }

    @Test
    void aSecondConnectionWithALivingDatapathIdIsRefused() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch first = harness.connect(new FakeSwitch(1, 1));
        await().until(() -> harness.session(1).isMaster());
        FakeSwitch second = harness.begin(new FakeSwitch(1, 1));
        await().until(() -> second.closedBecause != null);
        assertThat(second.closedBecause).contains("is connected already");
        assertThat(first.isOpen()).isTrue();
        assertThat(harness.session(1).isMaster()).isTrue();
        assertThat(harness.counters.duplicates).hasValue(1);
        assertThat(recorder.told).doesNotContain("disconnected");
    }

    @Test
    void aSecondConnectionReplacesOneThatNoLongerAnswers() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch first = harness.connect(new FakeSwitch(1, 1));
        await().until(() -> harness.session(1).isMaster());
        first.mute = true;
        FakeSwitch second = new FakeSwitch(1, 2);
        SouthboundContext patient = new SouthboundContext(
                harness.registry,
                recorder,
                harness.elections,
                harness.counters,
                java.time.Duration.ofSeconds(20),
                harness.context.errorLog());
        second.connect(patient);
        await().until(() -> first.closedBecause != null);
        await().until(() -> harness.registry
                .get(1)
                .filter(it -> it.isMaster() && it.ports().size() == 2)
                .isPresent());
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void anAuxiliaryConnectionIsRefusedInWords() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = new FakeSwitch(1, 1);
        fake.brain.auxiliaryId = 3;
        harness.connect(fake);
        assertThat(fake.closedBecause).contains("auxiliary connection 3").contains("refused");
    }

    @Test
    void aHandshakeThatStandsStillIsClosed() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = new FakeSwitch(1, 1);
        fake.mute = true;
        harness.connect(fake);
        assertThat(fake.closedBecause)
                .contains("handshake not done within 1000 ms")
                .contains("FEATURES");
        await().untilAtomic(harness.counters.handshakesFailed, org.hamcrest.Matchers.is(1L));
        assertThat(harness.registry.size()).isZero();
    }

    @Test
    void unknownMessagesCostNothingButACount() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 1));
        await().until(() -> harness.session(1).isMaster());
        fake.deliver(new RawMessage(OFVersion.OF_13, 77, 250, Bytes.EMPTY));
        await().untilAtomic(harness.counters.unknownMessages, org.hamcrest.Matchers.is(1L));
        assertThat(harness.session(1).isOpen()).isTrue();
    }

    @Test
    void portChangesReachTheListenerAndTheSnapshot() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 2));
        fake.portStatus(2, false);
        await().until(() -> recorder.told.contains("MODIFIED p2 down"));
        assertThat(harness.session(1).ports().get(2).isUp()).isFalse();
    }

    @Test
    void writesTellWhichEntriesWereRefused() throws Exception {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 2));
        fake.brain.refusedPriority = 7;
        FlowMod good = FlowMod.builder().priority(6).build();
        FlowMod bad = FlowMod.builder().priority(7).build();
        List<FlowWriter.Refusal> refusals =
                harness.session(1).write(List.of(good, bad)).get();
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.flowMod()).isEqualTo(bad);
            assertThat(refusal.cause()).hasMessageContaining("OFPBAC_BAD_OUT_PORT");
        });
        assertThat(fake.brain.entries).hasSize(1);
    }

    @Test
    void answersToPacketInsAreDroppedWhileTheSwitchDoesNotRead() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 2));
        await().until(() -> harness.session(1).isMaster());
        fake.writable = false;
        assertThat(harness.session(1).offer(List.of(FlowMod.builder().build()))).isFalse();
        assertThat(harness.counters.answersDropped).hasValue(1);
    }

    @Test
    void whenTheConnectionGoesTheCandidacyAndAllRequestsGoToo() {
        SouthboundHarness harness = new SouthboundHarness(recorder, 10);
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 2));
        await().until(() -> harness.session(1).isMaster());
        SwitchSession session = harness.session(1);
        fake.mute = true;
        var barrier = session.barrier();
        await().until(() -> fake.sent.getLast() instanceof org.projectfloodlight.openflow.protocol.OFBarrierRequest);
        fake.disconnect();
        await().until(barrier::isCompletedExceptionally);
        await().until(() -> recorder.told.contains("disconnected"));
        assertThat(recorder.told).endsWith("slave", "disconnected");
        assertThat(harness.elections.places.getFirst().closed).isTrue();
        assertThat(harness.registry.size()).isZero();
    }
}
