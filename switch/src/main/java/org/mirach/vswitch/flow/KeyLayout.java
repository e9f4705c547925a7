package org.mirach.vswitch.flow;

/**
 * Where each field of a packet lies in a {@link FlowKey}: fixed words of 64 bits, in host order, most significant bits
 * first.
 *
 * <p>The key has three zones. Words {@code [0, WIRE_WORDS)} are the <i>wire zone</i>: the parser fills them from each
 * frame. Words {@code [WIRE_WORDS, PACKET_WORDS)} are the <i>state zone</i>: what travels with the packet beside its
 * bytes (tunnel, connection tracking, marks) and the headers that few frames have; zero unless something sets them.
 * Cached flows match on both. Words {@code [PACKET_WORDS, WORDS)} are the <i>pipeline zone</i>: they start at zero for
 * each packet and only translation reads and writes them (metadata, registers).
 *
 * <p>As in Open vSwitch, fields that exclude each other share bits: the ARP opcode lies in {@code ip_proto}, ICMP type
 * and code in the transport ports, ARP addresses in the IPv4 addresses, ND link-layer addresses in those of ARP, ND's
 * reserved word in the IPv4 source, its option type in the TCP flags, PBB's I-TAG in the first MPLS entry. The
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
    /** {@code ipv4_src}, {@code arp_spa} or {@code nd_reserved} (32) | {@code ipv4_dst} or {@code arp_tpa} (32). */
    public static final int W_IPV4 = 6;
    /**
     * {@code tp_src} or ICMP type (16) | {@code tp_dst} or ICMP code (16) | {@code tcp_flags} or {@code nd_options_type}
     * (16) | {@code ipv6_exthdr} (16, 9 used).
     */
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
    /** Outer MPLS label stack entry, or PBB's I-TAG (32: PCP, DEI, UCA, reserved, then 24 bits of I-SID) | second entry (32). */
    public static final int W_MPLS = 16;
    /** Third MPLS label stack entry (32) | 0 (32). */
    public static final int W_MPLS_3 = 17;

    /** Words of the wire zone. */
    public static final int WIRE_WORDS = 18;

    /** {@code pkt_mark} (32) | {@code ct_mark} (32). */
    public static final int W_MARK = 18;
    /**
     * {@code ct_state} (32) | {@code ct_zone} (16) | {@code ct_nw_proto} (8) | the connection tracker's own (8): with
     * those of {@link #W_CT_TP} they name the connection of the packet. No mask covers them.
     */
    public static final int W_CT = 19;
    /** {@code ct_label}, two words, high first. */
    public static final int W_CT_LABEL = 20;
    /** {@code ct_nw_src} (32) | {@code ct_nw_dst} (32). */
    public static final int W_CT_IPV4 = 22;
    /** {@code ct_ipv6_src}, two words, high first. */
    public static final int W_CT_IPV6_SRC = 23;
    /** {@code ct_ipv6_dst}, two words, high first. */
    public static final int W_CT_IPV6_DST = 25;
    /** {@code ct_tp_src} (16) | {@code ct_tp_dst} (16) | the connection tracker's own (32), which no mask covers. */
    public static final int W_CT_TP = 27;
    /** {@code packet_type} (32, 0 is Ethernet) | {@code dp_hash} (32). */
    public static final int W_TYPE_HASH = 28;
    /** {@code tun_flags} (16) | {@code tun_gbp_id} (16) | {@code tun_gbp_flags} (8) | tunnel ToS (8) | tunnel TTL (8) | 0 (8). */
    public static final int W_TUNNEL = 29;
    /** {@code tun_src} (32) | {@code tun_dst} (32). */
    public static final int W_TUN_IPV4 = 30;
    /** {@code tun_ipv6_src}, two words, high first. */
    public static final int W_TUN_IPV6_SRC = 31;
    /** {@code tun_ipv6_dst}, two words, high first. */
    public static final int W_TUN_IPV6_DST = 33;
    /** Geneve options, right-aligned: a word for each of TUN_METADATA0 to TUN_METADATA7. */
    public static final int W_TUN_METADATA = 35;

    public static final int TUN_METADATA_WORDS = 8;
    /**
     * {@code erspan_idx} (20) | {@code erspan_ver} (4) | {@code erspan_hwid} (6) | {@code erspan_dir} (1) | 0 (1) |
     * {@code gtpu_flags} (8) | {@code gtpu_msgtype} (8) | 0 (16), of the tunnel.
     */
    public static final int W_TUN_KINDS = 43;
    /** {@code nsh_flags} (8) | {@code nsh_ttl} (8) | {@code nsh_mdtype} (8) | {@code nsh_np} (8) | {@code nsh_spi} (24) | {@code nsh_si} (8). */
    public static final int W_NSH = 44;
    /** {@code nsh_c1} to {@code nsh_c4} (32 each): two words. */
    public static final int W_NSH_CONTEXT = 45;

    /** Words of the wire and state zones: what a cached flow can match. */
    public static final int PACKET_WORDS = 47;

    /** {@code metadata} (64). */
    public static final int W_METADATA = 47;
    /** {@code reg0} (32) | {@code reg1} (32), and so on: {@code xreg<i>} is word {@code i}, {@code xxreg<i>} two of them. */
    public static final int W_REGS = 48;

    public static final int REG_WORDS = 8;
    /** {@code actset_output} (32) | {@code conj_id} (32). */
    public static final int W_ACTSET_CONJ = 56;

    /** All words. */
    public static final int WORDS = 57;

    /** {@link #W_IP}'s {@code ip_frag}: the packet is a fragment. */
    public static final int FRAG_ANY = 1;
    /** {@link #W_IP}'s {@code ip_frag}: a fragment that is not the first. */
    public static final int FRAG_LATER = 2;
    /** Bit of a VLAN tci that says "a tag is present"; the CFI bit on the wire. OpenFlow: OFPVID_PRESENT. */
    public static final int VLAN_PRESENT = 0x1000;

    private KeyLayout() {}
}
