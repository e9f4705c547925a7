package org.mirach.it.differential;

/**
 * What a flow entry's match, and the actions so far, promise about the packet: which fields may be read and written.
 * Immutable.
 *
 * @param tagged it surely has a VLAN tag
 */
record Shape(L3 l3, L4 l4, boolean tagged) {
    static final Shape ANY = new Shape(L3.ANY, L4.ANY, false);

    /** What follows the Ethernet header and its tags. */
    enum L3 {
        ANY,
        IP4,
        IP6,
        ARP,
        MPLS;

        boolean ip() {
            return this == IP4 || this == IP6;
        }
    }

    /** What IP carries. */
    enum L4 {
        ANY,
        TCP,
        UDP,
        SCTP,
        ICMP,
        ND;

        boolean ports() {
            return this == TCP || this == UDP || this == SCTP;
        }
    }

    /** The word of ovs-ofctl that matches it. */
    String word() {
        return switch (l3) {
            case ANY -> "";
            case ARP -> "arp";
            case MPLS -> "mpls";
            case IP4 -> l4 == L4.ANY ? "ip" : l4.name().toLowerCase(java.util.Locale.ROOT);
            case IP6 ->
                switch (l4) {
                    case ANY -> "ipv6";
                    case ICMP, ND -> "icmp6";
                    case TCP, UDP, SCTP -> l4.name().toLowerCase(java.util.Locale.ROOT) + "6";
                };
        };
    }

    Shape withTag(boolean tag) {
        return new Shape(l3, l4, tag);
    }

    Shape as(L3 other) {
        return new Shape(other, L4.ANY, tagged);
    }
}
