package org.mirach.openflow.field;

import static org.mirach.openflow.field.FieldIds.NONE;
import static org.mirach.openflow.field.FieldIds.ericsson;
import static org.mirach.openflow.field.FieldIds.nicira;
import static org.mirach.openflow.field.FieldIds.nsh;
import static org.mirach.openflow.field.FieldIds.nx;
import static org.mirach.openflow.field.FieldIds.nxm;
import static org.mirach.openflow.field.FieldIds.onf;
import static org.mirach.openflow.field.FieldIds.oxm;
import static org.mirach.openflow.field.FieldIds.packetReg;

import java.util.List;

/**
 * The one table of OpenFlow fields. Codec, text and set-field derive from it.
 *
 * <p>A row gives: names that ovs-ofctl takes (the first is the one it prints), width in bits, OXM id, NXM id, octets on
 * the wire (OXM, then NXM where that differs), whether it can be masked, its prerequisite, whether set-field may
 * write it. Rows stand in the order in which Open vSwitch writes a match.
 *
 * <p>Sources: OpenFlow 1.3.5, 7.2.3; ovs-fields(7).
 */
public enum Field {
    PACKET_TYPE("packet_type", 32, oxm(44), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    DP_HASH("dp_hash", 32, nicira(0), 4, nx(35), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.READ),
    RECIRC_ID("recirc_id", 32, NONE, 0, nx(36), 4, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    CONJ_ID("conj_id", 32, NONE, 0, nx(37), 4, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    IN_PORT("in_port_oxm", 32, oxm(0), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.SET),
    /** OpenFlow 1.0's 16 bits of {@link #IN_PORT}; only in actions. A match is normalised to that. */
    IN_PORT16("in_port", 16, NONE, 0, nxm(0), 2, Rule.EXACT, Prerequisite.NONE, Rule.SET),
    IN_PHY_PORT("in_phy_port", 32, oxm(1), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    ACTSET_OUTPUT("actset_output", 32, onf(43), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    ETH_SRC("eth_src,dl_src", 48, oxm(4), 6, nxm(2), 6, Rule.MASKABLE, Prerequisite.ETHERNET, Rule.SET),
    ETH_DST("eth_dst,dl_dst", 48, oxm(3), 6, nxm(1), 6, Rule.MASKABLE, Prerequisite.ETHERNET, Rule.SET),
    ETH_TYPE("eth_type,dl_type", 16, oxm(5), 2, nxm(3), 2, Rule.EXACT, Prerequisite.ETHERNET, Rule.READ),
    /** The whole 802.1Q tag; only in actions. A match is normalised to {@link #VLAN_VID} and {@link #VLAN_PCP}. */
    VLAN_TCI("vlan_tci", 16, NONE, 0, nxm(4), 2, Rule.MASKABLE, Prerequisite.ETHERNET, Rule.SET),
    /** 12 bits of VLAN id and, above them, OFPVID_PRESENT (0x1000): 0 exactly is "no tag". */
    VLAN_VID("vlan_vid", 13, oxm(6), 2, NONE, 0, Rule.MASKABLE, Prerequisite.ETHERNET, Rule.SET),
    VLAN_PCP("vlan_pcp,dl_vlan_pcp", 3, oxm(7), 1, NONE, 0, Rule.EXACT, Prerequisite.VLAN, Rule.SET),
    MPLS_TC("mpls_tc", 3, oxm(35), 1, NONE, 0, Rule.EXACT, Prerequisite.MPLS, Rule.SET),
    MPLS_BOS("mpls_bos", 1, oxm(36), 1, NONE, 0, Rule.EXACT, Prerequisite.MPLS, Rule.READ),
    MPLS_TTL("mpls_ttl", 8, NONE, 0, nx(30), 1, Rule.EXACT, Prerequisite.MPLS, Rule.SET),
    MPLS_LABEL("mpls_label", 20, oxm(34), 4, NONE, 0, Rule.EXACT, Prerequisite.MPLS, Rule.SET),
    PBB_ISID("pbb_isid", 24, oxm(37), 3, NONE, 0, Rule.MASKABLE, Prerequisite.PBB, Rule.SET),
    IPV4_SRC("ip_src,nw_src", 32, oxm(11), 4, nxm(7), 4, Rule.MASKABLE, Prerequisite.IPV4, Rule.SET),
    IPV4_DST("ip_dst,nw_dst", 32, oxm(12), 4, nxm(8), 4, Rule.MASKABLE, Prerequisite.IPV4, Rule.SET),
    IPV6_SRC("ipv6_src", 128, oxm(26), 16, nx(19), 16, Rule.MASKABLE, Prerequisite.IPV6, Rule.SET),
    IPV6_DST("ipv6_dst", 128, oxm(27), 16, nx(20), 16, Rule.MASKABLE, Prerequisite.IPV6, Rule.SET),
    /** Bit 0: any fragment; bit 1: a later fragment. */
    IP_FRAG("ip_frag,nw_frag", 2, NONE, 0, nx(26), 1, Rule.MASKABLE, Prerequisite.IP, Rule.READ),
    IP_DSCP("ip_dscp", 6, oxm(8), 1, NONE, 0, Rule.EXACT, Prerequisite.IP, Rule.SET),
    /**
     * The whole octet, of which only the six bits of {@link #IP_DSCP} are read and written; only in actions. A match is
     * normalised to that.
     */
    NW_TOS("nw_tos", 8, NONE, 0, nxm(5), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    IP_ECN("nw_ecn,ip_ecn", 2, oxm(9), 1, nx(28), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    NW_TTL("nw_ttl", 8, NONE, 0, nx(29), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    IPV6_FLABEL("ipv6_label", 20, oxm(28), 4, nx(27), 4, Rule.MASKABLE, Prerequisite.IPV6, Rule.SET),
    IP_PROTO("nw_proto,ip_proto", 8, oxm(10), 1, nxm(6), 1, Rule.EXACT, Prerequisite.IP, Rule.READ),
    TCP_SRC("tcp_src", 16, oxm(13), 2, nxm(9), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.SET),
    TCP_DST("tcp_dst", 16, oxm(14), 2, nxm(10), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.SET),
    TCP_FLAGS("tcp_flags", 16, onf(42), 2, nx(34), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.READ),
    UDP_SRC("udp_src", 16, oxm(15), 2, nxm(11), 2, Rule.MASKABLE, Prerequisite.UDP, Rule.SET),
    UDP_DST("udp_dst", 16, oxm(16), 2, nxm(12), 2, Rule.MASKABLE, Prerequisite.UDP, Rule.SET),
    SCTP_SRC("sctp_src", 16, oxm(17), 2, NONE, 0, Rule.MASKABLE, Prerequisite.SCTP, Rule.SET),
    SCTP_DST("sctp_dst", 16, oxm(18), 2, NONE, 0, Rule.MASKABLE, Prerequisite.SCTP, Rule.SET),
    ICMPV4_TYPE("icmp_type,icmpv4_type", 8, oxm(19), 1, nxm(13), 1, Rule.EXACT, Prerequisite.ICMPV4, Rule.SET),
    ICMPV4_CODE("icmp_code,icmpv4_code", 8, oxm(20), 1, nxm(14), 1, Rule.EXACT, Prerequisite.ICMPV4, Rule.SET),
    ICMPV6_TYPE("icmpv6_type", 8, oxm(29), 1, nx(21), 1, Rule.EXACT, Prerequisite.ICMPV6, Rule.SET),
    ICMPV6_CODE("icmpv6_code", 8, oxm(30), 1, nx(22), 1, Rule.EXACT, Prerequisite.ICMPV6, Rule.SET),
    ND_RESERVED("nd_reserved", 32, ericsson(1), 4, NONE, 0, Rule.EXACT, Prerequisite.ND, Rule.SET),
    IPV6_ND_TARGET("nd_target", 128, oxm(31), 16, nx(23), 16, Rule.MASKABLE, Prerequisite.ND, Rule.SET),
    ND_OPTIONS_TYPE("nd_options_type", 8, ericsson(2), 1, NONE, 0, Rule.EXACT, Prerequisite.ND, Rule.SET),
    IPV6_ND_SLL("nd_sll", 48, oxm(32), 6, nx(24), 6, Rule.MASKABLE, Prerequisite.ND_SOLICIT, Rule.SET),
    IPV6_ND_TLL("nd_tll", 48, oxm(33), 6, nx(25), 6, Rule.MASKABLE, Prerequisite.ND_ADVERT, Rule.SET),
    IPV6_EXTHDR("ipv6_exthdr", 9, oxm(39), 2, NONE, 0, Rule.MASKABLE, Prerequisite.IPV6, Rule.READ),
    ARP_OP("arp_op", 16, oxm(21), 2, nxm(15), 2, Rule.EXACT, Prerequisite.ARP, Rule.SET),
    ARP_SPA("arp_spa", 32, oxm(22), 4, nxm(16), 4, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_TPA("arp_tpa", 32, oxm(23), 4, nxm(17), 4, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_SHA("arp_sha", 48, oxm(24), 6, nx(17), 6, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_THA("arp_tha", 48, oxm(25), 6, nx(18), 6, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    TUNNEL_ID("tun_id,tunnel_id", 64, oxm(38), 8, nx(16), 8, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_FLAGS("tun_flags", 1, NONE, 0, nx(104), 2, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_IPV4_SRC("tun_src", 32, NONE, 0, nx(31), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_IPV4_DST("tun_dst", 32, NONE, 0, nx(32), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_IPV6_SRC("tun_ipv6_src", 128, NONE, 0, nx(109), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_IPV6_DST("tun_ipv6_dst", 128, NONE, 0, nx(110), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_GBP_ID("tun_gbp_id", 16, NONE, 0, nx(38), 2, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_GBP_FLAGS("tun_gbp_flags", 8, NONE, 0, nx(39), 1, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    /**
     * Geneve options as a {@link TunnelMetadataMap} maps them, which gives them their width: 128 bits at most, value and
     * mask right-aligned. To match an option exactly is a mask of all 128 bits, whatever its width.
     */
    TUN_METADATA0("tun_metadata0", 128, NONE, 0, nx(40), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA1("tun_metadata1", 128, NONE, 0, nx(41), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA2("tun_metadata2", 128, NONE, 0, nx(42), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA3("tun_metadata3", 128, NONE, 0, nx(43), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA4("tun_metadata4", 128, NONE, 0, nx(44), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA5("tun_metadata5", 128, NONE, 0, nx(45), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA6("tun_metadata6", 128, NONE, 0, nx(46), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA7("tun_metadata7", 128, NONE, 0, nx(47), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA8("tun_metadata8", 128, NONE, 0, nx(48), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA9("tun_metadata9", 128, NONE, 0, nx(49), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA10("tun_metadata10", 128, NONE, 0, nx(50), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA11("tun_metadata11", 128, NONE, 0, nx(51), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA12("tun_metadata12", 128, NONE, 0, nx(52), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA13("tun_metadata13", 128, NONE, 0, nx(53), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA14("tun_metadata14", 128, NONE, 0, nx(54), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA15("tun_metadata15", 128, NONE, 0, nx(55), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA16("tun_metadata16", 128, NONE, 0, nx(56), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA17("tun_metadata17", 128, NONE, 0, nx(57), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA18("tun_metadata18", 128, NONE, 0, nx(58), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA19("tun_metadata19", 128, NONE, 0, nx(59), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA20("tun_metadata20", 128, NONE, 0, nx(60), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA21("tun_metadata21", 128, NONE, 0, nx(61), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA22("tun_metadata22", 128, NONE, 0, nx(62), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA23("tun_metadata23", 128, NONE, 0, nx(63), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA24("tun_metadata24", 128, NONE, 0, nx(64), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA25("tun_metadata25", 128, NONE, 0, nx(65), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA26("tun_metadata26", 128, NONE, 0, nx(66), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA27("tun_metadata27", 128, NONE, 0, nx(67), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA28("tun_metadata28", 128, NONE, 0, nx(68), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA29("tun_metadata29", 128, NONE, 0, nx(69), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA30("tun_metadata30", 128, NONE, 0, nx(70), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA31("tun_metadata31", 128, NONE, 0, nx(71), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA32("tun_metadata32", 128, NONE, 0, nx(72), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA33("tun_metadata33", 128, NONE, 0, nx(73), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA34("tun_metadata34", 128, NONE, 0, nx(74), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA35("tun_metadata35", 128, NONE, 0, nx(75), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA36("tun_metadata36", 128, NONE, 0, nx(76), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA37("tun_metadata37", 128, NONE, 0, nx(77), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA38("tun_metadata38", 128, NONE, 0, nx(78), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA39("tun_metadata39", 128, NONE, 0, nx(79), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA40("tun_metadata40", 128, NONE, 0, nx(80), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA41("tun_metadata41", 128, NONE, 0, nx(81), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA42("tun_metadata42", 128, NONE, 0, nx(82), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA43("tun_metadata43", 128, NONE, 0, nx(83), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA44("tun_metadata44", 128, NONE, 0, nx(84), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA45("tun_metadata45", 128, NONE, 0, nx(85), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA46("tun_metadata46", 128, NONE, 0, nx(86), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA47("tun_metadata47", 128, NONE, 0, nx(87), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA48("tun_metadata48", 128, NONE, 0, nx(88), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA49("tun_metadata49", 128, NONE, 0, nx(89), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA50("tun_metadata50", 128, NONE, 0, nx(90), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA51("tun_metadata51", 128, NONE, 0, nx(91), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA52("tun_metadata52", 128, NONE, 0, nx(92), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA53("tun_metadata53", 128, NONE, 0, nx(93), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA54("tun_metadata54", 128, NONE, 0, nx(94), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA55("tun_metadata55", 128, NONE, 0, nx(95), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA56("tun_metadata56", 128, NONE, 0, nx(96), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA57("tun_metadata57", 128, NONE, 0, nx(97), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA58("tun_metadata58", 128, NONE, 0, nx(98), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA59("tun_metadata59", 128, NONE, 0, nx(99), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA60("tun_metadata60", 128, NONE, 0, nx(100), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA61("tun_metadata61", 128, NONE, 0, nx(101), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA62("tun_metadata62", 128, NONE, 0, nx(102), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_METADATA63("tun_metadata63", 128, NONE, 0, nx(103), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_ERSPAN_IDX("tun_erspan_idx", 20, nicira(11), 4, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_ERSPAN_VER("tun_erspan_ver", 4, nicira(12), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_ERSPAN_DIR("tun_erspan_dir", 1, nicira(13), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_ERSPAN_HWID("tun_erspan_hwid", 6, nicira(14), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    TUN_GTPU_FLAGS("tun_gtpu_flags", 8, nicira(15), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.READ),
    TUN_GTPU_MSGTYPE("tun_gtpu_msgtype", 8, nicira(16), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.READ),
    NSH_FLAGS("nsh_flags", 8, nsh(1), 1, NONE, 0, Rule.MASKABLE, Prerequisite.NSH, Rule.SET),
    NSH_TTL("nsh_ttl", 8, nsh(10), 1, NONE, 0, Rule.EXACT, Prerequisite.NSH, Rule.SET),
    NSH_MDTYPE("nsh_mdtype", 8, nsh(2), 1, NONE, 0, Rule.EXACT, Prerequisite.NSH, Rule.READ),
    NSH_NP("nsh_np", 8, nsh(3), 1, NONE, 0, Rule.EXACT, Prerequisite.NSH, Rule.READ),
    NSH_SPI("nsh_spi,nsp", 24, nsh(4), 4, NONE, 0, Rule.EXACT, Prerequisite.NSH, Rule.SET),
    NSH_SI("nsh_si,nsi", 8, nsh(5), 1, NONE, 0, Rule.EXACT, Prerequisite.NSH, Rule.SET),
    NSH_C1("nsh_c1,nshc1", 32, nsh(6), 4, NONE, 0, Rule.MASKABLE, Prerequisite.NSH, Rule.SET),
    NSH_C2("nsh_c2,nshc2", 32, nsh(7), 4, NONE, 0, Rule.MASKABLE, Prerequisite.NSH, Rule.SET),
    NSH_C3("nsh_c3,nshc3", 32, nsh(8), 4, NONE, 0, Rule.MASKABLE, Prerequisite.NSH, Rule.SET),
    NSH_C4("nsh_c4,nshc4", 32, nsh(9), 4, NONE, 0, Rule.MASKABLE, Prerequisite.NSH, Rule.SET),
    REG0("reg0", 32, NONE, 0, nx(0), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG1("reg1", 32, NONE, 0, nx(1), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG2("reg2", 32, NONE, 0, nx(2), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG3("reg3", 32, NONE, 0, nx(3), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG4("reg4", 32, NONE, 0, nx(4), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG5("reg5", 32, NONE, 0, nx(5), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG6("reg6", 32, NONE, 0, nx(6), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG7("reg7", 32, NONE, 0, nx(7), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG8("reg8", 32, NONE, 0, nx(8), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG9("reg9", 32, NONE, 0, nx(9), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG10("reg10", 32, NONE, 0, nx(10), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG11("reg11", 32, NONE, 0, nx(11), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG12("reg12", 32, NONE, 0, nx(12), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG13("reg13", 32, NONE, 0, nx(13), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG14("reg14", 32, NONE, 0, nx(14), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    REG15("reg15", 32, NONE, 0, nx(15), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    /** Two registers as one field, in actions and learned matches. A match is normalised to {@link #REG0} and its like. */
    XREG0("xreg0", 64, packetReg(0), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG1("xreg1", 64, packetReg(1), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG2("xreg2", 64, packetReg(2), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG3("xreg3", 64, packetReg(3), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG4("xreg4", 64, packetReg(4), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG5("xreg5", 64, packetReg(5), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG6("xreg6", 64, packetReg(6), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XREG7("xreg7", 64, packetReg(7), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    /** Four registers as one field; see {@link #XREG0}. */
    XXREG0("xxreg0", 128, NONE, 0, nx(111), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XXREG1("xxreg1", 128, NONE, 0, nx(112), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XXREG2("xxreg2", 128, NONE, 0, nx(113), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    XXREG3("xxreg3", 128, NONE, 0, nx(114), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    PKT_MARK("pkt_mark", 32, NONE, 0, nx(33), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    CT_STATE("ct_state", 32, NONE, 0, nx(105), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.READ),
    CT_ZONE("ct_zone", 16, NONE, 0, nx(106), 2, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    CT_MARK("ct_mark", 32, NONE, 0, nx(107), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    CT_LABEL("ct_label", 128, NONE, 0, nx(108), 16, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    CT_NW_SRC("ct_nw_src", 32, NONE, 0, nx(120), 4, Rule.MASKABLE, Prerequisite.CT_IPV4, Rule.READ),
    CT_IPV6_SRC("ct_ipv6_src", 128, NONE, 0, nx(122), 16, Rule.MASKABLE, Prerequisite.CT_IPV6, Rule.READ),
    CT_NW_DST("ct_nw_dst", 32, NONE, 0, nx(121), 4, Rule.MASKABLE, Prerequisite.CT_IPV4, Rule.READ),
    CT_IPV6_DST("ct_ipv6_dst", 128, NONE, 0, nx(123), 16, Rule.MASKABLE, Prerequisite.CT_IPV6, Rule.READ),
    CT_NW_PROTO("ct_nw_proto", 8, NONE, 0, nx(119), 1, Rule.EXACT, Prerequisite.CT, Rule.READ),
    CT_TP_SRC("ct_tp_src", 16, NONE, 0, nx(124), 2, Rule.MASKABLE, Prerequisite.CT_TRANSPORT, Rule.READ),
    CT_TP_DST("ct_tp_dst", 16, NONE, 0, nx(125), 2, Rule.MASKABLE, Prerequisite.CT_TRANSPORT, Rule.READ),
    METADATA("metadata", 64, oxm(2), 8, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET);

    private static final Field[] ALL = values();

    private final List<String> names;
    private final int bits;
    private final int oxmId;
    private final int oxmOctets;
    private final int nxmId;
    private final int nxmOctets;
    private final boolean maskable;
    private final Prerequisite prerequisite;
    private final boolean settable;
    private final FieldValue fullMask;

    Field(
            String names,
            int bits,
            int oxmId,
            int oxmOctets,
            int nxmId,
            int nxmOctets,
            Rule mask,
            Prerequisite prerequisite,
            Rule write) {
        this.names = List.of(names.split(","));
        this.bits = bits;
        this.oxmId = oxmId;
        this.oxmOctets = oxmOctets;
        this.nxmId = nxmId;
        this.nxmOctets = nxmOctets;
        this.maskable = mask == Rule.MASKABLE;
        this.prerequisite = prerequisite;
        this.settable = write == Rule.SET;
        this.fullMask = FieldValue.ones(bits);
    }

    /** How many rows there are: the length of an array indexed by {@link #ordinal()}. */
    public static int count() {
        return ALL.length;
    }

    /** The row with this ordinal. */
    public static Field at(int ordinal) {
        return ALL[ordinal];
    }

    /** REG0 to REG15. */
    public static Field register(int index) {
        return ALL[REG0.ordinal() + index];
    }

    /** XREG0 to XREG7. */
    public static Field wideRegister(int index) {
        return ALL[XREG0.ordinal() + index];
    }

    /** XXREG0 to XXREG3. */
    public static Field quadRegister(int index) {
        return ALL[XXREG0.ordinal() + index];
    }

    /** TUN_METADATA0 to TUN_METADATA63. */
    public static Field tunnelMetadata(int index) {
        return ALL[TUN_METADATA0.ordinal() + index];
    }

    /** Names that ovs-ofctl takes; the first is the one to print. */
    public List<String> names() {
        return names;
    }

    public int bits() {
        return bits;
    }

    /**
     * Bits that parts of the field can name: without VLAN_VID's mark of presence and the four bits beside TCP_FLAGS, which
     * only masks have, as in Open vSwitch.
     */
    public int width() {
        return this == VLAN_VID || this == TCP_FLAGS ? 12 : bits;
    }

    /** Whether the field stands in actions only: a match has its bits in other fields. */
    public boolean actionOnly() {
        return this == VLAN_TCI
                || this == IN_PORT16
                || this == NW_TOS
                || ordinal() >= XREG0.ordinal() && ordinal() <= XXREG3.ordinal();
    }

    /** Whether this is one of TUN_METADATA0 to TUN_METADATA63. */
    public boolean isTunnelMetadata() {
        return ordinal() >= TUN_METADATA0.ordinal() && ordinal() <= TUN_METADATA63.ordinal();
    }

    /** OXM class and field ({@code class << 7 | field}), or {@link FieldIds#NONE}; class 0xffff is ONF's own. */
    public int oxmId() {
        return oxmId;
    }

    /** Octets of the value in OXM, without an experimenter id. */
    public int oxmOctets() {
        return oxmOctets;
    }

    /** NXM class and field ({@code class << 7 | field}), or {@link FieldIds#NONE}. */
    public int nxmId() {
        return nxmId;
    }

    public int nxmOctets() {
        return nxmOctets;
    }

    public boolean maskable() {
        return maskable;
    }

    public Prerequisite prerequisite() {
        return prerequisite;
    }

    /** Whether set-field and reg_load may write it. */
    public boolean settable() {
        return settable;
    }

    /** Every bit of the field. */
    public FieldValue fullMask() {
        return fullMask;
    }

    /** What a row says of masking and writing. */
    private enum Rule {
        EXACT,
        MASKABLE,
        SET,
        READ
    }
}
