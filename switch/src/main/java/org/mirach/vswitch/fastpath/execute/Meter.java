package org.mirach.vswitch.fastpath.execute;

import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.observe.MeterCounters;

/**
 * One meter's token buckets. They fill by the millisecond and hold a burst at most, as in Open vSwitch's userspace
 * datapath: rate times milliseconds is bits, or thousandths of packets.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
final class Meter {
    private static final long NS_PER_MS = 1_000_000L;

    private final boolean packets;
    private final long[] rate;
    private final long[] capacity;
    private final long[] bucket;
    private final int[] raise;
    /** No bucket takes longer to fill. */
    private final long maxFillMs;

    private final MeterCounters counters;
    private long usedMs;

    Meter(MeterSpec spec, MeterCounters counters, long nowNs) {
        int count = spec.bands().size();
        this.packets = spec.packets();
        this.counters = counters;
        rate = new long[count];
        capacity = new long[count];
        bucket = new long[count];
        raise = new int[count];
        long fillMs = 0;
        for (int i = 0; i < count; i++) {
            MeterSpec.Band band = spec.bands().get(i);
            rate[i] = band.rate();
            capacity[i] = (band.burst() == 0 ? band.rate() : band.burst()) * 1000;
            bucket[i] = capacity[i];
            raise[i] = band.raise();
            fillMs = Math.max(fillMs, band.rate() == 0 ? 0 : capacity[i] / band.rate() + 1);
        }
        maxFillMs = fillMs;
        usedMs = nowNs / NS_PER_MS;
    }

    /** See {@link MeterTable#run}. */
    int run(int lengthBytes, long nowNs) {
        long nowMs = nowNs / NS_PER_MS;
        long elapsedMs = Math.min(Math.max(nowMs - usedMs, 0), maxFillMs);
        usedMs = nowMs;
        counters.add(1, lengthBytes);
        long volume = packets ? 1000 : lengthBytes * 8L;
        int exceeded = -1;
        for (int i = 0; i < bucket.length; i++) {
            long tokens = Math.min(bucket[i] + elapsedMs * rate[i], capacity[i]);
            if (tokens >= volume) {
                tokens -= volume;
            } else if (exceeded < 0 || rate[i] > rate[exceeded]) {
                exceeded = i;
            }
            bucket[i] = tokens;
        }
        if (exceeded < 0) {
            return MeterTable.PASS;
        }
        counters.addBand(exceeded, 1, lengthBytes);
        return raise[exceeded];
    }
}
