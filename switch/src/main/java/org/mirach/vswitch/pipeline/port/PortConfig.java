package org.mirach.vswitch.pipeline.port;

/** Bits of a port's configuration; OpenFlow 1.3's numbers, and 1.0's for what 1.3 dropped. */
public final class PortConfig {
    public static final int PORT_DOWN = 1;
    /** OpenFlow 1.0 only: kept, without effect, as in Open vSwitch. */
    public static final int NO_STP = 1 << 1;

    public static final int NO_RECV = 1 << 2;
    /** OpenFlow 1.0 only. */
    public static final int NO_RECV_STP = 1 << 3;
    /** OpenFlow 1.0 only: FLOOD leaves the port out. */
    public static final int NO_FLOOD = 1 << 4;

    public static final int NO_FWD = 1 << 5;
    public static final int NO_PACKET_IN = 1 << 6;

    private PortConfig() {}
}
