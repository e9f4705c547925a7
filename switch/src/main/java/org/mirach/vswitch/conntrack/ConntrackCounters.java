package org.mirach.vswitch.conntrack;

/** What connection tracking has counted since it started. A snapshot; immutable. */
public record ConntrackCounters(
        int connections,
        long opened,
        long expired,
        long full,
        long zoneFull,
        long natExhausted,
        long badIpChecksums,
        long badTransportChecksums,
        long tcpOutOfWindow,
        int expectations,
        long expectationsRefused) {}
