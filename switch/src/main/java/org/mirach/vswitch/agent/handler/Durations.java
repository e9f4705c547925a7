package org.mirach.vswitch.agent.handler;

/** Durations as Open vSwitch tells them: in whole milliseconds. Stateless. */
public final class Durations {
    private static final long NS_PER_S = 1_000_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private Durations() {}

    /** Whole seconds. */
    public static long seconds(long durationNs) {
        return durationNs / NS_PER_S;
    }

    /** What is left of a duration behind its whole seconds. */
    public static int nanoseconds(long durationNs) {
        return (int) (durationNs % NS_PER_S / NS_PER_MS * NS_PER_MS);
    }
}
