package org.mirach.cli.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts and ends the processes of a lab. Stateless; any thread; ending blocks. */
final class LabProcesses {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private LabProcesses() {}

    /**
     * Starts {@code launcher role --config role.yaml} with its output in {@code role.log}, in a session of its own: a
     * Ctrl-C at the terminal is for the lab, which then ends its processes in order.
     */
    static Process start(LabPlan plan, String role) {
        Path log = plan.file(role + ".log");
        ProcessBuilder builder = new ProcessBuilder(
                "setsid",
                plan.launcher().toString(),
                role,
                "--config",
                plan.file(role + ".yaml").toString());
        Map<String, String> environment = builder.environment();
        environment.put("MIRACH_STATE_DIR", plan.directories().state().toString());
        environment.put("MIRACH_RUN_DIR", plan.directories().run().toString());
        environment.put("MIRACH_SKIP_BUILD", "1");
        try {
            return builder.redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new LabException(
                    role + " cannot be started: " + e.getMessage(), "is " + plan.launcher() + " executable?");
        }
    }

    /** Ends them together: SIGTERM first, SIGKILL for whoever is still there some seconds later. */
    static void end(Collection<ProcessIdentity> processes) {
        List<ProcessIdentity> left =
                processes.stream().filter(ProcessIdentity::isAlive).toList();
        left.forEach(process -> process.signal(false));
        if (!areGone(left, PATIENCE)) {
            left.forEach(process -> process.signal(true));
            areGone(left, PATIENCE);
        }
    }

    /**
     * Ends {@code recorded}, and whatever else runs with a configuration of this lab: one that was started in the moment
     * before its starter was killed is in no record.
     *
     * @return whether there was any
     */
    static boolean end(LabPlan plan, Collection<ProcessIdentity> recorded) {
        Set<ProcessIdentity> all = new LinkedHashSet<>(recorded);
        all.addAll(configuredBy(Set.of(
                plan.file("controller.yaml").toString(),
                plan.file("switch.yaml").toString())));
        boolean any = all.stream().anyMatch(ProcessIdentity::isAlive);
        end(all);
        return any;
    }

    /** The processes with {@code --config} and one of {@code files}, spelled exactly so, on their command line. */
    private static List<ProcessIdentity> configuredBy(Set<String> files) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    List<String> words = commandLine(process.pid());
                    int config = words.indexOf("--config");
                    return config >= 0 && config + 1 < words.size() && files.contains(words.get(config + 1));
                })
                .flatMap(process -> ProcessIdentity.of(process.pid()).stream())
                .toList();
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0"));
        } catch (IOException _) {
            return List.of(); // It has ended meanwhile.
        }
    }

    /** Waits until none of them runs; false when the time is over first. */
    static boolean areGone(Collection<ProcessIdentity> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (processes.stream().anyMatch(ProcessIdentity::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }

    /** The last lines of a process's log, for the operator to read at once. */
    static List<String> lastLines(LabPlan plan, String role, int count) {
        try {
            List<String> lines = Files.readAllLines(plan.file(role + ".log"));
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException _) {
            return List.of();
        }
    }
}
