package org.mirach.controller.southbound;

/** Counters of one port (OpenFlow 1.3.5, 7.3.5.7); -1 where the switch keeps none. Immutable. */
public record PortStats(
        int portNo,
        long rxPackets,
        long txPackets,
        long rxBytes,
        long txBytes,
        long rxDropped,
        long txDropped,
        long rxErrors,
        long txErrors) {}
