package org.mirach.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.mirach.cli.CliException;
import org.mirach.cli.pki.TokenFile;
import org.mirach.cli.rest.RestClient;

/**
 * Questions whose answer is "not yet" until a process is ready.
 *
 * <p><b>Threads:</b> any; calls block for a second at most, or as long as the controller takes to answer.
 */
final class Readiness {
    private static final byte OPENFLOW_13 = 4;
    private static final byte HELLO = 0;
    private static final long PATIENCE_MS = 1000;

    private final RestClient client;

    /** For the controller of {@code plan}, whose token exists. */
    Readiness(LabPlan plan) {
        try {
            client = new RestClient(
                    URI.create(plan.restUrl()),
                    Optional.of(TokenFile.read(plan.directories().token())));
        } catch (IOException e) {
            throw new LabException(plan.directories().token() + ": cannot be read: " + e, "run as its owner");
        }
    }

    /** Whether the controller's REST interface answers. */
    boolean controllerAnswers() {
        try {
            client.get("/v1/health");
            return true;
        } catch (CliException _) {
            return false;
        }
    }

    /** The node that is master of the lab's switch; empty while there is none. */
    Optional<String> master() {
        try {
            for (JsonNode it : client.get("/v1/switches").path("switches")) {
                String master = it.path("master").asText("");
                if (!master.isEmpty() && !master.equals("null")) {
                    return Optional.of(master);
                }
            }
            return Optional.empty();
        } catch (CliException _) {
            return Optional.empty();
        }
    }

    /** How many static flows the controller keeps; 0 also when it does not say. */
    int staticFlowCount() {
        try {
            return client.get("/v1/static-flows").path("staticFlows").size();
        } catch (CliException _) {
            return 0;
        }
    }

    /** Whether an OpenFlow peer says hello on the unix socket (OpenFlow 1.3.5, 6.3.1). */
    static boolean speaksOpenFlow(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(new byte[] {OPENFLOW_13, HELLO, 0, 8, 0, 0, 0, 1}));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            // Larger than a hello: closing with something unread would reset the connection.
            ByteBuffer in = ByteBuffer.allocate(1024);
            return selector.select(PATIENCE_MS) > 0 && channel.read(in) >= 2 && in.get(1) == HELLO;
        } catch (IOException _) {
            return false;
        }
    }
}
