package org.mirach.vswitch.pipeline.meter;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a meter saw, and what each of its bands acted on.
 *
 * <p><b>Threads:</b> engines add; any thread reads.
 */
public final class MeterCounters {
    private final LongAdder packetsIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder[] bandPackets;
    private final LongAdder[] bandBytes;

    MeterCounters(int bandCount) {
        bandPackets = adders(bandCount);
        bandBytes = adders(bandCount);
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** Packets that were given to the meter. */
    public void add(long packetCount, long lengthBytes) {
        packetsIn.add(packetCount);
        bytesIn.add(lengthBytes);
    }

    /** Those of them that were above the rate of band {@code band}, by its place in the meter. */
    public void addBand(int band, long packetCount, long lengthBytes) {
        bandPackets[band].add(packetCount);
        bandBytes[band].add(lengthBytes);
    }

    public long packets() {
        return packetsIn.sum();
    }

    public long bytes() {
        return bytesIn.sum();
    }

    public long bandPackets(int band) {
        return bandPackets[band].sum();
    }

    public long bandBytes(int band) {
        return bandBytes[band].sum();
    }
}
