package org.mirach.vswitch.agent.connection;

import org.mirach.openflow.channel.ConnectionHandler;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a connection a peer, and its messages the session's.
 *
 * <p><b>Threads:</b> the agent thread, which is the event loop of all the bridge's connections.
 */
@RunsOn(Role.AGENT)
final class PeerHandler implements ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PeerHandler.class);

    private final PeerKind kind;
    private final String target;
    private final Peers peers;
    private final Requests requests;
    private final PeerListener listener;
    private final Runnable whenClosed;
    private PeerSession session;

    /** @param whenClosed runs after the peer is gone */
    PeerHandler(
            PeerKind kind, String target, Peers peers, Requests requests, PeerListener listener, Runnable whenClosed) {
        this.kind = kind;
        this.target = target;
        this.peers = peers;
        this.requests = requests;
        this.listener = listener;
        this.whenClosed = whenClosed;
    }

    @Override
    public void onConnected(OpenFlowConnection connection) {
        Peer peer = new Peer(connection, kind, target);
        session = new PeerSession(peer, requests);
        peers.add(peer);
        if (kind == PeerKind.PRIMARY) {
            LOG.info("{}: connected, {}", target, connection.version());
        }
        listener.onPeersChanged();
    }

    @Override
    public void onMessage(OpenFlowConnection connection, OFMessage message, Bytes frame) {
        session.onMessage(message, frame);
        // What these set can change which peers want to hear what.
        if (message.getType() == OFType.SET_CONFIG || message.getType() == OFType.EXPERIMENTER) {
            listener.onPeersChanged();
        }
    }

    @Override
    public void onWritabilityChanged(OpenFlowConnection connection) {
        session.advance();
        listener.onWritabilityChanged(session.peer());
    }

    @Override
    public void onClosed(OpenFlowConnection connection, String reason) {
        peers.remove(session.peer());
        if (kind == PeerKind.PRIMARY) {
            LOG.warn("{}: connection lost: {}", target, reason);
        }
        listener.onPeersChanged();
        whenClosed.run();
    }
}
