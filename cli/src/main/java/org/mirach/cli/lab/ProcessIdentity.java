package org.mirach.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another: pids come round again, a pid with its start time does not. Immutable.
 *
 * @param startTicks when it started, in clock ticks since boot (proc(5), /proc/pid/stat, field 22)
 */
record ProcessIdentity(long pid, long startTicks) {
    /** The process that has this pid now. */
    static Optional<ProcessIdentity> of(long pid) {
        return stat(pid).map(stat -> new ProcessIdentity(pid, stat.startTicks));
    }

    /** Whether it still runs; a zombie does not. */
    boolean isAlive() {
        return stat(pid)
                .filter(stat -> stat.startTicks == startTicks && stat.state != 'Z')
                .isPresent();
    }

    /** Sends SIGTERM or SIGKILL, to this very process only. */
    void signal(boolean kill) {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(handle -> {
                if (kill) {
                    handle.destroyForcibly();
                } else {
                    handle.destroy();
                }
            });
        }
    }

    private record Stat(char state, long startTicks) {}

    private static Optional<Stat> stat(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The command name (field 2) may hold spaces and brackets; its own bracket is the last.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Stat(fields[0].charAt(0), Long.parseLong(fields[19])));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
            return Optional.empty();
        }
    }
}
