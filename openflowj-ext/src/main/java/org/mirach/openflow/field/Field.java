package org.mirach.openflow.field;

import static org.mirach.openflow.field.FieldIds.NONE;
import static org.mirach.openflow.field.FieldIds.nx;
import static org.mirach.openflow.field.FieldIds.nxm;
import static org.mirach.openflow.field.FieldIds.onf;
import static org.mirach.openflow.field.FieldIds.oxm;

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
    IN_PORT("in_port,in_port_oxm", 32, oxm(0), 4, nxm(0), 2, Rule.EXACT, Prerequisite.NONE, Rule.SET),
    IN_PHY_PORT("in_phy_port", 32, oxm(1), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    ACTSET_OUTPUT("actset_output", 32, onf(43), 4, NONE, 0, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    ETH_SRC("eth_src,dl_src", 48, oxm(4), 6, nxm(2), 6, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    ETH_DST("eth_dst,dl_dst", 48, oxm(3), 6, nxm(1), 6, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    ETH_TYPE("eth_type,dl_type", 16, oxm(5), 2, nxm(3), 2, Rule.EXACT, Prerequisite.NONE, Rule.READ),
    /** The whole 802.1Q tag; only in actions. A match is normalised to {@link #VLAN_VID} and {@link #VLAN_PCP}. */
    VLAN_TCI("vlan_tci", 16, NONE, 0, nxm(4), 2, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
    /** 12 bits of VLAN id and, above them, OFPVID_PRESENT (0x1000): 0 exactly is "no tag". */
    VLAN_VID("vlan_vid", 13, oxm(6), 2, NONE, 0, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
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
    /** Six bits; NXM_OF_IP_TOS carries them shifted left by two. */
    IP_DSCP("ip_dscp", 6, oxm(8), 1, nxm(5), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    IP_ECN("nw_ecn,ip_ecn", 2, oxm(9), 1, nx(28), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    IPV6_FLABEL("ipv6_label", 20, oxm(28), 4, nx(27), 4, Rule.MASKABLE, Prerequisite.IPV6, Rule.SET),
    NW_TTL("nw_ttl", 8, NONE, 0, nx(29), 1, Rule.EXACT, Prerequisite.IP, Rule.SET),
    IP_PROTO("nw_proto,ip_proto", 8, oxm(10), 1, nxm(6), 1, Rule.EXACT, Prerequisite.IP, Rule.READ),
    TCP_SRC("tcp_src", 16, oxm(13), 2, nxm(9), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.SET),
    TCP_DST("tcp_dst", 16, oxm(14), 2, nxm(10), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.SET),
    TCP_FLAGS("tcp_flags", 12, onf(42), 2, nx(34), 2, Rule.MASKABLE, Prerequisite.TCP, Rule.READ),
    UDP_SRC("udp_src", 16, oxm(15), 2, nxm(11), 2, Rule.MASKABLE, Prerequisite.UDP, Rule.SET),
    UDP_DST("udp_dst", 16, oxm(16), 2, nxm(12), 2, Rule.MASKABLE, Prerequisite.UDP, Rule.SET),
    SCTP_SRC("sctp_src", 16, oxm(17), 2, NONE, 0, Rule.MASKABLE, Prerequisite.SCTP, Rule.SET),
    SCTP_DST("sctp_dst", 16, oxm(18), 2, NONE, 0, Rule.MASKABLE, Prerequisite.SCTP, Rule.SET),
    ICMPV4_TYPE("icmp_type,icmpv4_type", 8, oxm(19), 1, nxm(13), 1, Rule.EXACT, Prerequisite.ICMPV4, Rule.SET),
    ICMPV4_CODE("icmp_code,icmpv4_code", 8, oxm(20), 1, nxm(14), 1, Rule.EXACT, Prerequisite.ICMPV4, Rule.SET),
    ICMPV6_TYPE("icmpv6_type", 8, oxm(29), 1, nx(21), 1, Rule.EXACT, Prerequisite.ICMPV6, Rule.SET),
    ICMPV6_CODE("icmpv6_code", 8, oxm(30), 1, nx(22), 1, Rule.EXACT, Prerequisite.ICMPV6, Rule.SET),
    IPV6_ND_TARGET("nd_target", 128, oxm(31), 16, nx(23), 16, Rule.MASKABLE, Prerequisite.ND, Rule.SET),
    IPV6_ND_SLL("nd_sll", 48, oxm(32), 6, nx(24), 6, Rule.MASKABLE, Prerequisite.ND_SOLICIT, Rule.SET),
    IPV6_ND_TLL("nd_tll", 48, oxm(33), 6, nx(25), 6, Rule.MASKABLE, Prerequisite.ND_ADVERT, Rule.SET),
    IPV6_EXTHDR("ipv6_exthdr", 9, oxm(39), 2, NONE, 0, Rule.MASKABLE, Prerequisite.IPV6, Rule.READ),
    ARP_OP("arp_op", 16, oxm(21), 2, nxm(15), 2, Rule.EXACT, Prerequisite.ARP, Rule.SET),
    ARP_SPA("arp_spa", 32, oxm(22), 4, nxm(16), 4, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_TPA("arp_tpa", 32, oxm(23), 4, nxm(17), 4, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_SHA("arp_sha", 48, oxm(24), 6, nx(17), 6, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    ARP_THA("arp_tha", 48, oxm(25), 6, nx(18), 6, Rule.MASKABLE, Prerequisite.ARP, Rule.SET),
    TUNNEL_ID("tun_id,tunnel_id", 64, oxm(38), 8, nx(16), 8, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
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
    PKT_MARK("pkt_mark", 32, NONE, 0, nx(33), 4, Rule.MASKABLE, Prerequisite.NONE, Rule.SET),
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

    /** Names that ovs-ofctl takes; the first is the one to print. */
    public List<String> names() {
        return names;
    }

    public int bits() {
        return bits;
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
