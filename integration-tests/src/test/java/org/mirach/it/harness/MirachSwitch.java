package org.mirach.it.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The real switch in a process of its own, with a configuration written for it.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class MirachSwitch implements BridgeUnderTest {
    private static final String MAIN = "org.mirach.vswitch.Main";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Process process;

    private MirachSwitch(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Whether the switch is on the class path. */
    public static boolean built() {
        return MirachSwitch.class.getClassLoader().getResource(MAIN.replace('.', '/') + ".class") != null;
    }

    /** Ports p1 to p{@code ports} in memory, which take and give frames through the control socket; no LOCAL device. */
    public static MirachSwitch startWithDummyPorts(int ports) {
        StringBuilder lines = new StringBuilder();
        for (int port = 1; port <= ports; port++) {
            lines.append("    - {name: p%d, port-no: %d, type: dummy}%n".formatted(port, port));
        }
        return start(List.of(), "", lines.toString(), List.of("--enable-dummy"));
    }

    /**
     * @param prefix words before the command, such as {@code ip netns exec NAME}
     * @param bridgeLines further lines of the bridge's part of the configuration, indented by two
     * @param portLines lines of its list of ports, indented by four
     */
    public static MirachSwitch start(
            List<String> prefix, String bridgeLines, String portLines, List<String> arguments) {
        Path directory = Daemons.temporaryDirectory("mirach-it-sw");
        try {
            Path config = directory.resolve("switch.yaml");
            Files.writeString(
                    config, """
                    run-dir: %s
                    bridge:
                      name: br0
                      datapath-id: "0x1"
                      fail-mode: secure
                      local-port: %s
                    %s  ports:
                    %s""".formatted(directory, !arguments.contains("--enable-dummy"), bridgeLines, portLines));
            List<String> command = new ArrayList<>(prefix);
            command.addAll(java(MAIN));
            command.addAll(List.of("--config", config.toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("switch.log").toFile())
                    .start();
            MirachSwitch started = new MirachSwitch(directory, process);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs one of the project's main classes on the classes under test. */
    static List<String> java(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("mirach.jvm.flags").split(" ")));
        command.addAll(List.of("-Xmx512m", "-cp", classPath(), main));
        return command;
    }

    /** Surefire hides the real class path in a jar's manifest and tells it by this property. */
    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return String.join(
                File.pathSeparator,
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }

    private void awaitReady() {
        boolean ready = Daemons.until(
                START_LIMIT, () -> !process.isAlive() || ofctl("show", "br0").ok());
        if (!ready || !process.isAlive()) {
            String log = log();
            close();
            throw new IllegalStateException("the switch did not become ready:\n" + log);
        }
    }

    public String log() {
        return Daemons.readOrEmpty(directory.resolve("switch.log"));
    }

    public Process process() {
        return process;
    }

    @Override
    public Path runDir() {
        return directory;
    }

    @Override
    public String name() {
        return "Mirach";
    }

    @Override
    public Path controlSocket() {
        return directory.resolve("br0.ctl");
    }

    /** Waits until every cached flow agrees with the tables and has handed in its counters; keeps the cache. */
    @Override
    public void settle() {
        appctl("revalidator/wait");
    }

    @Override
    public List<String> sent(String port) {
        Outcome outcome = appctl("netdev-dummy/sent", port);
        if (!outcome.ok()) {
            throw new IllegalStateException("netdev-dummy/sent " + port + ": " + outcome.text());
        }
        return outcome.out()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Override
    public void close() {
        Daemons.stop(process.toHandle());
        Daemons.deleteTree(directory);
    }
}
