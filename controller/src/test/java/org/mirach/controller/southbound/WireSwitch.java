package org.mirach.controller.southbound;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.mirach.openflow.channel.ChannelSettings;
import org.mirach.openflow.channel.ConnectionHandler;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.channel.OpenFlowTransport;
import org.mirach.openflow.channel.TlsConfig;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * A switch's brain behind a real connection.
 *
 * <p><b>Threads:</b> its event loop answers; tests read the brain.
 */
public final class WireSwitch implements AutoCloseable, ConnectionHandler {
    private final OpenFlowTransport transport = new OpenFlowTransport("wire-switch", 1);
    /** What it is and knows. */
    public final SwitchBrain brain;
    /** What was sent here, in order. */
    public final List<OFMessage> received = new CopyOnWriteArrayList<>();

    public volatile String closedBecause;
    private volatile OpenFlowConnection connection;

    /** Dials {@code endpoint}; {@code tls} may be null for tcp. */
    public WireSwitch(SwitchBrain brain, String endpoint, TlsConfig tls) throws Exception {
        this.brain = brain;
        connection = transport
                .connect(Endpoint.parse(endpoint), ChannelSettings.forSwitch(tls), this)
                .get(10, TimeUnit.SECONDS);
    }

    /** Sends anything. */
    public void send(OFMessage message) {
        connection.send(message);
    }

    @Override
    public void onConnected(OpenFlowConnection peer) {
        connection = peer;
    }

    @Override
    public void onMessage(OpenFlowConnection peer, OFMessage message, Bytes frame) {
        received.add(message);
        brain.answer(message).forEach(peer::send);
    }

    @Override
    public void onClosed(OpenFlowConnection peer, String reason) {
        closedBecause = reason;
    }

    @Override
    public void close() {
        transport.close();
    }
}
