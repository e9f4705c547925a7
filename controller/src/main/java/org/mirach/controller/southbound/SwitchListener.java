package org.mirach.controller.southbound;

import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.PacketIn;

/**
 * Who is told what switches do.
 *
 * <p><b>Threads:</b> all calls for one switch come from its event loop, in order; none may block. Different switches'
 * calls run side by side.
 */
public interface SwitchListener {
    /** The handshake is done; the role is open yet. First call. */
    default void onConnected(SwitchSession session) {}

    /** The switch accepted this controller as its master: from now on it may write. */
    default void onMaster(SwitchSession session) {}

    /** This controller is no longer the master. */
    default void onSlave(SwitchSession session) {}

    /** A packet, while this controller is the master. */
    default void onPacketIn(SwitchSession session, PacketIn packetIn) {}

    /** A port came, went or changed; {@link SwitchSession#ports()} already shows it. */
    default void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {}

    /** A flow entry that asked for it is gone. */
    default void onFlowRemoved(SwitchSession session, FlowRemoved removed) {}

    /** The connection is gone. Last call; {@link #onSlave} came before if it was master. */
    default void onDisconnected(SwitchSession session) {}
}
