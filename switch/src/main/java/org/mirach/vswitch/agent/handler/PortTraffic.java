package org.mirach.vswitch.agent.handler;

import org.mirach.vswitch.fastpath.PortCounters;

/**
 * What a port carried since it was added. Immutable.
 *
 * @param ageNs nanoseconds since then
 */
public record PortTraffic(
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes,
        long rxDropped,
        long txDropped,
        long txErrors,
        long ageNs) {
    /** @param rxLost packets that the kernel dropped before the engine could count them */
    public static PortTraffic of(PortCounters counters, long rxLost, long ageNs) {
        return new PortTraffic(
                counters.rxPackets(),
                counters.txPackets(),
                counters.rxBytes(),
                counters.txBytes(),
                counters.rxDropped() + rxLost,
                counters.txDropped(),
                counters.txErrors(),
                ageNs);
    }

    public static PortTraffic none(long ageNs) {
        return new PortTraffic(0, 0, 0, 0, 0, 0, 0, ageNs);
    }

    /** What came on top of {@code earlier}. */
    public PortTraffic since(PortTraffic earlier) {
        return new PortTraffic(
                rxPackets - earlier.rxPackets,
                txPackets - earlier.txPackets,
                rxBytes - earlier.rxBytes,
                txBytes - earlier.txBytes,
                rxDropped - earlier.rxDropped,
                txDropped - earlier.txDropped,
                txErrors - earlier.txErrors,
                ageNs);
    }
}
