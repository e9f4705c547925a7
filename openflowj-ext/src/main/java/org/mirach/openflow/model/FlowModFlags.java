package org.mirach.openflow.model;

/** Flag bits of a flow_mod, as OpenFlow 1.3 numbers them (7.3.4.1); 1.0 shares the first two. */
public final class FlowModFlags {
    public static final int SEND_FLOW_REM = 1;
    public static final int CHECK_OVERLAP = 1 << 1;
    public static final int RESET_COUNTS = 1 << 2;
    public static final int NO_PACKET_COUNTS = 1 << 3;
    public static final int NO_BYTE_COUNTS = 1 << 4;

    private FlowModFlags() {}
}
