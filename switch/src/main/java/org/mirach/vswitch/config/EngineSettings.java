package org.mirach.vswitch.config;

import org.mirach.conf.Default;

/**
 * The packet engine. Immutable.
 *
 * @param cpu core that it is pinned to, 0 to 1023; -1 leaves it to the kernel
 * @param idleSpinUs microseconds that an idle engine spins before it sleeps, at most 10 seconds; -1 spins for ever
 * @param frameCount packet buffers that all ports share
 * @param frameSize bytes of each, 2048 or 4096; a frame loses 256 of them as headroom
 * @param flowCapacity cached flows at most, 16 to 1000000
 * @param maxConnections tracked connections at most, 0 to 16000000; half of the heap is a bound too
 */
public record EngineSettings(
        @Default("-1") int cpu,
        @Default("50") int idleSpinUs,
        @Default("16384") int frameCount,
        @Default("2048") int frameSize,
        @Default("65536") int flowCapacity,
        @Default("3000000") int maxConnections) {
    public EngineSettings {
        if (cpu < -1 || cpu > 1023) {
            throw new IllegalArgumentException("cpu " + cpu + ": -1 to 1023 is allowed");
        }
        if (frameSize != 2048 && frameSize != 4096) {
            throw new IllegalArgumentException("frame-size " + frameSize + ": 2048 or 4096 is meant");
        }
        if (frameCount < 64 || frameCount > 1 << 20) {
            throw new IllegalArgumentException("frame-count " + frameCount + ": 64 to 1048576 is allowed");
        }
        if (flowCapacity < 16 || flowCapacity > 1_000_000) {
            throw new IllegalArgumentException("flow-capacity " + flowCapacity + ": 16 to 1000000 is allowed");
        }
        if (maxConnections < 0 || maxConnections > 16_000_000) {
            throw new IllegalArgumentException("max-connections " + maxConnections + ": 0 to 16000000 is allowed");
        }
        if (idleSpinUs < -1 || idleSpinUs > 10_000_000) {
            throw new IllegalArgumentException("idle-spin-us " + idleSpinUs + ": -1 to 10000000 is allowed");
        }
    }
}
