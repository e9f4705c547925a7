package org.mirach.vswitch.agent.connection;

/**
 * How long to wait before a controller is dialled again: 1 s, doubled by each failure up to a limit. A connection that
 * lasted starts it anew.
 *
 * <p><b>Threads:</b> one.
 */
final class Backoff {
    static final long FIRST_MS = 1000;

    private final long maxMs;
    private long nextMs = FIRST_MS;

    Backoff(long maxMs) {
        this.maxMs = Math.max(FIRST_MS, maxMs);
    }

    /** Milliseconds to wait now. */
    long next() {
        long now = nextMs;
        nextMs = Math.min(maxMs, nextMs * 2);
        return now;
    }

    void reset() {
        nextMs = FIRST_MS;
    }
}
