package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.execute.Executor;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.CheckLength;
import org.mirach.vswitch.flow.DatapathAction.Clone;
import org.mirach.vswitch.flow.DatapathAction.Ct;
import org.mirach.vswitch.flow.DatapathAction.Hash;
import org.mirach.vswitch.flow.DatapathAction.Meter;
import org.mirach.vswitch.flow.DatapathAction.Output;
import org.mirach.vswitch.flow.DatapathAction.PopMpls;
import org.mirach.vswitch.flow.DatapathAction.PushMpls;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.Recirculate;
import org.mirach.vswitch.flow.DatapathAction.Sample;
import org.mirach.vswitch.flow.DatapathAction.SetEthernet;
import org.mirach.vswitch.flow.DatapathAction.SetMark;
import org.mirach.vswitch.flow.DatapathAction.ToController;
import org.mirach.vswitch.flow.DatapathAction.Truncate;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.observe.MeterCounters;

/** Copies, choices, recirculation, controllers, meters: what a packet does besides being edited and sent. */
class NestedActionsTest {
    private static final byte[] PACKET = Packets.udpFrame(5, 6, 20);
    private static final PacketInSpec SPEC = new PacketInSpec(1, 2, 3, 4, 128, 0, new byte[0], 0, new long[0], 0);
    private static final SetEthernet DST_7 = new SetEthernet(7, 0xffffffffffffL, 0, 0);

    private final EngineFixture f = new EngineFixture().port(1).port(2).port(3);

    private static byte[] to7(byte[] packet) {
        byte[] copy = packet.clone();
        Arrays.fill(copy, 0, 5, (byte) 0);
        copy[5] = 7;
        return copy;
    }

    private void flow(DatapathAction... actions) {
        f.install(0, EngineFixture.inPort(1), EngineFixture.words(KeyLayout.W_IN_PORT), actions);
    }

    /** A flow for packets that are looked up again with this recirc_id, whatever port they came in by. */
    private void again(int flowIndex, int recircId, DatapathAction... actions) {
        long[] key = new long[KeyLayout.WORDS];
        long[] mask = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = recircId;
        mask[KeyLayout.W_IN_PORT] = 0xffffffffL;
        f.install(flowIndex, FlowKey.copyOf(key), FlowMask.copyOf(mask), actions);
    }

    private long drops(DropReason reason) {
        return f.engine.drops().packets(reason);
    }

    @AfterEach
    void noFrameIsLost() {
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }

    @Test
    void aClonesEditsAreForgotten() {
        flow(new Clone(List.of(DST_7, new Output(2))), new Output(3));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).containsExactly(to7(PACKET));
        assertThat(f.sent(3)).containsExactly(PACKET);
    }

    @Test
    void aCloneThatComesLastWorksOnThePacketItself() {
        flow(new Output(3), new Clone(List.of(DST_7, new Output(2))));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).containsExactly(to7(PACKET));
        assertThat(f.sent(3)).containsExactly(PACKET);
    }

    @Test
    void clonesNestToALimit() {
        DatapathAction nested = new Output(2);
        for (int i = 0; i < 40; i++) {
            nested = new Clone(List.of(nested, new Output(3)));
        }
        flow(nested, new Output(3));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).isEmpty();
        assertThat(f.sent(3)).hasSize(16);
        assertThat(drops(DropReason.TOO_DEEP)).isEqualTo(1);
    }

    /** Thirty copies, of each of which thirty are made, eight times over. */
    @Test
    void noPacketIsLookedUpWithoutEnd() {
        DatapathAction[] many = new DatapathAction[30];
        Arrays.fill(many, new Recirculate(77));
        flow(many);
        again(1, 77, many);
        f.inject(1, PACKET);
        assertThat(drops(DropReason.TOO_MANY_RECIRCULATIONS)).isPositive();
        again(1, 77, new Output(2));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).hasSize(30);
    }

    @Test
    void samplesComeAtTheirRate() {
        flow(new Sample(0x40000000, List.of(new Output(2))), new Output(3));
        for (int i = 0; i < 40; i++) {
            f.inject(1, Packets.udpFrame(i, 1, 1), Packets.udpFrame(i, 2, 1), Packets.udpFrame(i, 3, 1));
            assertThat(f.sent(3)).hasSize(3);
        }
        assertThat(f.sent(2)).hasSizeBetween(10, 50); // 30 are to be expected; out of bounds once in 10^5 runs
    }

    @Test
    void aSampleOfAllIsAllAndOfNoneIsNone() {
        flow(new Sample(-1, List.of(new Output(2))), new Sample(0, List.of(new Output(3))));
        f.inject(1, PACKET, PACKET, PACKET);
        assertThat(f.sent(2)).hasSize(3);
        assertThat(f.sent(3)).isEmpty();
    }

    @Test
    void theLengthChooses() {
        flow(new CheckLength(PACKET.length, List.of(new Output(2)), List.of(new Output(3))));
        f.inject(1, PACKET, Packets.udpFrame(5, 6, 21));
        assertThat(f.sent(2)).hasSize(1).allMatch(p -> p.length == PACKET.length + 1);
        assertThat(f.sent(3)).containsExactly(PACKET);
    }

    @Test
    void truncationIsForTheNextOutputOnly() {
        flow(new Truncate(30), new Output(2), new Output(3), new Truncate(20), new Output(2));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).containsExactly(Arrays.copyOf(PACKET, 30), Arrays.copyOf(PACKET, 20));
        assertThat(f.sent(3)).containsExactly(PACKET);
    }

    @Test
    void aPacketIsLookedUpAgainAsItIsThen() {
        flow(new PushVlan(0x8100, 5), new SetMark(0xab, -1), new Recirculate(77));
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = 1L << 32 | 77;
        key[KeyLayout.W_ETH_SRC_TCI] = 0x1005;
        key[KeyLayout.W_MARK] = 0xabL << 32;
        long[] mask = new long[KeyLayout.WORDS];
        mask[KeyLayout.W_IN_PORT] = -1;
        mask[KeyLayout.W_ETH_SRC_TCI] = 0xffff;
        mask[KeyLayout.W_MARK] = 0xffffffffL << 32;
        f.install(1, FlowKey.copyOf(key), FlowMask.copyOf(mask), new Output(2));
        f.inject(1, PACKET, PACKET);
        assertThat(f.sent(2)).hasSize(2).allMatch(p -> p.length == PACKET.length + 4);
        assertThat(f.engine.flowCounters().packets(0)).isEqualTo(2);
        assertThat(f.engine.flowCounters().packets(1)).isEqualTo(2);
        assertThat(f.engine.flowCounters().bytes(1)).isEqualTo(2 * (PACKET.length + 4));
    }

    @Test
    void stateNeverLeaksToTheNextPacket() {
        flow(new SetMark(0xab, -1), new Hash(0, 1), new Recirculate(77));
        again(1, 77, new Output(2));
        f.inject(1, PACKET);
        f.inject(2, PACKET, PACKET);
        assertThat(f.sink.misses).hasSize(2).allSatisfy(miss -> {
            assertThat(miss.key().word(KeyLayout.W_MARK)).isZero();
            assertThat(miss.key().word(KeyLayout.W_TYPE_HASH)).isZero();
            assertThat(miss.key().word(KeyLayout.W_IN_PORT)).isEqualTo(2L << 32);
        });
        f.sent(2);
    }

    @Test
    void aMissGoesUpWithItsState() {
        flow(new PushMpls(0x8847, 0x140), new SetMark(3, -1), new Output(3), new Recirculate(9));
        f.inject(1, PACKET);
        assertThat(f.sent(3)).hasSize(1);
        RecordingMissSink.Miss miss = f.sink.misses.getFirst();
        assertThat(miss.flowIndex()).isEqualTo(-1);
        assertThat(miss.packet()).hasSize(PACKET.length + 4);
        assertThat(miss.key().word(KeyLayout.W_IN_PORT)).isEqualTo(1L << 32 | 9);
        assertThat(miss.key().word(KeyLayout.W_MARK)).isEqualTo(3L << 32);
        assertThat(miss.key().word(KeyLayout.W_MPLS)).isEqualTo(0x140L << 32);
        assertThat(f.sink.flushes).isEqualTo(1);
        f.engine.submit(new EngineCommand.Execute(
                miss.packet(), miss.key(), List.of(new PopMpls(0x0800), new Recirculate(10)), -1));
        f.engine.poll();
        FlowKey second = f.sink.misses.getLast().key();
        assertThat(second.word(KeyLayout.W_IN_PORT)).isEqualTo(1L << 32 | 10);
        assertThat(second.word(KeyLayout.W_MARK)).isEqualTo(3L << 32);
        assertThat(second.word(KeyLayout.W_IPV4)).isEqualTo(0x0a000001_0a000002L);
        assertThat(f.sink.misses.getLast().packet()).isEqualTo(PACKET);
    }

    @Test
    void aRecirculationThatIsNotLastWorksOnACopy() {
        flow(new Recirculate(5), DST_7, new Output(3));
        again(1, 5, new Output(2));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).containsExactly(PACKET);
        assertThat(f.sent(3)).containsExactly(to7(PACKET));
    }

    @Test
    void aLoopOfRecirculationsEnds() {
        flow(new Recirculate(5));
        again(1, 5, new Output(2), new Recirculate(5));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).hasSize(Executor.MAX_RECIRCULATIONS);
        assertThat(drops(DropReason.TOO_MANY_RECIRCULATIONS)).isEqualTo(1);
    }

    @Test
    void theControllerGetsACopyAtThatPoint() {
        flow(DST_7, new ToController(SPEC), new PushVlan(0x8100, 5), new Output(2));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).hasSize(1);
        assertThat(f.sink.packetIns).hasSize(1);
        assertThat(f.sink.packetIns.getFirst().packet()).isEqualTo(to7(PACKET));
        assertThat(f.sink.packetIns.getFirst().spec()).isSameAs(SPEC);
        f.sink.full = true;
        f.inject(1, PACKET);
        assertThat(f.sent(2)).hasSize(1);
        assertThat(drops(DropReason.MISS_QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void packetsWithoutEthernetHeaderDoNotGoOut() {
        flow(
                new DatapathAction.PopEthernet(),
                new Output(2),
                new DatapathAction.PushEthernet(1, 2, 0x800),
                new Output(3));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).isEmpty();
        assertThat(f.sent(3)).hasSize(1);
        assertThat(drops(DropReason.NOT_ETHERNET)).isEqualTo(1);
    }

    @Test
    void connectionTrackingNeedsATracker() {
        flow(new Ct(false, false, 1, 0, 0, 0, 0, 0, 0, 0, null), new Output(2));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).isEmpty();
        assertThat(drops(DropReason.UNSUPPORTED_ACTION)).isEqualTo(1);
    }

    @Test
    void aMeterDropsAboveItsRateAndCounts() {
        MeterCounters counters = new MeterCounters(1);
        f.engine.submit(new EngineCommand.SetMeter(
                0xffff0000, new MeterSpec(true, List.of(MeterSpec.Band.drop(1, 2))), counters));
        flow(new Meter(0xffff0000), new Output(2));
        f.inject(1, PACKET, PACKET, PACKET, PACKET);
        assertThat(f.sent(2)).hasSize(2);
        assertThat(drops(DropReason.METER)).isEqualTo(2);
        assertThat(counters.packets()).isEqualTo(4);
        assertThat(counters.bytes()).isEqualTo(4L * PACKET.length);
        assertThat(counters.bandPackets(0)).isEqualTo(2);
        assertThat(counters.bandBytes(0)).isEqualTo(2L * PACKET.length);
        f.engine.submit(new EngineCommand.RemoveMeter(0xffff0000));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).hasSize(1);
    }

    @Test
    void aMeterRemarksAssuredForwardingOnly() {
        f.engine.submit(new EngineCommand.SetMeter(
                1, new MeterSpec(true, List.of(MeterSpec.Band.remark(1, 1, 1))), new MeterCounters(1)));
        flow(new Meter(1), new Output(2));
        byte[] af11 = withDscp(10);
        f.inject(1, af11, af11, withDscp(46), withDscp(14));
        assertThat(f.sent(2)).containsExactly(af11, withDscp(12), withDscp(46), withDscp(14));
    }

    private static byte[] withDscp(int dscp) {
        return Packets.ethernet(
                Packets.MAC2,
                Packets.MAC1,
                0x0800,
                Packets.ipv4(
                        "10.0.0.1",
                        "10.0.0.2",
                        17,
                        dscp << 2,
                        64,
                        0,
                        new byte[0],
                        Packets.udp("10.0.0.1", "10.0.0.2", 5, 6, new byte[4])));
    }
}
