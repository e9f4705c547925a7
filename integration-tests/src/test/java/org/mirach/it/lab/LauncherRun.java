package org.mirach.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The launcher in a world of its own: state and run directory, prefix and bridge that nobody else uses.
 *
 * <p><b>Threads:</b> one.
 */
final class LauncherRun {
    private static final long LIMIT_SECONDS = 120;

    final Path root = Path.of(System.getProperty("mirach.root"));
    final Path state;
    final Path run;
    final String prefix;
    final String bridge;

    /** In {@code directory}, whose path is short: unix sockets' names end at 108 bytes. */
    LauncherRun(Path directory, String word) {
        state = directory.resolve("s");
        run = directory.resolve("r");
        prefix = word;
        bridge = word + "br";
    }

    record Said(int code, String text) {}

    /** Skips the test where there is nothing to run. */
    void assumeBuilt() throws IOException {
        Path target = root.resolve("cli/target");
        boolean built = Files.isDirectory(target);
        if (built) {
            try (var files = Files.list(target)) {
                built = files.anyMatch(file -> file.getFileName().toString().endsWith(".tar.gz"));
            }
        }
        assumeTrue(built, "no distribution under cli/target: mvn package makes it");
    }

    /** {@code mirach arguments}, to its end. */
    Said mirach(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("mirach", ".out");
        Process process = start(output, arguments);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("mirach %s ends; it said:%n%s", List.of(arguments), Files.readString(output))
                .isTrue();
        String text = Files.readString(output);
        Files.delete(output);
        return new Said(process.exitValue(), text);
    }

    Process start(Path output, String... arguments) throws IOException {
        // Tests that run in the background of a shell inherit an ignored SIGINT; a user's terminal does not.
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT", root.resolve("mirach").toString()));
        command.addAll(List.of(arguments));
        if (arguments[0].equals("up") || arguments[0].equals("down")) {
            command.addAll(List.of("--prefix", prefix, "--bridge", bridge));
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("MIRACH_STATE_DIR", state.toString());
        environment.put("MIRACH_RUN_DIR", run.toString());
        environment.put("MIRACH_SKIP_BUILD", "1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** Any other tool, to its end; the lab's run directory is OVS's. */
    Said tool(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OVS_RUNDIR", run.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    Said ping(int count) throws IOException, InterruptedException {
        return tool(
                "ip",
                "netns",
                "exec",
                prefix + "-h1",
                "ping",
                "-n",
                "-c",
                "" + count,
                "-i",
                "0.2",
                "-W",
                "2",
                "10.0.0.2");
    }

    /** The pids whose command line names this run directory: the controller and the switch of this lab. */
    List<Long> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(run.toString()))
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Everything of the lab that is still there; nothing, as one hopes. */
    List<String> remains() throws IOException {
        List<String> found = new ArrayList<>();
        for (String host : List.of("-h1", "-h2")) {
            if (Files.exists(Path.of("/run/netns", prefix + host))) {
                found.add("namespace " + prefix + host);
            }
        }
        for (String device : List.of(prefix + "-v1", prefix + "-v2", bridge)) {
            if (Files.exists(Path.of("/sys/class/net", device))) {
                found.add("device " + device);
            }
        }
        processes().forEach(pid -> found.add("process " + pid + ": " + commandLine(pid)));
        if (Files.exists(run)) {
            try (var files = Files.list(run)) {
                files.forEach(file -> found.add("file " + file));
            }
        }
        return found;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException _) {
            return "";
        }
    }
}
