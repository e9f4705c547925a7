package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.Ct;
import org.mirach.vswitch.flow.DatapathAction.CtClear;
import org.mirach.vswitch.flow.DatapathAction.Output;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.Recirculate;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/** What the engine does with a tracker's answers; the tracker holds packets until it has three, as it would fragments. */
class TrackedPacketsTest {
    private static final Ct CT = new Ct(false, false, 7, 0, 0, 0, 0, 0, 0, 0, null);
    private static final long NEW_TRACKED = 0x21L << 32;

    /** Holds packets whose TOS is set, three at a time; makes others one byte longer. */
    private static final class ThreeAtATime implements ConnectionTracker {
        final List<Integer> l4Offsets = new ArrayList<>();
        Fragment first;
        Fragment last;
        int held;
        int expiries;

        @Override
        public int track(
                Ct ct,
                MemorySegment memory,
                long offset,
                int length,
                int room,
                int l3,
                int l4,
                long[] key,
                int base,
                long nowNs) {
            l4Offsets.add(l4);
            key[base + KeyLayout.W_CT] = NEW_TRACKED | (long) ct.zone() << 16;
            if ((key[base + KeyLayout.W_IP] & 0xff0000) == 0) {
                assertThat(room).isGreaterThan(length);
                memory.set(ValueLayout.JAVA_BYTE, offset + length, (byte) 0x77);
                return length + 1;
            }
            Fragment fragment = new Fragment();
            fragment.bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
            fragment.length = length;
            fragment.l3 = l3;
            fragment.key = new long[KeyLayout.PACKET_WORDS];
            System.arraycopy(key, base, fragment.key, 0, KeyLayout.PACKET_WORDS);
            if (held++ == 0) {
                first = fragment;
            } else {
                last.next = fragment;
            }
            last = fragment;
            return HELD;
        }

        @Override
        public Fragment takeReleased() {
            if (held < 3) {
                return null;
            }
            held = 0;
            return first;
        }

        @Override
        public void expire(long nowNs) {
            expiries++;
        }
    }

    private final EngineFixture f;
    private final ThreeAtATime tracker = new ThreeAtATime();

    TrackedPacketsTest() {
        f = new EngineFixture(tracker);
        f.port(1).port(2).port(3);
    }

    private static byte[] packet(int port, int tos) {
        return Packets.ethernet(
                Packets.MAC2,
                Packets.MAC1,
                0x0800,
                Packets.ipv4(
                        "10.0.0.1",
                        "10.0.0.2",
                        17,
                        tos,
                        64,
                        0,
                        new byte[0],
                        Packets.udp("10.0.0.1", "10.0.0.2", port, 9, new byte[4])));
    }

    private void flow(DatapathAction... actions) {
        f.install(0, EngineFixture.inPort(1), EngineFixture.words(KeyLayout.W_IN_PORT), actions);
    }

    private void established(DatapathAction... actions) {
        long[] key = new long[KeyLayout.WORDS];
        long[] mask = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = 4;
        mask[KeyLayout.W_IN_PORT] = 0xffffffffL;
        key[KeyLayout.W_CT] = NEW_TRACKED | 7 << 16;
        mask[KeyLayout.W_CT] = -1;
        f.install(1, FlowKey.copyOf(key), FlowMask.copyOf(mask), actions);
    }

    @AfterEach
    void noFrameIsLost() {
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }

    @Test
    void aTrackedPacketIsLookedUpWithItsConnection() {
        flow(CT, new Recirculate(4));
        established(new Output(2));
        f.inject(1, packet(5, 0), packet(6, 0));
        assertThat(f.sent(2)).hasSize(2).allMatch(p -> p.length == packet(5, 0).length + 1);
        assertThat(f.sink.misses).isEmpty();
        assertThat(tracker.expiries).isPositive();
    }

    @Test
    void theTrackerSeesThePacketAsItIsThen() {
        flow(new PushVlan(0x8100, 5), CT, new Output(2));
        f.inject(1, packet(5, 0));
        assertThat(f.sent(2)).hasSize(1);
        assertThat(tracker.l4Offsets).containsExactly(38);
    }

    @Test
    void heldPacketsGoOnInOrderWithTheActionsBehind() {
        flow(new Output(3), CT, new Recirculate(4));
        established(new Output(2));
        f.inject(1, packet(5, 4), packet(6, 4));
        assertThat(f.sent(2)).isEmpty();
        f.inject(1, packet(7, 4), packet(8, 4));
        assertThat(f.sent(2)).containsExactly(packet(5, 4), packet(6, 4), packet(7, 4));
        assertThat(f.sent(3)).hasSize(4);
        assertThat(tracker.held).isEqualTo(1);
    }

    @Test
    void whatIsClearedIsNotMatched() {
        flow(CT, new CtClear(), new Recirculate(4));
        established(new Output(2));
        f.inject(1, packet(5, 0));
        assertThat(f.sent(2)).isEmpty();
        assertThat(f.sink.misses).hasSize(1);
        assertThat(f.sink.misses.getFirst().key().word(KeyLayout.W_CT)).isZero();
    }

    @Test
    void packetsFromOutsideAreTrackedToo() {
        flow(new Output(3));
        established(new Output(2));
        f.engine.submit(
                new EngineCommand.Execute(packet(5, 0), EngineFixture.inPort(1), List.of(CT, new Recirculate(4)), -1));
        f.engine.poll();
        assertThat(f.sent(2)).hasSize(1);
    }
}
