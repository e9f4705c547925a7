package org.mirach.openflow.channel;

import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open listening socket.
 *
 * <p><b>Threads:</b> any.
 */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final Endpoint endpoint;
    private final Channel channel;
    private final AtomicInteger connections;

    Listener(Endpoint endpoint, Channel channel, AtomicInteger connections) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.connections = connections;
    }

    /** Where it listens, with the port that was chosen. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Connections that it accepted and that are still there. */
    public int connectionCount() {
        return connections.get();
    }

    /** Stops accepting and removes a unix socket's file; connections stay. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        if (endpoint.unix()) {
            try {
                Files.deleteIfExists(endpoint.path());
            } catch (IOException e) {
                LOG.warn("{} could not be removed: {}", endpoint.path(), e.getMessage());
            }
        }
    }
}
