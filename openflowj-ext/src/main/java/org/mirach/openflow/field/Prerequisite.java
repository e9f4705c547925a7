package org.mirach.openflow.field;

/**
 * What a match must already fix before a field may be matched or set (OpenFlow 1.3.5, table 12; the rules are those of
 * Open vSwitch, which also lets RARP carry the ARP fields).
 */
public enum Prerequisite {
    NONE,
    /** The packet begins with an Ethernet header: its type is not matched, or is (0,0). */
    ETHERNET,
    /** A VLAN tag is present: VLAN_VID with the OFPVID_PRESENT bit. */
    VLAN,
    ARP,
    IPV4,
    IPV6,
    /** IPv4 or IPv6. */
    IP,
    MPLS,
    PBB,
    TCP,
    UDP,
    SCTP,
    ICMPV4,
    ICMPV6,
    /** ICMPv6 neighbour solicitation or advertisement. */
    ND,
    ND_SOLICIT,
    ND_ADVERT,
    NSH,
    /** A packet that the connection tracker has seen. */
    CT,
    CT_IPV4,
    CT_IPV6,
    /** The connection is TCP, UDP or SCTP. */
    CT_TRANSPORT;

    /** Of IP_FRAG. */
    private static final int LATER = 2;

    private static final int PRESENT = 0x1000;
    /** Connection states that only a valid connection has: new, est, rel, rpl, snat, dnat. */
    private static final int CT_VALID = 0xcf;

    private static final int CT_INVALID = 0x10;
    private static final int CT_TRACKED = 0x20;
    /** Namespace of packet types that are Ethernet types. */
    private static final int ETHER_TYPES = 1;

    /** Whether the exact-matched fields of {@code match} meet this prerequisite. */
    public boolean metBy(FieldSource match) {
        return switch (this) {
            case NONE -> true;
            case ETHERNET -> packetType(match) == 0;
            case VLAN -> (match.value(Field.VLAN_VID) & match.mask(Field.VLAN_VID) & PRESENT) != 0;
            case ARP -> ethType(match, EtherType.ARP) || ethType(match, EtherType.RARP);
            case IPV4 -> ethType(match, EtherType.IPV4);
            case IPV6 -> ethType(match, EtherType.IPV6);
            case IP -> ip(match);
            case MPLS -> ethType(match, EtherType.MPLS) || ethType(match, EtherType.MPLS_MULTICAST);
            case PBB -> ethType(match, EtherType.PBB);
            case TCP -> transport(match, IpProtocol.TCP);
            case UDP -> transport(match, IpProtocol.UDP);
            case SCTP -> transport(match, IpProtocol.SCTP);
            case ICMPV4 -> ethType(match, EtherType.IPV4) && protocol(match, IpProtocol.ICMP);
            case ICMPV6 -> icmpv6(match);
            case ND -> solicit(match) || advert(match);
            case ND_SOLICIT -> solicit(match);
            case ND_ADVERT -> advert(match);
            case NSH -> ethType(match, EtherType.NSH);
            case CT, CT_TRANSPORT, CT_IPV4, CT_IPV6 -> connection(match);
        };
    }

    private static int packetType(FieldSource match) {
        return (int) match.value(Field.PACKET_TYPE);
    }

    /** A packet without an Ethernet header has the Ethernet type that its packet type names. */
    private static boolean ethType(FieldSource match, int type) {
        int packetType = packetType(match);
        return packetType == 0
                ? match.exact(Field.ETH_TYPE) && match.value(Field.ETH_TYPE) == type
                : packetType == (ETHER_TYPES << 16 | type);
    }

    private static boolean ip(FieldSource match) {
        return ethType(match, EtherType.IPV4) || ethType(match, EtherType.IPV6);
    }

    /** Later fragments have no ports; that a match leaves open whether it is one is none of our business. */
    private static boolean transport(FieldSource match, int protocol) {
        return ip(match)
                && protocol(match, protocol)
                && (match.value(Field.IP_FRAG) & match.mask(Field.IP_FRAG) & LATER) == 0;
    }

    private static boolean protocol(FieldSource match, int protocol) {
        return match.exact(Field.IP_PROTO) && match.value(Field.IP_PROTO) == protocol;
    }

    private static boolean icmpv6(FieldSource match) {
        return ethType(match, EtherType.IPV6) && protocol(match, IpProtocol.ICMPV6);
    }

    private static boolean solicit(FieldSource match) {
        return icmpv6Type(match, 135);
    }

    private static boolean advert(FieldSource match) {
        return icmpv6Type(match, 136);
    }

    private static boolean icmpv6Type(FieldSource match, int type) {
        return icmpv6(match) && match.exact(Field.ICMPV6_TYPE) && match.value(Field.ICMPV6_TYPE) == type;
    }

    /** A state that implies a connection is asked for, or that the packet is tracked and not invalid. */
    private static boolean connection(FieldSource match) {
        long state = match.value(Field.CT_STATE);
        return (state & CT_VALID) != 0
                || (state & CT_TRACKED) != 0
                        && (match.mask(Field.CT_STATE) & CT_INVALID) != 0
                        && (state & CT_INVALID) == 0;
    }
}
