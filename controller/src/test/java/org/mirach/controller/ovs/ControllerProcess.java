package org.mirach.controller.ovs;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mirach.controller.ControllerRig;

/**
 * A controller in a process of its own, to be killed.
 *
 * <p><b>Threads:</b> the test's.
 */
final class ControllerProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Path token;
    private final int openFlowPort;
    private final int restPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private ControllerProcess(Process process, Path log, Path token, int openFlowPort, int restPort) {
        this.process = process;
        this.log = log;
        this.token = token;
        this.openFlowPort = openFlowPort;
        this.restPort = restPort;
    }

    /** Starts one; it is not ready yet. */
    static ControllerProcess start(Path directory, String nodeId, TestPki pki, String zooKeeper) throws IOException {
        int openFlowPort = freePort();
        int restPort = freePort();
        Path config = directory.resolve(nodeId + ".yaml");
        String openFlow = "{listen: [\"pssl:" + openFlowPort + ":127.0.0.1\"], tls: " + pki.yaml() + "}";
        Files.writeString(config, ControllerRig.yaml(directory, nodeId, openFlow, zooKeeper, restPort));
        Path log = directory.resolve(nodeId + ".log");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        "org.mirach.controller.Main",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ControllerProcess(process, log, directory.resolve("token"), openFlowPort, restPort);
    }

    String endpoint() {
        return "ssl:127.0.0.1:" + openFlowPort;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the controller ended:\n" + log());
        }
        return log().contains(" ready: ");
    }

    /** The body of a GET. */
    String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                                .header(
                                        "Authorization",
                                        "Bearer " + Files.readString(token).strip())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM; waits until it is gone and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            throw new AssertionError("still running 15 s after SIGTERM");
        }
        return process.exitValue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
