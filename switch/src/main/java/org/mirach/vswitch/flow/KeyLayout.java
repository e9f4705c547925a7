package org.mirach.vswitch.flow;

/**
 * Where each field of a packet lies in a {@link FlowKey}: fixed words of 64 bits, in host order, most significant bits
 * first.
 *
 * <p>The key has two zones. Words {@code [0, PACKET_WORDS)} are the <i>packet zone</i>: the parser fills them, cached
 * flows match on them. Words {@code [PACKET_WORDS, WORDS)} are the <i>pipeline zone</i>: they start at zero for each
 * packet and only translation reads and writes them (metadata, registers).
 *
 * <p>As in Open vSwitch, fields that exclude each other share bits: the ARP opcode lies in {@code ip_proto}, ICMP type
 * and code in the transport ports, ARP addresses in the IPv4 addresses, ND link-layer addresses in those of ARP. The
 * prerequisites of a match keep them apart.
 */
public final class KeyLayout {
    /** {@code in_port} (32) | {@code recirc_id} (32). */
    public static final int W_IN_PORT = 0;
    /** {@code tunnel_id} (64). */
    public static final int W_TUNNEL_ID = 1;
    /** {@code eth_dst} (48) | {@code eth_type} (16). The type is the one behind all VLAN tags; 0x05ff for 802.3 frames without SNAP. */
    public static final int W_ETH_DST_TYPE = 2;
    /** {@code eth_src} (48) | outer VLAN {@code tci} (16). Bit 12 of the tci is 1 where the tag is present. */
    public static final int W_ETH_SRC_TCI = 3;
    /** Outer VLAN {@code tpid} (16) | inner {@code tpid} (16) | inner {@code tci} (16, bit 12 = present) | 0 (16). */
    public static final int W_VLAN = 4;
    /** {@code ipv6_flabel} (32, 20 used) | {@code ip_proto} (8) | {@code ip_tos} (8) | {@code ttl} (8) | {@code ip_frag} (8). */
    public static final int W_IP = 5;
    /** {@code ipv4_src} or {@code arp_spa} (32) | {@code ipv4_dst} or {@code arp_tpa} (32). */
    public static final int W_IPV4 = 6;
    /** {@code tp_src} or ICMP type (16) | {@code tp_dst} or ICMP code (16) | {@code tcp_flags} (16) | 0 (16). */
    public static final int W_L4 = 7;
    /** {@code ipv6_src}, two words, high first. */
    public static final int W_IPV6_SRC = 8;
    /** {@code ipv6_dst}, two words, high first. */
    public static final int W_IPV6_DST = 10;
    /** {@code arp_sha} or {@code nd_sll} (48) | 0 (16). */
    public static final int W_ARP_SHA = 12;
    /** {@code arp_tha} or {@code nd_tll} (48) | 0 (16). */
    public static final int W_ARP_THA = 13;
    /** {@code nd_target}, two words, high first. */
    public static final int W_ND_TARGET = 14;
    /** Outer MPLS label stack entry (32) | second (32). */
    public static final int W_MPLS = 16;

    /** Words of the packet zone. */
    public static final int PACKET_WORDS = 17;

    /** {@code metadata} (64). */
    public static final int W_METADATA = 17;

    /** All words. */
    public static final int WORDS = 18;

    /** {@link #W_IP}'s {@code ip_frag}: the packet is a fragment. */
    public static final int FRAG_ANY = 1;
    /** {@link #W_IP}'s {@code ip_frag}: a fragment that is not the first. */
    public static final int FRAG_LATER = 2;
    /** Bit of a VLAN tci that says "a tag is present"; the CFI bit on the wire. OpenFlow: OFPVID_PRESENT. */
    public static final int VLAN_PRESENT = 0x1000;

    private KeyLayout() {}
}
