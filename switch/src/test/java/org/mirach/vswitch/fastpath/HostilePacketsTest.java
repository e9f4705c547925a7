package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.observe.MeterCounters;

/**
 * Packets with headers that are cut off or lie, through random lists of actions: nothing is thrown, and no frame is
 * lost.
 */
class HostilePacketsTest {
    private static final int ROUNDS = 4_000;
    private static final int PACKETS_A_ROUND = 12;

    private final EngineFixture f = new EngineFixture();

    @Test
    void nothingThatAPacketSaysLosesAFrame() {
        f.port(1).port(2).port(3);
        f.engine.submit(new EngineCommand.SetMeter(
                1, new MeterSpec(true, List.of(MeterSpec.Band.remark(1, 1, 1))), new MeterCounters(1)));
        for (int round = 0; round < ROUNDS; round++) {
            Hostile hostile = new Hostile(round);
            for (int recircId = 0; recircId <= 2; recircId++) {
                long[] key = new long[KeyLayout.WORDS];
                key[KeyLayout.W_IN_PORT] = 1L << 32 | recircId;
                f.install(
                        recircId,
                        FlowKey.copyOf(key),
                        EngineFixture.words(KeyLayout.W_IN_PORT),
                        hostile.actions(3).toArray(DatapathAction[]::new));
            }
            byte[][] packets = new byte[PACKETS_A_ROUND][];
            for (int i = 0; i < packets.length; i++) {
                packets[i] = hostile.packet();
            }
            f.inject(1, packets);
            f.engine.submit(new EngineCommand.Execute(packets[0], EngineFixture.inPort(1), hostile.actions(3), -1));
            f.engine.poll();
            f.sent(2);
            f.sent(3);
            assertThat(f.pool.freeCount()).as("frames after round %d", round).isEqualTo(EngineFixture.FRAMES);
        }
        assertThat(f.engine.drops().packets(DropReason.OUTPUT_PORT_GONE)).isPositive(); // port 4 is not there
        assertThat(f.engine.drops().packets(DropReason.NOT_ETHERNET)).isPositive();
        assertThat(f.engine.drops().packets(DropReason.NO_FRAME_BUFFER)).isZero();
    }
}
