package org.mirach.vswitch.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;

/**
 * Packets dropped, by reason.
 *
 * <p><b>Threads:</b> one thread counts; any thread reads. Opaque access: a reader sees each long whole, and soon.
 */
public final class DropCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[DropReason.values().length];

    /** One packet. */
    public void count(DropReason reason) {
        count(reason, 1);
    }

    public void count(DropReason reason, long packetCount) {
        int index = reason.ordinal();
        LONGS.setOpaque(counts, index, counts[index] + packetCount);
    }

    public long packets(DropReason reason) {
        return (long) LONGS.getOpaque(counts, reason.ordinal());
    }

    /** All reasons together. */
    public long total() {
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += (long) LONGS.getOpaque(counts, i);
        }
        return sum;
    }

    /** The reasons that occurred, with their counts. */
    public Map<DropReason, Long> snapshot() {
        Map<DropReason, Long> result = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long count = packets(reason);
            if (count != 0) {
                result.put(reason, count);
            }
        }
        return result;
    }
}
