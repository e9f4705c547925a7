package org.mirach.vswitch.conntrack;

/** How fragments are treated, and what became of them. A snapshot; immutable. */
public record FragmentStatus(int maxFragments, int held, Version ipv4, Version ipv6) {
    /** Of one version of IP. */
    public record Version(
            boolean enabled,
            int minBytes,
            long accepted,
            long completed,
            long expired,
            long tooSmall,
            long overlapped,
            long purged) {}

    static FragmentStatus of(Reassembler reassembler) {
        return new FragmentStatus(
                reassembler.maxFragments(),
                reassembler.held(),
                version(reassembler, false),
                version(reassembler, true));
    }

    private static Version version(Reassembler reassembler, boolean ipv6) {
        FragmentCounters counters = reassembler.counters(ipv6);
        return new Version(
                reassembler.enabled(ipv6),
                reassembler.minBytes(ipv6),
                counters.accepted,
                counters.completed,
                counters.expired,
                counters.tooSmall,
                counters.overlapped,
                counters.purged);
    }
}
