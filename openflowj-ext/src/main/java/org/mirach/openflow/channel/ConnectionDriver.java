package org.mirach.openflow.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one connection: hello, echo, decoding, and what to do with messages that do not decode.
 *
 * <p><i>Invariants.</i> The handler hears onConnected once before anything else, and onClosed once if it heard
 * onConnected. A strict side that cannot get rid of its answers stops reading until it can;
 * a lenient side leaves echo requests unanswered then, and closes when that lasts for two echo intervals.
 *
 * <p><b>Threads:</b> the connection's event loop.
 */
final class ConnectionDriver extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionDriver.class);
    private static final int HELLO = 0;
    private static final int ERROR = 1;
    private static final int ECHO_REQUEST = 2;
    private static final int ECHO_REPLY = 3;

    private final String name;
    private final ChannelSettings settings;
    private final ConnectionHandler handler;
    private final CompletableFuture<OpenFlowConnection> connected;
    private final MessageDecoder decoder;
    private NettyConnection connection;
    private String fault;
    private long lastReceivedNs;
    private boolean echoSent;
    private long writabilityChanges;

    ConnectionDriver(
            String name,
            ChannelSettings settings,
            ConnectionHandler handler,
            CompletableFuture<OpenFlowConnection> connected) {
        this.name = name;
        this.settings = settings;
        this.handler = handler;
        this.connected = connected;
        this.decoder = new MessageDecoder(settings.mode());
        if (settings.tunnelMetadata() != null) {
            decoder.tunnelMetadata(settings.tunnelMetadata());
        }
    }

    /** Adds everything above TLS. */
    static void install(ChannelPipeline pipeline, ConnectionDriver driver) {
        pipeline.addLast("frames", new FrameDecoder());
        pipeline.addLast("messages", new FrameEncoder());
        pipeline.addLast("driver", driver);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.executor()
                .schedule(
                        () -> handshakeTimeout(ctx), settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (ctx.pipeline().get(SslHandler.class) == null) {
            ctx.writeAndFlush(Hello.greeting(settings.versions()));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            ctx.writeAndFlush(Hello.greeting(settings.versions()));
        }
        super.userEventTriggered(ctx, event);
    }

    private void handshakeTimeout(ChannelHandlerContext ctx) {
        if (connection == null && ctx.channel().isActive()) {
            fail(ctx, "no hello within " + settings.handshakeTimeout().toSeconds() + " s");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        byte[] frame = (byte[]) message;
        lastReceivedNs = System.nanoTime();
        echoSent = false;
        if (connection == null) {
            greet(ctx, frame);
        } else if (connection.closeReason() == null) {
            connection.readingBegins();
            dispatch(ctx, frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (connection != null) {
            connection.readingEnds();
        }
        ctx.fireChannelReadComplete();
    }

    private void greet(ChannelHandlerContext ctx, byte[] frame) {
        if (fault != null) {
            return;
        }
        if (frame[1] == ERROR) {
            String text = new String(
                    frame, Math.min(12, frame.length), Math.max(0, frame.length - 12), StandardCharsets.US_ASCII);
            fail(ctx, "the peer refused our hello: " + text.replaceAll("[^ -~]", "."));
            return;
        }
        OFVersion version = Hello.agree(settings.versions(), frame);
        if (version == null) {
            ctx.writeAndFlush(Hello.incompatible(settings.versions(), frame));
            fail(ctx, Hello.complaint(settings.versions(), frame));
            return;
        }
        connection = new NettyConnection(ctx.channel(), name, version, peerSubject(ctx.channel()));
        scheduleKeepalive(ctx);
        connection.readingBegins();
        guard(() -> handler.onConnected(connection));
        if (connected != null) {
            connected.complete(connection);
        }
    }

    private static String peerSubject(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return "";
        }
        try {
            return tls.engine().getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    private void dispatch(ChannelHandlerContext ctx, byte[] frame) {
        int type = frame[1];
        if (type == ECHO_REQUEST) {
            if (settings.mode() == DecodeMode.LENIENT && !ctx.channel().isWritable()) {
                return; // Who does not read answers gets no more of them: it could fill the memory with them.
            }
            byte[] reply = frame.clone();
            reply[0] = (byte) connection.version().getWireVersion();
            reply[1] = ECHO_REPLY;
            ctx.write(ctx.alloc().ioBuffer(reply.length).writeBytes(reply));
            ctx.flush();
        } else if (type != ECHO_REPLY && type != HELLO) {
            decode(frame);
        }
    }

    private void decode(byte[] frame) {
        Bytes octets = Bytes.wrap(frame);
        OFMessage message;
        try {
            if (frame[0] != connection.version().getWireVersion()) {
                throw new OpenFlowException(OfError.OFPBRC_BAD_VERSION, "version " + frame[0] + " was not agreed on");
            }
            message = decoder.decode(frame);
        } catch (OpenFlowException e) {
            refuse(octets, e);
            return;
        }
        guard(() -> handler.onMessage(connection, message, octets));
    }

    /** A switch answers; a controller notes it: errors do not answer what a switch says. */
    private void refuse(Bytes frame, OpenFlowException why) {
        LOG.debug("{}: message refused: {}: {}", name, why.getMessage(), frame);
        if (settings.mode() == DecodeMode.STRICT && frame.at(1) != ERROR) {
            connection.refuse(frame, why.error());
        }
    }

    /** The handler's own faults end here: one bad message must not take the event loop with it. */
    private void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.error("{}: the handler failed; the connection goes on: report this as a defect", name, e);
        }
    }

    private void scheduleKeepalive(ChannelHandlerContext ctx) {
        long interval = settings.echoInterval().toNanos();
        if (interval > 0) {
            ctx.executor().schedule(() -> keepalive(ctx, interval), interval, TimeUnit.NANOSECONDS);
        }
    }

    /** Idle for an interval: an echo request. Idle for another: gone. */
    private void keepalive(ChannelHandlerContext ctx, long interval) {
        if (!ctx.channel().isActive()) {
            return;
        }
        long idle = System.nanoTime() - lastReceivedNs;
        long next = interval - idle;
        if (idle >= interval) {
            if (echoSent) {
                fail(
                        ctx,
                        "no answer to an echo request within "
                                + settings.echoInterval().toMillis() + " ms");
                return;
            }
            echoSent = true;
            ctx.writeAndFlush(ctx.alloc()
                    .ioBuffer(8)
                    .writeByte(connection.version().getWireVersion())
                    .writeByte(ECHO_REQUEST)
                    .writeShort(8)
                    .writeInt(0));
            next = interval;
        }
        ctx.executor().schedule(() -> keepalive(ctx, interval), Math.max(next, 1_000_000), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (settings.mode() == DecodeMode.STRICT) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        } else {
            watchBacklog(ctx);
        }
        if (connection != null) {
            guard(() -> handler.onWritabilityChanged(connection));
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** A controller goes on reading, so a peer that reads nothing for two echo intervals has to go. */
    private void watchBacklog(ChannelHandlerContext ctx) {
        long stretch = ++writabilityChanges;
        long patience = 2 * settings.echoInterval().toNanos();
        if (patience > 0 && !ctx.channel().isWritable()) {
            ctx.executor()
                    .schedule(
                            () -> {
                                if (stretch == writabilityChanges
                                        && ctx.channel().isActive()) {
                                    fail(
                                            ctx,
                                            "the peer has not read what was sent for " + patience / 1_000_000 + " ms");
                                }
                            },
                            patience,
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, explain(cause));
    }

    private static String explain(Throwable cause) {
        Throwable root = cause.getCause() != null && cause instanceof io.netty.handler.codec.DecoderException
                ? cause.getCause()
                : cause;
        return switch (root) {
            case FrameDecoder.BadStreamException bad -> bad.getMessage();
            case NotSslRecordException _ ->
                "the peer does not speak TLS, this endpoint does: use ssl: and pssl: on both ends";
            case SSLException tls ->
                "TLS failed: " + innermost(tls) + "; both ends need a certificate that the other's CA signed";
            case IOException io -> "connection lost: " + io.getMessage();
            default -> "unexpected " + root;
        };
    }

    /** What JSSE wraps as "unexpected" says the reason at its core: no path to a known authority, mostly. */
    private static String innermost(Throwable failure) {
        Throwable core = failure;
        while (core.getCause() != null && core.getCause() != core) {
            core = core.getCause();
        }
        return core.getMessage() == null ? failure.getMessage() : core.getMessage();
    }

    private void fail(ChannelHandlerContext ctx, String reason) {
        if (fault == null) {
            fault = reason;
            PeerLog.refused(name, reason);
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        String reason = fault != null
                ? fault
                : connection != null && connection.closeReason() != null
                        ? connection.closeReason()
                        : "closed by the peer";
        if (connection != null) {
            guard(() -> handler.onClosed(connection, reason));
        }
        if (connected != null) {
            connected.completeExceptionally(new IOException(name + ": " + reason));
        }
        ctx.fireChannelInactive();
    }
}
