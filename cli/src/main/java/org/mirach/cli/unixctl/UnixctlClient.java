package org.mirach.cli.unixctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.mirach.cli.CliException;

/**
 * One request to a unixctl server: {@code {"method":"version","params":[],"id":0}} (ovs-vswitchd(8), RUNTIME MANAGEMENT
 * COMMANDS; the framing is that of JSON-RPC 1.0, one object after the other).
 *
 * <p><b>Errors:</b> {@link CliException}: exit code 3 when nobody listens, 1 when the switch refuses.
 * <p><b>Threads:</b> stateless; any. Calls block for as long as the server takes.
 */
public final class UnixctlClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private UnixctlClient() {}

    /** The result text of {@code method}. */
    public static String call(Path socket, String method, String... parameters) {
        ObjectNode request = JSON.createObjectNode().put("method", method);
        for (String parameter : parameters) {
            request.withArray("params").add(parameter);
        }
        if (parameters.length == 0) {
            request.putArray("params");
        }
        request.put("id", 0);
        JsonNode reply = exchange(socket, request);
        JsonNode error = reply.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw CliException.failed(
                    "the switch refused " + method + ": " + error.asText().strip(), "");
        }
        JsonNode result = reply.path("result");
        return result.isTextual() ? result.asText() : result.toString();
    }

    private static JsonNode exchange(Path socket, ObjectNode request) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer out = ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            InputStream in = Channels.newInputStream(channel);
            JsonNode reply = JSON.readerFor(JsonNode.class).readValue(JSON.createParser(in));
            if (reply == null) {
                throw CliException.unreachable(socket + ": the switch closed the connection", "see its log");
            }
            return reply;
        } catch (IOException e) {
            throw CliException.unreachable(
                    "no switch answers on " + socket + ": " + e.getMessage(),
                    "is it running (mirach up, mirach switch)? Another one: --bridge or MIRACH_RUN_DIR");
        }
    }
}
