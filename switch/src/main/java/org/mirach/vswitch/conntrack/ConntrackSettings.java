package org.mirach.vswitch.conntrack;

import java.security.SecureRandom;

/**
 * Limits of connection tracking; the defaults are Open vSwitch's.
 *
 * @param maxConnections committed at a time; see {@link #boundedByMemory}
 * @param salt           of the hashes: unpredictable, so that nobody can choose tuples that collide
 */
public record ConntrackSettings(int maxConnections, long salt) {
    private static final int DEFAULT_MAX_CONNECTIONS = 3_000_000;
    /** What a TCP connection takes, its place in the indexes included; measured, rounded up. */
    private static final int BYTES_PER_CONNECTION = 400;

    public ConntrackSettings {
        if (maxConnections < 0) {
            throw new IllegalArgumentException("max connections is negative: " + maxConnections);
        }
    }

    /** The defaults. */
    public static ConntrackSettings defaults() {
        return upTo(DEFAULT_MAX_CONNECTIONS);
    }

    /** So many connections at most, and a salt of its own. */
    public static ConntrackSettings upTo(int maxConnections) {
        return new ConntrackSettings(maxConnections, new SecureRandom().nextLong());
    }

    /** Connections that fit into half of the heap, whatever {@link #maxConnections} allows. */
    static int boundedByMemory() {
        long connections = Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_CONNECTION;
        return (int) Math.min(connections, ConnectionTable.MAX_SLOTS);
    }
}
