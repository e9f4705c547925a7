package org.mirach.vswitch.flow;

import java.util.List;

/**
 * What a meter is (OpenFlow 1.3.5, section 5.7), as the fast path runs it. Immutable.
 *
 * @param packets whether rates and bursts count packets and packets a second; else kilobits and kilobits a second
 */
public record MeterSpec(boolean packets, List<Band> bands) {
    public MeterSpec {
        bands = List.copyOf(bands);
    }

    /**
     * What happens above a rate. Of several bands that a packet exceeds, the one of the highest rate counts.
     *
     * @param rate  kilobits or packets a second
     * @param burst kilobits or packets that may come at once; 0 for a second's worth
     * @param raise of the drop precedence in the DSCP, for a dscp_remark band; {@link #DROPS} for a drop band
     */
    public record Band(long rate, long burst, int raise) {
        /** Not a precedence. */
        public static final int DROPS = -1;

        /** Drops what exceeds the rate. */
        public static Band drop(long rate, long burst) {
            return new Band(rate, burst, DROPS);
        }

        /** Marks what exceeds the rate as more likely to be dropped; by 0 it only counts. */
        public static Band remark(long rate, long burst, int raise) {
            return new Band(rate, burst, raise);
        }
    }
}
