package org.mirach.vswitch.pipeline.meter;

/**
 * A rate, and what happens to packets above it. Immutable.
 *
 * @param type number on the wire: {@link #DROP} or {@link #DSCP_REMARK}
 * @param rate kilobits or packets a second, unsigned 32 bits
 * @param burstSize kilobits or packets; never zero: where the controller left it out, it is the rate
 * @param precedenceLevel DSCP remark: how many drop precedences to add
 */
public record MeterBand(int type, long rate, long burstSize, int precedenceLevel) {
    public static final int DROP = 1;
    public static final int DSCP_REMARK = 2;

    public MeterBand {
        burstSize = burstSize == 0 ? rate : burstSize;
    }
}
