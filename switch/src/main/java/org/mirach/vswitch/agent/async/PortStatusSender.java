package org.mirach.vswitch.agent.async;

import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.agent.handler.PortWire;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortListener;

/**
 * Tells of ports that come, go and change (OpenFlow 1.3.5, 7.4.3).
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class PortStatusSender implements PortListener {
    private static final int MAX_WAITING = 1 << 20;

    private final Peers peers;
    private final Outbox outbox = new Outbox(MAX_WAITING);

    public PortStatusSender(Peers peers) {
        this.peers = peers;
    }

    @Override
    public void onPortChange(Change change, OfPort port) {
        for (Peer peer : peers.all()) {
            boolean named = !peer.openFlow10() || PortNo.fitsOf10(port.portNo());
            if (named && peer.wants(Kind.PORT_STATUS, change.ordinal())) {
                outbox.add(peer, () -> PortWire.portStatus(peer.version(), change, port));
            }
        }
        outbox.flush();
    }
}
