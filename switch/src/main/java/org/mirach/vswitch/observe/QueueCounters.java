package org.mirach.vswitch.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one output queue sent, and what it had no room for.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads (opaque: each long whole).
 */
public final class QueueCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    private static final int ERRORS = 2;

    private final long[] values = new long[3];

    /** Engine only. */
    public void addTx(long packetCount, long lengthBytes) {
        add(PACKETS, packetCount);
        add(BYTES, lengthBytes);
    }

    /** Engine only: packets that were dropped because the queue was full, or its port down. */
    public void addErrors(long packetCount) {
        add(ERRORS, packetCount);
    }

    private void add(int which, long amount) {
        LONGS.setOpaque(values, which, values[which] + amount);
    }

    public long txPackets() {
        return get(PACKETS);
    }

    public long txBytes() {
        return get(BYTES);
    }

    public long txErrors() {
        return get(ERRORS);
    }

    private long get(int which) {
        return (long) LONGS.getOpaque(values, which);
    }
}
