package org.mirach.openflow.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Listens and dials.
 *
 * <p><b>Threads:</b> any. It owns the event loops: one thread for a switch's agent, so that one thread runs all its
 * handlers; more for a controller.
 */
public final class OpenFlowTransport implements AutoCloseable {
    private static final int BACKLOG = 1024;
    /** Handlers may recurse deeply (a packet-out through thousands of tables); reserved, used only as needed. */
    private static final long STACK_BYTES = 16L << 20;

    private final IoEventLoopGroup loops;

    /** {@code name}: prefix of the threads' names. */
    public OpenFlowTransport(String name, int threads) {
        this.loops = new MultiThreadIoEventLoopGroup(
                threads,
                Thread.ofPlatform()
                        .daemon()
                        .stackSize(STACK_BYTES)
                        .name(name + "-", 0)
                        .factory(),
                NioIoHandler.newFactory());
    }

    /** The event loops: tasks for the one thread of a switch's agent go here. */
    public IoEventLoopGroup loops() {
        return loops;
    }

    /**
     * Opens a listening socket; {@code handlers} makes a handler for each connection.
     *
     * @throws UncheckedIOException     the socket cannot be opened: where, why, and what to do
     * @throws IllegalArgumentException TLS files are missing, or the endpoint is one to dial
     */
    public Listener listen(
            Endpoint endpoint, ChannelSettings settings, Supplier<? extends ConnectionHandler> handlers) {
        if (!endpoint.passive()) {
            throw new IllegalArgumentException(endpoint + " is an address to dial; ptcp:, pssl: and punix: listen");
        }
        SslContext tls = endpoint.tls() ? TlsContexts.forServer(settings.tls()) : null;
        AtomicInteger connections = new AtomicInteger();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(endpoint.unix() ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(settings))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, endpoint, settings, tls, handlers, connections);
                    }
                });
        if (!endpoint.unix()) {
            bootstrap
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .childOption(ChannelOption.TCP_NODELAY, true);
        }
        ChannelFuture bound = bootstrap.bind(listenAddress(endpoint)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "cannot listen on " + endpoint + ": " + bound.cause().getMessage() + "; is another process there?",
                    bound.cause()));
        }
        return new Listener(actual(endpoint, bound.channel().localAddress()), bound.channel(), connections);
    }

    private static void accept(
            Channel channel,
            Endpoint endpoint,
            ChannelSettings settings,
            SslContext tls,
            Supplier<? extends ConnectionHandler> handlers,
            AtomicInteger connections) {
        String name = peerName(endpoint, channel);
        if (connections.incrementAndGet() > settings.maxConnections()) {
            connections.decrementAndGet();
            PeerLog.refused(name, "refused: " + settings.maxConnections() + " connections are open on " + endpoint);
            channel.close();
            return;
        }
        channel.closeFuture().addListener(_ -> connections.decrementAndGet());
        install(channel, tls, settings, new ConnectionDriver(name, settings, handlers.get(), null));
    }

    private static void install(Channel channel, SslContext tls, ChannelSettings settings, ConnectionDriver driver) {
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc());
            handler.setHandshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast("tls", handler);
        }
        ConnectionDriver.install(channel.pipeline(), driver);
    }

    /**
     * Dials once; the future completes after hello. Redialling is the caller's.
     *
     * @throws IllegalArgumentException TLS files are missing, or the endpoint is one to listen on
     */
    public CompletableFuture<OpenFlowConnection> connect(
            Endpoint endpoint, ChannelSettings settings, ConnectionHandler handler) {
        if (endpoint.passive()) {
            throw new IllegalArgumentException(endpoint + " is an address to listen on; tcp:, ssl: and unix: dial");
        }
        SslContext tls = endpoint.tls() ? TlsContexts.forClient(settings.tls()) : null;
        CompletableFuture<OpenFlowConnection> connected = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(endpoint.unix() ? NioDomainSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(settings))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.handshakeTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        install(
                                channel,
                                tls,
                                settings,
                                new ConnectionDriver(endpoint.toString(), settings, handler, connected));
                    }
                });
        if (!endpoint.unix()) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        if (endpoint.unix()) {
            dial(bootstrap, UnixDomainSocketAddress.of(endpoint.path()), endpoint, connected);
        } else if (NetUtil.isValidIpV4Address(endpoint.host()) || NetUtil.isValidIpV6Address(endpoint.host())) {
            dial(bootstrap, new InetSocketAddress(endpoint.host(), endpoint.port()), endpoint, connected);
        } else {
            // A name server that is slow to answer must not hold up an event loop.
            Thread.ofVirtual()
                    .name("resolve-" + endpoint.host())
                    .start(() -> dial(
                            bootstrap, new InetSocketAddress(endpoint.host(), endpoint.port()), endpoint, connected));
        }
        return connected;
    }

    private static void dial(
            Bootstrap bootstrap,
            SocketAddress address,
            Endpoint endpoint,
            CompletableFuture<OpenFlowConnection> connected) {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            connected.completeExceptionally(
                    new IOException("cannot connect to " + endpoint + ": no address is known for this name"));
            return;
        }
        bootstrap.connect(address).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                connected.completeExceptionally(new IOException(
                        "cannot connect to " + endpoint + ": " + done.cause().getMessage(), done.cause()));
            }
        });
    }

    private static WriteBufferWaterMark waterMark(ChannelSettings settings) {
        return new WriteBufferWaterMark(settings.lowWaterBytes(), settings.highWaterBytes());
    }

    private static SocketAddress listenAddress(Endpoint endpoint) {
        if (endpoint.unix()) {
            clearStaleSocket(endpoint.path());
            return UnixDomainSocketAddress.of(endpoint.path());
        }
        return endpoint.host().isEmpty()
                ? new InetSocketAddress(endpoint.port())
                : new InetSocketAddress(endpoint.host(), endpoint.port());
    }

    /** A socket file that nobody answers on is what a killed process left behind. */
    private static void clearStaleSocket(Path path) {
        try {
            Path directory = path.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            if (Files.exists(path) && !answers(path)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("cannot make the socket " + path + ": " + e.getMessage(), e));
        }
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    private static Endpoint actual(Endpoint endpoint, SocketAddress local) {
        return local instanceof InetSocketAddress inet
                ? new Endpoint(endpoint.kind(), endpoint.host(), inet.getPort(), null)
                : endpoint;
    }

    private static String peerName(Endpoint endpoint, Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress inet) {
            String host = inet.getAddress().getHostAddress();
            return (endpoint.tls() ? "ssl:" : "tcp:") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                    + inet.getPort();
        }
        return "unix:" + endpoint.path() + "#" + channel.id().asShortText();
    }

    /** Closes every connection and listener, and ends the threads. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
