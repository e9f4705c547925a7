package org.mirach.vswitch.fastpath;

/**
 * How an engine is sized and how it waits. Immutable.
 *
 * @param name of its thread
 * @param flowCapacity cached flows at most, up to 1,000,000; memory grows as they come
 * @param maxMasks distinct masks of cached flows at most: bounds the work of a lookup
 * @param inboxCapacity commands that wait at most
 * @param commandsPerTurn commands applied between two batches at most
 * @param idleSpinUs microseconds without work before it gives way to other threads, and then sleeps
 * @param alwaysSpin never sleep
 * @param cpu that it is pinned to, from 0; -1 for none
 */
public record EngineConfig(
        String name,
        int flowCapacity,
        int maxMasks,
        int inboxCapacity,
        int commandsPerTurn,
        int idleSpinUs,
        boolean alwaysSpin,
        int cpu) {
    public EngineConfig {
        requireRange("flowCapacity", flowCapacity, 1, 1_000_000);
        requireRange("maxMasks", maxMasks, 1, 65_536);
        requireRange("inboxCapacity", inboxCapacity, 2, 1 << 24);
        requireRange("commandsPerTurn", commandsPerTurn, 1, 1 << 20);
        requireRange("idleSpinUs", idleSpinUs, 0, 10_000_000);
        requireRange("cpu", cpu, -1, 1023);
    }

    /** What suits a laptop: gives its CPU back when idle, not pinned. */
    public static EngineConfig defaults(String name) {
        return new EngineConfig(name, 200_000, 256, 8192, 64, 50, false, -1);
    }

    public EngineConfig withFlowCapacity(int flows) {
        return new EngineConfig(name, flows, maxMasks, inboxCapacity, commandsPerTurn, idleSpinUs, alwaysSpin, cpu);
    }

    public EngineConfig withMaxMasks(int masks) {
        return new EngineConfig(name, flowCapacity, masks, inboxCapacity, commandsPerTurn, idleSpinUs, alwaysSpin, cpu);
    }

    public EngineConfig withIdleSpinUs(int microseconds) {
        return new EngineConfig(
                name, flowCapacity, maxMasks, inboxCapacity, commandsPerTurn, microseconds, alwaysSpin, cpu);
    }

    public EngineConfig withAlwaysSpin(boolean spin) {
        return new EngineConfig(name, flowCapacity, maxMasks, inboxCapacity, commandsPerTurn, idleSpinUs, spin, cpu);
    }

    public EngineConfig withCpu(int number) {
        return new EngineConfig(
                name, flowCapacity, maxMasks, inboxCapacity, commandsPerTurn, idleSpinUs, alwaysSpin, number);
    }

    private static void requireRange(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(what + " out of range " + low + ".." + high + ": " + value);
        }
    }
}
