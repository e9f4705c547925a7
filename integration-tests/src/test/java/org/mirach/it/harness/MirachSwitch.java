package org.mirach.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The real switch in a process of its own, with a configuration written for it.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class MirachSwitch implements BridgeUnderTest {
    private static final String MAIN = "org.mirach.vswitch.Main";
    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Path directory;
    private final Process process;

    /**
     * What makes one switch differ from another. Immutable.
     *
     * @param prefix words before the command, such as {@code ip netns exec NAME}
     * @param dummy ports in memory that frames enter and leave through the control socket; LOCAL is such a port too
     * @param bridge further lines of the bridge's part of the configuration, without indentation
     * @param ports one flow mapping a port
     * @param sections further top-level lines
     */
    public record Setup(
            List<String> prefix, boolean dummy, List<String> bridge, List<String> ports, List<String> sections) {
        /** Ports p1 to p{@code count} in memory, in this namespace. */
        public static Setup dummyPorts(int count) {
            List<String> ports = new ArrayList<>();
            for (int port = 1; port <= count; port++) {
                ports.add("{name: p%d, port-no: %d, type: dummy}".formatted(port, port));
            }
            return new Setup(List.of(), true, List.of("datapath-id: \"0x1\""), ports, List.of());
        }

        public Setup withBridge(String... lines) {
            return new Setup(prefix, dummy, List.of(lines), ports, sections);
        }

        public Setup withSections(List<String> lines) {
            return new Setup(prefix, dummy, bridge, ports, lines);
        }

        private String yaml(Path directory) {
            List<String> lines =
                    new ArrayList<>(List.of("run-dir: " + directory, "bridge:", "  name: br0", "  fail-mode: secure"));
            bridge.forEach(line -> lines.add("  " + line));
            lines.add("  ports:");
            ports.forEach(port -> lines.add("    - " + port));
            lines.addAll(sections);
            return String.join("\n", lines) + "\n";
        }
    }

    private MirachSwitch(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Whether the switch is on the class path. */
    public static boolean built() {
        return JavaProcess.built(MAIN);
    }

    public static MirachSwitch startWithDummyPorts(int count) {
        return start(Setup.dummyPorts(count));
    }

    public static MirachSwitch start(Setup setup) {
        Path directory = Daemons.temporaryDirectory("mirach-it-sw");
        try {
            Path config = directory.resolve("switch.yaml");
            Files.writeString(config, setup.yaml(directory));
            List<String> arguments = new ArrayList<>(List.of("--config", config.toString()));
            if (setup.dummy()) {
                arguments.add("--enable-dummy");
            }
            Process process = JavaProcess.start(setup.prefix(), directory.resolve("switch.log"), MAIN, arguments);
            MirachSwitch started = new MirachSwitch(directory, process);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
