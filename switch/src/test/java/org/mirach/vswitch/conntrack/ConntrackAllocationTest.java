package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

class ConntrackAllocationTest {
    private static final int FRAME = 2048;
    private static final int ROUNDS = 20_000;

    private final Conntrack conntrack = new Conntrack(new ConntrackSettings(1000, 42));
    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME);
    private final PacketParser parser = new PacketParser();
    private final long[] key = new long[KeyLayout.PACKET_WORDS];
    private long nowNs = 1_000_000_000L;
    private int tracked;

    private int track(DatapathAction.Ct ct, byte[] frame) {
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 256, frame.length);
        Arrays.fill(key, 0);
        parser.parse(memory, 256, frame.length, 1, key, 0);
        nowNs += 1_000_000;
        conntrack.track(
                ct, memory, 256, frame.length, FRAME - 256, parser.l3Offset(), parser.l4Offset(), key, 0, nowNs);
        conntrack.expire(nowNs);
        return (int) (key[KeyLayout.W_CT] >>> 32);
    }

    private void rounds(DatapathAction.Ct there, byte[] data, DatapathAction.Ct back, byte[] ack) {
        for (int i = 0; i < ROUNDS; i++) {
            tracked += track(there, data) + track(back, ack);
        }
    }

    private long allocatedBy(DatapathAction.Ct there, byte[] data, DatapathAction.Ct back, byte[] ack) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        rounds(there, data, back, ack); // until it is compiled
        long before = threads.getCurrentThreadAllocatedBytes();
        rounds(there, data, back, ack);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void establish(DatapathAction.Ct commit, String seen) {
        track(commit, Frames.tcp("10.0.0.1", 1000, "10.0.0.2", 80, "S", 100, 0, 1000, ""));
        track(commit, Frames.tcp("10.0.0.2", 80, seen, 1000, "SA", 500, 101, 1000, ""));
    }

    @Test
    void packetsOfAnEstablishedConnectionAllocateNothing() {
        establish(Tracker.commit(0), "10.0.0.1");
        byte[] data = Frames.tcp("10.0.0.1", 1000, "10.0.0.2", 80, "PA", 101, 501, 1000, "data");
        byte[] ack = Frames.tcp("10.0.0.2", 80, "10.0.0.1", 1000, "A", 501, 105, 1000, "");
        assertThat(track(Tracker.ct(0), data)).isEqualTo(CtState.ESTABLISHED | CtState.TRACKED);
        assertThat(allocatedBy(Tracker.ct(0), data, Tracker.ct(0), ack)).isLessThan(ROUNDS);
    }

    @Test
    void translatedPacketsAllocateNothing() {
        establish(Tracker.commit(0, Tracker.snat("10.9.9.9", "10.9.9.9", 0, 0)), "10.9.9.9");
        byte[] data = Frames.tcp("10.0.0.1", 1000, "10.0.0.2", 80, "PA", 101, 501, 1000, "data");
        byte[] ack = Frames.tcp("10.0.0.2", 80, "10.9.9.9", 1000, "A", 501, 105, 1000, "");
        DatapathAction.Ct nat = Tracker.nat(0);
        assertThat(track(nat, ack)).isEqualTo(CtState.ESTABLISHED | CtState.TRACKED | CtState.REPLY | CtState.DST_NAT);
        assertThat(allocatedBy(nat, data, nat, ack)).isLessThan(ROUNDS);
    }

    @Test
    void connectionsThatComeAndGoAreTakenFromThePool() {
        DatapathAction.Ct commit = Tracker.commit(0);
        byte[][] frames = new byte[64][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frames.udp("10.0.0." + (i + 1), 1000, "10.0.1.1", 53, "");
        }
        for (int i = 0; i < 200_000; i++) {
            nowNs += 2_000_000_000L; // each is gone before it comes again
            tracked += track(commit, frames[i % frames.length]);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            nowNs += 2_000_000_000L;
            tracked += track(commit, frames[i % frames.length]);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ROUNDS);
        assertThat(conntrack.counters().opened()).isEqualTo(220_000);
        assertThat(conntrack.table().slotCount()).isLessThanOrEqualTo(64);
    }
}
