package org.mirach.vswitch.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mirach.vswitch.observe.LogLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on {@code <run-dir>/<bridge>.ctl} and runs commands for whoever connects. A stale socket file is replaced.
 *
 * <p><b>Threads:</b> one virtual thread accepts, one serves each client; {@link #close} from any.
 *
 * <p><b>Limits:</b> {@value #MAX_CLIENTS} clients at once, texts of at most {@value #MAX_TEXT} characters.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MAX_CLIENTS = 256;
    private static final int MAX_TEXT = 1 << 20;

    private final Path path;
    private final CommandTable commands;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final LogLimiter refusals = LogLimiter.of(LOG);

    private ControlSocket(Path path, CommandTable commands, ServerSocketChannel server) {
        this.path = path;
        this.commands = commands;
        this.server = server;
    }

    /** Opens the socket and starts to serve. */
    public static ControlSocket open(Path path, CommandTable commands) {
        try {
            Files.deleteIfExists(path);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            ControlSocket socket = new ControlSocket(path, commands, server);
            Thread.ofVirtual().name("control-accept").start(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on " + path + ": " + e.getMessage() + "; check that the directory may be written to",
                    e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                if (clients.size() >= MAX_CLIENTS) {
                    client.close();
                    refusals.warn("{}: a client was refused, as {} are connected", path, MAX_CLIENTS);
                    continue;
                }
                clients.add(client);
                Thread.ofVirtual().name("control-client").start(() -> serve(client));
            } catch (IOException e) {
                if (server.isOpen()) {
                    refusals.warn("{}: accept failed: {}", path, e.toString());
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        JsonFactory factory = Json.FACTORY;
        try (client;
                JsonParser parser = factory.createParser(Channels.newInputStream(client));
                JsonGenerator out = factory.createGenerator(Channels.newOutputStream(client))) {
            out.setRootValueSeparator(null);
            for (ControlRequest next = ControlRequest.read(parser); next != null; next = ControlRequest.read(parser)) {
                next.answer(commands, out);
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                refusals.warn("{}: a client sent no JSON-RPC request, or left early: {}", path, e.getMessage());
            }
        } finally {
            clients.remove(client);
        }
    }

    /** Ends all clients and removes the socket file. */
    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel client : clients) {
                client.close();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{}: closing failed: {}", path, e.toString());
        }
    }

    /** Made by the first client: the switch starts without it. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_TEXT)
                        .maxNestingDepth(8)
                        .build())
                .build();
    }
}
