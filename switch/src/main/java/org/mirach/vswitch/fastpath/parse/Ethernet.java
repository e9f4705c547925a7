package org.mirach.vswitch.fastpath.parse;

/** Numbers of the headers that the fast path reads: IEEE 802 ether types and IANA protocol numbers. */
public final class Ethernet {
    /** Bytes of an Ethernet header without tags. */
    public static final int HEADER_BYTES = 14;

    /** Bytes of the shortest frame, without its check sequence (IEEE 802.3). */
    public static final int MIN_FRAME_BYTES = 60;

    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final int TYPE_RARP = 0x8035;
    public static final int TYPE_VLAN = 0x8100;
    public static final int TYPE_QINQ = 0x88a8;
    public static final int TYPE_IPV6 = 0x86dd;
    public static final int TYPE_MPLS = 0x8847;
    public static final int TYPE_MPLS_MULTICAST = 0x8848;
    /** IEEE 802.1ah, provider backbone bridges: an I-TAG follows. */
    public static final int TYPE_PBB = 0x88e7;
    /** RFC 8300, network service header. */
    public static final int TYPE_NSH = 0x894f;
    /** Below this the field is an 802.3 length. */
    public static final int TYPE_MIN = 0x0600;
    /** What a key says of an 802.3 frame without a type (OpenFlow: OFP_DL_TYPE_NOT_ETH_TYPE). */
    public static final int TYPE_NONE = 0x05ff;

    public static final int IPV4_HEADER_BYTES = 20;
    public static final int IPV6_HEADER_BYTES = 40;

    public static final int PROTO_HOPOPTS = 0;
    public static final int PROTO_ICMP = 1;
    public static final int PROTO_IGMP = 2;
    public static final int PROTO_TCP = 6;
    public static final int PROTO_UDP = 17;
    public static final int PROTO_ROUTING = 43;
    public static final int PROTO_FRAGMENT = 44;
    public static final int PROTO_ESP = 50;
    public static final int PROTO_AH = 51;
    public static final int PROTO_ICMPV6 = 58;
    /** IPv6: nothing follows. */
    public static final int PROTO_NONE = 59;

    public static final int PROTO_DSTOPTS = 60;
    public static final int PROTO_SCTP = 132;

    private Ethernet() {}

    public static boolean isMpls(int type) {
        return type == TYPE_MPLS || type == TYPE_MPLS_MULTICAST;
    }

    public static boolean isVlan(int type) {
        return type == TYPE_VLAN || type == TYPE_QINQ;
    }
}
