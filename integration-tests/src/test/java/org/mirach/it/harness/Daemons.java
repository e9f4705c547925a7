package org.mirach.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Helps to start and end long-running processes.
 *
 * <p><b>Threads:</b> stateless; any.
 */
public final class Daemons {
    private Daemons() {}

    /** Asks to end, waits five seconds, then insists. */
    public static void stop(ProcessHandle process) {
        process.destroy();
        if (!ended(process, Duration.ofSeconds(5))) {
            process.destroyForcibly();
            ended(process, Duration.ofSeconds(5));
        }
    }

    /** Ends the process whose id is in a file, if there is one. */
    public static void stopByPidFile(Path pidFile) {
        try {
            if (Files.exists(pidFile)) {
                long pid = Long.parseLong(Files.readString(pidFile).strip());
                Optional<ProcessHandle> process = ProcessHandle.of(pid);
                process.ifPresent(Daemons::stop);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Polls: the JDK waits for processes that are not its children with growing pauses of up to seconds. */
    public static boolean ended(ProcessHandle process, Duration limit) {
        return until(limit, () -> !process.isAlive() || isZombie(process.pid()));
    }

    /** A daemon that has ended and waits for its adoptive parent to notice, which in a container can take seconds. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException _) {
            return true; // gone between the two looks
        }
    }

    /** Polls every few milliseconds until the condition holds; false when it never did. */
    public static boolean until(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    public static Path temporaryDirectory(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void deleteTree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String readOrEmpty(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
