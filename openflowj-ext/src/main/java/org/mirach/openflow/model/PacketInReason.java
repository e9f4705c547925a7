package org.mirach.openflow.model;

/** Why a packet went to the controller: numbers of OpenFlow 1.3 (7.4.1), and of NXT_PACKET_IN, which goes on from there. */
public final class PacketInReason {
    public static final int NO_MATCH = 0;
    public static final int ACTION = 1;
    public static final int INVALID_TTL = 2;

    private PacketInReason() {}
}
