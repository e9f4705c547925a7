package org.mirach.xdp;

/**
 * Traffic counters of one device, as the kernel keeps them in /sys/class/net/X/statistics: frames and bytes. Immutable.
 */
public record NetDeviceStatistics(
        long rxPackets,
        long rxBytes,
        long rxErrors,
        long rxDropped,
        long txPackets,
        long txBytes,
        long txErrors,
        long txDropped) {}
