package org.mirach.vswitch.agent;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** A peer that keeps what it is sent. */
public final class FakeConnection implements OpenFlowConnection {
    private static final ScheduledExecutorService NEVER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    private final OFVersion version;
    public final List<OFMessage> sent = new ArrayList<>();
    public final List<OfError> refusals = new ArrayList<>();
    public boolean writable = true;
    /** Messages that it takes at most until it is not writable. */
    public int room = Integer.MAX_VALUE;

    public String closed;

    public FakeConnection(OFVersion version) {
        this.version = version;
    }

    @Override
    public OFVersion version() {
        return version;
    }

    @Override
    public void send(OFMessage message) {
        sent.add(message);
    }

    @Override
    public void sendAll(List<? extends OFMessage> messages) {
        sent.addAll(messages);
    }

    @Override
    public void refuse(Bytes request, OfError error) {
        refusals.add(error);
    }

    @Override
    public void close(String reason) {
        closed = reason;
    }

    @Override
    public boolean isOpen() {
        return closed == null;
    }

    @Override
    public boolean isWritable() {
        return writable && sent.size() < room;
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("fake", 1);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String peerSubject() {
        return "";
    }

    @Override
    public ScheduledExecutorService executor() {
        return NEVER;
    }
}
