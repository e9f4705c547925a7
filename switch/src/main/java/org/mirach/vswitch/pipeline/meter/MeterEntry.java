package org.mirach.vswitch.pipeline.meter;

import java.util.List;
import org.mirach.vswitch.observe.MeterCounters;

/**
 * A meter as one version of the pipeline has it. Immutable but for what it counts; a modified meter is a new entry, and
 * starts to count and to measure anew, as in Open vSwitch.
 *
 * @param flags bits of {@link #KBPS} and its like
 * @param createdNs {@code System.nanoTime} of the add; a modified meter is as old as it was
 */
public record MeterEntry(int meterId, int flags, List<MeterBand> bands, MeterCounters counters, long createdNs) {
    /** Rates are kilobits a second; so they are where no unit is given. */
    public static final int KBPS = 1;
    /** Rates are packets a second. */
    public static final int PKTPS = 1 << 1;
    /** The burst sizes count. */
    public static final int BURST = 1 << 2;
    /** The controller wants statistics; they are always there. */
    public static final int STATS = 1 << 3;

    public MeterEntry {
        bands = List.copyOf(bands);
    }

    /** Whether rates are packets a second. */
    public boolean inPackets() {
        return (flags & PKTPS) != 0;
    }
}
