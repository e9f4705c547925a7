package org.mirach.vswitch.agent.connection;

import org.mirach.openflow.model.ControllerRole;

/**
 * Which asynchronous messages a peer wants: a bit for each reason, first as master or equal, then as slave (OpenFlow
 * 1.3.5, 7.3.10). Immutable.
 */
public record AsyncMasks(
        int packetIn, int packetInSlave, int portStatus, int portStatusSlave, int flowRemoved, int flowRemovedSlave) {
    private static final int PACKET_IN_REASONS = 0b111;
    private static final int PORT_REASONS = 0b111;
    private static final int REMOVED_REASONS = 0b1111;

    /** As Open vSwitch starts: packet_in but for INVALID_TTL, all of flow_removed; slaves hear port_status only. */
    public static final AsyncMasks DEFAULT = new AsyncMasks(0b011, 0, PORT_REASONS, PORT_REASONS, REMOVED_REASONS, 0);

    public AsyncMasks {
        packetIn &= PACKET_IN_REASONS;
        packetInSlave &= PACKET_IN_REASONS;
        portStatus &= PORT_REASONS;
        portStatusSlave &= PORT_REASONS;
        flowRemoved &= REMOVED_REASONS;
        flowRemovedSlave &= REMOVED_REASONS;
    }

    public boolean packetIn(ControllerRole role, int reason) {
        return wants(role == ControllerRole.SLAVE ? packetInSlave : packetIn, reason);
    }

    public boolean portStatus(ControllerRole role, int reason) {
        return wants(role == ControllerRole.SLAVE ? portStatusSlave : portStatus, reason);
    }

    public boolean flowRemoved(ControllerRole role, int reason) {
        return wants(role == ControllerRole.SLAVE ? flowRemovedSlave : flowRemoved, reason);
    }

    private static boolean wants(int mask, int reason) {
        return (mask >>> reason & 1) != 0;
    }
}
