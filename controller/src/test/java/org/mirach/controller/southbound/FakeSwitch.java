package org.mirach.controller.southbound;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A switch without a network: what it is sent it answers by its brain, and remembers.
 *
 * <p><b>Threads:</b> its own event loop, one thread; fields for tests are concurrent or volatile.
 */
public final class FakeSwitch implements OpenFlowConnection {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("fake-switch").factory());
    /** What it is and knows. */
    public final SwitchBrain brain;
    /** What was sent here, in order. */
    public final List<OFMessage> sent = new CopyOnWriteArrayList<>();

    public volatile boolean mute;
    public volatile boolean writable = true;
    public volatile String closedBecause;
    private Handshake handler;

    /** A switch with that many ports: 1 to {@code ports}. */
    public FakeSwitch(long datapathId, int ports) {
        this.brain = new SwitchBrain(datapathId, ports);
    }

    /** Connects to what the context stands for. */
    FakeSwitch connect(SouthboundContext context) {
        handler = new Handshake(context);
        loop.execute(() -> handler.onConnected(this));
        return this;
    }

    /** Sends a packet of an Ethernet frame to the controller. */
    public void packetIn(int inPort, long cookie, byte[] frame) {
        deliver(SwitchBrain.packetIn(inPort, cookie, frame));
    }

    /** Says that a port is up or down now. */
    public void portStatus(int portNo, boolean up) {
        deliver(brain.portStatus(portNo, up));
    }

    /** Sends any message. */
    public void deliver(OFMessage message) {
        loop.execute(() -> handler.onMessage(this, message, Bytes.EMPTY));
    }

    /** Breaks the connection. */
    public void disconnect() {
        close("peer closed");
    }

    /** The messages of one class sent here. */
    public <T> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void send(OFMessage message) {
        sent.add(message);
        if (!mute && closedBecause == null) {
            brain.answer(message).forEach(this::deliver);
        }
    }

    @Override
    public void sendAll(List<? extends OFMessage> messages) {
        messages.forEach(this::send);
    }

    @Override
    public OFVersion version() {
        return OFVersion.OF_13;
    }

    @Override
    public void refuse(Bytes request, OfError error) {
        throw new AssertionError("a controller answers no request");
    }

    @Override
    public void close(String reason) {
        if (closedBecause == null) {
            closedBecause = reason;
            loop.execute(() -> handler.onClosed(this, reason));
        }
    }

    @Override
    public boolean isOpen() {
        return closedBecause == null;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress("192.0.2.1", (int) brain.datapathId());
    }

    @Override
    public String name() {
        return "fake:" + brain.datapathId();
    }

    @Override
    public String peerSubject() {
        return "";
    }

    @Override
    public ScheduledExecutorService executor() {
        return loop;
    }
}
