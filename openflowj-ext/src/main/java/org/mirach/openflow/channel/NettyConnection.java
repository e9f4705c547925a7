package org.mirach.openflow.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A connection over a Netty channel.
 *
 * <p><b>Threads:</b> any; what is sent while the event loop reads a burst leaves with one flush at the burst's end.
 */
final class NettyConnection implements OpenFlowConnection {
    private static final int LINGER_SECONDS = 2;

    private final Channel channel;
    private final String name;
    private final OFVersion version;
    private final String peerSubject;
    private volatile String closeReason;
    /** Event loop only. */
    private boolean reading;

    private boolean unflushed;

    NettyConnection(Channel channel, String name, OFVersion version, String peerSubject) {
        this.channel = channel;
        this.name = name;
        this.version = version;
        this.peerSubject = peerSubject;
    }

    @Override
    public OFVersion version() {
        return version;
    }

    @Override
    public void send(OFMessage message) {
        write(message);
    }

    @Override
    public void sendAll(List<? extends OFMessage> messages) {
        write(List.copyOf(messages));
    }

    private void write(Object outgoing) {
        if (reading && channel.eventLoop().inEventLoop()) {
            channel.write(outgoing);
            unflushed = true;
        } else {
            channel.writeAndFlush(outgoing);
        }
    }

    void readingBegins() {
        reading = true;
    }

    void readingEnds() {
        reading = false;
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    @Override
    public void refuse(Bytes request, OfError error) {
        byte[] octets = request.array();
        long xid = (octets[4] & 0xffL) << 24 | (octets[5] & 0xff) << 16 | (octets[6] & 0xff) << 8 | octets[7] & 0xff;
        send(ErrorMessage.of(version, xid, error, request));
    }

    @Override
    public void close(String reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        // A peer that no longer reads would keep what was sent, and so the connection, for ever.
        if (!channel.eventLoop().isShuttingDown()) {
            channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Why this side closed it, or null. */
    String closeReason() {
        return closeReason;
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && closeReason == null;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String peerSubject() {
        return peerSubject;
    }

    @Override
    public ScheduledExecutorService executor() {
        return channel.eventLoop();
    }

    @Override
    public String toString() {
        return name;
    }
}
