package org.mirach.vswitch.config;

import org.mirach.conf.Default;

/**
 * The packet engine. Immutable.
 *
 * @param cpu core that it is pinned to; -1 leaves it to the kernel
 * @param idleSpinUs microseconds that an idle engine spins before it sleeps; -1 spins for ever
 * @param idleSleepMaxUs longest sleep, microseconds
 * @param frameCount packet buffers that all ports share
 * @param frameSize bytes of each, a power of two; a frame loses 256 of them as headroom
 * @param flowCapacity cached flows at most
 */
public record EngineSettings(
        @Default("-1") int cpu,
        @Default("50") int idleSpinUs,
        @Default("1000") int idleSleepMaxUs,
        @Default("16384") int frameCount,
        @Default("2048") int frameSize,
        @Default("65536") int flowCapacity) {
    public EngineSettings {
        if (Integer.bitCount(frameSize) != 1 || frameSize < 2048 || frameSize > 65536) {
            throw new IllegalArgumentException("frame-size " + frameSize + ": 2048 or 4096 is meant");
        }
        if (frameCount < 64 || frameCount > 1 << 20) {
            throw new IllegalArgumentException("frame-count " + frameCount + ": 64 to 1048576 is allowed");
        }
        if (flowCapacity < 16 || flowCapacity > 1 << 22) {
            throw new IllegalArgumentException("flow-capacity " + flowCapacity + ": 16 to 4194304 is allowed");
        }
        if (idleSpinUs < -1 || idleSleepMaxUs < 1) {
            throw new IllegalArgumentException("idle-spin-us must be -1 or more, idle-sleep-max-us 1 or more");
        }
    }
}
