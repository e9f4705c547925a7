package org.mirach.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mirach.conf.ConfigLoader;

/**
 * A controller in this process on ports that were free, and a client of its REST interface.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class ControllerRig implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Controller controller;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();

    private ControllerRig(Controller controller, String token) {
        this.controller = controller;
        this.token = token;
    }

    /**
     * Starts one.
     *
     * @param openFlow YAML of the key {@code openflow}, in one line
     * @param zooKeeper where to connect; empty for one of its own
     */
    public static ControllerRig start(Path directory, String nodeId, String openFlow, String zooKeeper)
            throws IOException {
        Controller controller = Controller.start(ConfigLoader.parse(
                nodeId, yaml(directory, nodeId, openFlow, zooKeeper, 0), ControllerConfig.class, Map.of()));
        return new ControllerRig(
                controller, Files.readString(directory.resolve("token")).strip());
    }

    /** The configuration. */
    public static String yaml(Path directory, String nodeId, String openFlow, String zooKeeper, int restPort) {
        return """
                node-id: %s
                openflow: %s
                rest: {listen: "127.0.0.1:%d", token-file: %s/token}
                zookeeper: {connect: "%s", data-dir: %s/zookeeper-%s, client-port: 0, session-timeout-ms: 4000}
                """.formatted(nodeId, openFlow, restPort, directory, zooKeeper, directory, nodeId);
    }

    public Controller controller() {
        return controller;
    }

    /** Where switches dial. */
    public String endpoint() {
        return controller.openFlowEndpoints().getFirst();
    }

    /** The port of {@link #endpoint()}. */
    public int port() {
        return Integer.parseInt(endpoint().substring(endpoint().lastIndexOf(':') + 1));
    }

    /** A request with the token, and with {@code headers} given as name, value, name, value. */
    public HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(method, path, body).header("Authorization", "Bearer " + token);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request without the token; {@code authorization} may be null. */
    public HttpResponse<String> sendAs(String authorization, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(method, path, "");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The body of a GET that must succeed. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send("GET", path, "");
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Parses a body. */
    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://" + controller.restAddress() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        http.close();
        controller.close();
    }
}
