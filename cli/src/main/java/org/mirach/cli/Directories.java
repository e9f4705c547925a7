package org.mirach.cli;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are kept. Immutable.
 *
 * @param state what outlives a start: certificates under {@code pki/}, ZooKeeper's data, the REST token
 * @param run what does not: unix sockets, the lab's record of what it started, logs of its processes
 */
public record Directories(Path state, Path run) {
    /** {@code MIRACH_STATE_DIR} and {@code MIRACH_RUN_DIR}, or {@code /var/lib/mirach} and {@code /var/run/mirach}. */
    public static Directories of(Map<String, String> environment) {
        return new Directories(
                Path.of(environment.getOrDefault("MIRACH_STATE_DIR", "/var/lib/mirach")),
                Path.of(environment.getOrDefault("MIRACH_RUN_DIR", "/var/run/mirach")));
    }

    public Path pki() {
        return state.resolve("pki");
    }

    public Path token() {
        return state.resolve("token");
    }

    /** What {@code mirach up} started, so that a later command can find and end it. */
    public Path labFile() {
        return run.resolve("lab.json");
    }
}
