package org.mirach.controller.app;

import org.mirach.controller.southbound.SwitchListener;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.PacketIn;

/**
 * An application: a listener that is offered packet-ins in turn.
 *
 * <p><b>Threads:</b> as {@link SwitchListener}.
 */
public interface PacketApp extends SwitchListener {
    /** Looks at a packet; true when it is dealt with and no application after this one shall see it. */
    default boolean onPacket(SwitchSession session, PacketIn packetIn, EthernetFrame frame) {
        return false;
    }
}
