package org.mirach.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real controller in a process of its own. It is asked through {@code mirach}'s own commands, which run where it
 * runs, be that another network namespace.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class MirachController implements AutoCloseable {
    private static final String MAIN = "org.mirach.controller.Main";
    private static final String CLI = "org.mirach.cli.Main";
    private static final Duration START_LIMIT = Duration.ofSeconds(40);
    private static final String TOKEN = "integration-test-token-0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path directory;
    private final Setup setup;
    private final Process process;

    /**
     * What makes one controller differ from another. Immutable.
     *
     * @param prefix words before the command, such as {@code ip netns exec NAME}
     * @param zooKeeper where to connect; empty for one inside the process
     */
    public record Setup(
            String nodeId, List<String> prefix, int openFlowPort, int restPort, String zooKeeper, Certificates tls) {
        /** Alone in this namespace, on ports that are free. */
        public static Setup alone(String nodeId, Certificates tls) {
            return new Setup(nodeId, List.of(), freePort(), freePort(), "", tls);
        }

        private String yaml(Path directory) {
            List<String> lines = new ArrayList<>(List.of(
                    "node-id: " + nodeId,
                    "openflow:",
                    "  listen: [\"pssl:" + openFlowPort + ":127.0.0.1\"]",
                    "  handshake-timeout-ms: 2000",
                    "  echo-interval-ms: 1000"));
            lines.addAll(tls.yaml("controller", 2));
            lines.addAll(List.of(
                    "rest:",
                    "  listen: \"127.0.0.1:" + restPort + "\"",
                    "  token-file: " + directory.resolve("token"),
                    "zookeeper:",
                    "  connect: \"" + zooKeeper + "\"",
                    "  data-dir: " + directory.resolve("zookeeper"),
                    "  client-port: 0",
                    "  session-timeout-ms: 4000"));
            return String.join("\n", lines) + "\n";
        }
    }

    private MirachController(Path directory, Setup setup, Process process) {
        this.directory = directory;
        this.setup = setup;
        this.process = process;
    }

    public static boolean built() {
        return JavaProcess.built(MAIN);
    }

    public static MirachController start(Setup setup) {
        Path directory = Daemons.temporaryDirectory("mirach-it-ctl");
        try {
            Files.writeString(directory.resolve("token"), TOKEN + "\n");
            Files.setPosixFilePermissions(
                    directory.resolve("token"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            Files.writeString(directory.resolve("controller.yaml"), setup.yaml(directory));
            Process process = JavaProcess.start(
                    setup.prefix(),
                    directory.resolve("controller.log"),
                    MAIN,
                    List.of("--config", directory.resolve("controller.yaml").toString()));
            MirachController controller = new MirachController(directory, setup, process);
            controller.awaitReady();
            return controller;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        boolean ready = Daemons.until(START_LIMIT, () -> !process.isAlive() || answers());
        if (!ready || !process.isAlive()) {
            String log = log();
            close();
            throw new IllegalStateException("the controller did not become ready:\n" + log);
        }
    }

    private boolean answers() {
        return (setup.prefix().isEmpty() ? get("/v1/status") : cli("status")).ok();
    }

    /** A TCP port of the loopback that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code mirach WORDS} against this controller. */
    public Outcome cli(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of(
                "--url",
                "http://127.0.0.1:" + setup.restPort(),
                "--token-file",
                directory.resolve("token").toString()));
        return Command.run(Map.of(), "", JavaProcess.command(setup.prefix(), CLI, arguments));
    }

    /** What {@code /v1/WHAT} says: over HTTP where this process reaches it, else by {@code mirach WHAT -o json}. */
    public JsonNode json(String what) {
        Outcome outcome = setup.prefix().isEmpty() ? get("/v1/" + what) : cli(what, "-o", "json");
        if (!outcome.ok()) {
            throw new IllegalStateException(what + ": " + outcome.text());
        }
        try {
            return JSON.readTree(outcome.out());
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + outcome.out(), e);
        }
    }

    private Outcome get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + setup.restPort() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return new Outcome(response.statusCode() == 200 ? 0 : 1, response.body(), "HTTP " + response.statusCode());
        } catch (IOException e) {
            return new Outcome(1, "", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(1, "", e.toString());
        }
    }

    public int openFlowPort() {
        return setup.openFlowPort();
    }

    public String nodeId() {
        return setup.nodeId();
    }

    public Process process() {
        return process;
    }

    public String log() {
        return Daemons.readOrEmpty(directory.resolve("controller.log"));
    }

    /** Ends it as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        Daemons.ended(process.toHandle(), Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        Daemons.stop(process.toHandle());
        Daemons.deleteTree(directory);
    }
}
