package org.mirach.openflow.model;

/** Why a flow entry is gone (OpenFlow 1.3.5, 7.4.2). */
public final class FlowRemovedReason {
    public static final int IDLE_TIMEOUT = 0;
    public static final int HARD_TIMEOUT = 1;
    public static final int DELETE = 2;
    public static final int GROUP_DELETE = 3;
    /** From OpenFlow 1.4 on; a sender tells older versions {@link #DELETE}. */
    public static final int METER_DELETE = 4;
    /** OpenFlow 1.4's number, which Open vSwitch also sends in NXM. */
    public static final int EVICTION = 5;

    private FlowRemovedReason() {}
}
