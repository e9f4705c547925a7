package org.mirach.openflow.model;

/** Why a packet went to the controller (OpenFlow 1.3.5, 7.4.1); NXT_PACKET_IN has the same numbers. */
public final class PacketInReason {
    public static final int NO_MATCH = 0;
    public static final int ACTION = 1;
    public static final int INVALID_TTL = 2;
    /** From here on OpenFlow 1.4's; older versions say ACTION. */
    public static final int ACTION_SET = 3;

    public static final int GROUP = 4;
    public static final int PACKET_OUT = 5;

    private PacketInReason() {}
}
