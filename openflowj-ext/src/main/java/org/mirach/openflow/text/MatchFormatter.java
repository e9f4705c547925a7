package org.mirach.openflow.text;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.RawField;

/**
 * A match in the order and the words of {@code ovs-ofctl dump-flows}.
 *
 * <p><b>Threads:</b> one; made for one match.
 */
final class MatchFormatter {
    private static final int PRESENT = 0x1000;
    /** Namespace of packet types that are Ethernet types. */
    private static final int ETHER_TYPES = 1;

    private static final int NSH_FIXED_CONTEXT = 1;

    private final Match match;
    private final StringBuilder out;
    private final int start;
    private final int packetType;
    private final int etherType;
    private final int protocol;

    MatchFormatter(Match match, StringBuilder out) {
        this.match = match;
        this.out = out;
        this.start = out.length();
        this.packetType = (int) match.value(Field.PACKET_TYPE);
        int type = match.exact(Field.ETH_TYPE) ? (int) match.value(Field.ETH_TYPE) : -1;
        this.etherType = packetType >>> 16 == ETHER_TYPES ? packetType & 0xffff : type;
        this.protocol = match.exact(Field.IP_PROTO) ? (int) match.value(Field.IP_PROTO) : -1;
    }

    void format() {
        hex("pkt_mark", Field.PKT_MARK);
        hex("recirc_id", Field.RECIRC_ID);
        hex("dp_hash", Field.DP_HASH);
        decimal("conj_id", Field.CONJ_ID);
        port("actset_output", Field.ACTSET_OUTPUT);
        connection();
        if (packetType != 0) {
            item("packet_type=" + ValueText.packetType(packetType));
        }
        String shorthand = match.has(Field.ETH_TYPE) ? shorthand() : null;
        if (shorthand != null) {
            item(shorthand);
        }
        for (int i = 0; i < 16; i++) {
            hex("reg" + i, Field.register(i));
        }
        tunnel();
        hex("metadata", Field.METADATA);
        port("in_port", Field.IN_PORT);
        port("in_phy_port", Field.IN_PHY_PORT);
        vlan();
        mac("dl_src", Field.ETH_SRC);
        mac("dl_dst", Field.ETH_DST);
        if (shorthand == null && match.has(Field.ETH_TYPE)) {
            item("dl_type=0x%04x".formatted(match.value(Field.ETH_TYPE)));
        }
        layer3(shorthand);
        layer4();
        hex("pbb_isid", Field.PBB_ISID);
        hex("ipv6_exthdr", Field.IPV6_EXTHDR);
        for (RawField raw : match.unknown()) {
            item("unknown(0x%08x)=%s".formatted(raw.header(), raw.body()));
        }
    }

    private void item(String text) {
        out.append(out.length() > start ? "," : "").append(text);
    }

    private void item(String name, String value) {
        out.append(out.length() > start ? "," : "").append(name).append('=').append(value);
    }

    private void hex(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            FieldValue mask = new FieldValue(match.maskHi(index), match.maskLo(index));
            String value = Numbers.hex(new FieldValue(match.valueHi(index), match.valueLo(index)));
            item(name, match.exactAt(index) ? value : value + "/" + Numbers.hex(mask));
        }
    }

    /** Decimal where all bits count, hexadecimal with a mask. */
    private void decimal(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            long value = match.valueLo(index);
            item(name, match.exactAt(index) ? Long.toString(value) : "0x%x/0x%x".formatted(value, match.maskLo(index)));
        }
    }

    private void port(String name, Field field) {
        if (match.has(field)) {
            item(name, Ports.format((int) match.value(field)));
        }
    }

    private void mac(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            String value = ValueText.mac(match.valueLo(index));
            item(name, match.exactAt(index) ? value : value + "/" + ValueText.mac(match.maskLo(index)));
        }
    }

    private void ipv4(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            item(name, ValueText.ipv4(match.valueLo(index), match.maskLo(index)));
        }
    }

    private void ipv6(String name, Field field) {
        if (match.has(field)) {
            item(name, ValueText.ipv6(match.fieldValue(field), match.fieldMask(field)));
        }
    }

    private void flags(String name, Field field) {
        if (match.has(field)) {
            item(name, FlagText.format(field, match.value(field), match.mask(field)));
        }
    }

    private void connection() {
        flags("ct_state", Field.CT_STATE);
        decimal("ct_zone", Field.CT_ZONE);
        hex("ct_mark", Field.CT_MARK);
        hex("ct_label", Field.CT_LABEL);
        ipv4("ct_nw_src", Field.CT_NW_SRC);
        ipv6("ct_ipv6_src", Field.CT_IPV6_SRC);
        ipv4("ct_nw_dst", Field.CT_NW_DST);
        ipv6("ct_ipv6_dst", Field.CT_IPV6_DST);
        if (match.has(Field.CT_NW_PROTO)) {
            decimal("ct_nw_proto", Field.CT_NW_PROTO);
            decimal("ct_tp_src", Field.CT_TP_SRC);
            decimal("ct_tp_dst", Field.CT_TP_DST);
        }
    }

    private void tunnel() {
        hex("tun_id", Field.TUNNEL_ID);
        ipv4("tun_src", Field.TUN_IPV4_SRC);
        ipv4("tun_dst", Field.TUN_IPV4_DST);
        ipv6("tun_ipv6_src", Field.TUN_IPV6_SRC);
        ipv6("tun_ipv6_dst", Field.TUN_IPV6_DST);
        decimal("tun_gbp_id", Field.TUN_GBP_ID);
        unmaskedHex("tun_gbp_flags", Field.TUN_GBP_FLAGS);
        long erspan = match.value(Field.TUN_ERSPAN_VER);
        unmasked("tun_erspan_ver", Field.TUN_ERSPAN_VER);
        if (erspan == 1) {
            unmaskedHex("tun_erspan_idx", Field.TUN_ERSPAN_IDX);
        }
        if (erspan == 2) {
            unmasked("tun_erspan_dir", Field.TUN_ERSPAN_DIR);
            unmaskedHex("tun_erspan_hwid", Field.TUN_ERSPAN_HWID);
        }
        unmaskedHex("gtpu_flags", Field.TUN_GTPU_FLAGS);
        unmasked("gtpu_msgtype", Field.TUN_GTPU_MSGTYPE);
        if (match.has(Field.TUN_FLAGS)) {
            item("tun_flags", FlagText.signed(Field.TUN_FLAGS, match.value(Field.TUN_FLAGS), 1));
        }
        for (int i = 0; i < match.size(); i++) {
            if (match.field(i).isTunnelMetadata()) {
                hex(match.field(i).names().getFirst(), match.field(i));
            }
        }
    }

    private void unmasked(String name, Field field) {
        if (match.has(field)) {
            item(name, Long.toString(match.value(field)));
        }
    }

    private void unmaskedHex(String name, Field field) {
        if (match.has(field)) {
            item(name, Numbers.hex(match.value(field)));
        }
    }

    /** One word for an Ethernet type and protocol, or null. */
    private String shorthand() {
        return switch (etherType) {
            case EtherType.IPV4 ->
                switch (protocol) {
                    case IpProtocol.ICMP -> "icmp";
                    case IpProtocol.TCP -> "tcp";
                    case IpProtocol.UDP -> "udp";
                    case IpProtocol.SCTP -> "sctp";
                    default -> "ip";
                };
            case EtherType.IPV6 ->
                switch (protocol) {
                    case IpProtocol.ICMPV6 -> "icmp6";
                    case IpProtocol.TCP -> "tcp6";
                    case IpProtocol.UDP -> "udp6";
                    case IpProtocol.SCTP -> "sctp6";
                    default -> "ipv6";
                };
            case EtherType.ARP -> "arp";
            case EtherType.RARP -> "rarp";
            case EtherType.MPLS -> "mpls";
            case EtherType.MPLS_MULTICAST -> "mplsm";
            default -> null;
        };
    }

    private void vlan() {
        int value = (int) (match.value(Field.VLAN_VID) | match.value(Field.VLAN_PCP) << 13);
        int mask = (int) (match.mask(Field.VLAN_VID) | match.mask(Field.VLAN_PCP) << 13);
        int vid = mask & 0xfff;
        int pcp = mask >> 13;
        if (mask == 0) {
            return;
        }
        boolean plain = (vid == 0 || vid == 0xfff) && (pcp == 0 || pcp == 7) && (vid | pcp) != 0;
        if ((value & mask & PRESENT) != 0 && plain) {
            if (vid != 0) {
                item("dl_vlan=" + (value & 0xfff));
            }
            if (pcp != 0) {
                item("dl_vlan_pcp=" + (value >> 13));
            }
        } else {
            item("vlan_tci=0x%04x".formatted(value) + (mask == 0xffff ? "" : "/0x%04x".formatted(mask)));
        }
    }

    private void layer3(String shorthand) {
        ipv6("ipv6_src", Field.IPV6_SRC);
        ipv6("ipv6_dst", Field.IPV6_DST);
        flowLabel();
        ipv4("arp_spa", Field.ARP_SPA);
        ipv4("arp_tpa", Field.ARP_TPA);
        nsh();
        ipv4("nw_src", Field.IPV4_SRC);
        ipv4("nw_dst", Field.IPV4_DST);
        if ("ip".equals(shorthand) || "ipv6".equals(shorthand) || shorthand == null) {
            decimal("nw_proto", Field.IP_PROTO);
        }
        decimal("arp_op", Field.ARP_OP);
        mac("arp_sha", Field.ARP_SHA);
        mac("arp_tha", Field.ARP_THA);
        if (match.has(Field.IP_DSCP)) {
            item("nw_tos=" + (match.value(Field.IP_DSCP) << 2));
        }
        decimal("nw_ecn", Field.IP_ECN);
        decimal("nw_ttl", Field.NW_TTL);
        decimal("mpls_label", Field.MPLS_LABEL);
        decimal("mpls_tc", Field.MPLS_TC);
        decimal("mpls_ttl", Field.MPLS_TTL);
        decimal("mpls_bos", Field.MPLS_BOS);
        if (match.has(Field.IP_FRAG)) {
            item("nw_frag", ValueText.fragment(match.value(Field.IP_FRAG), match.mask(Field.IP_FRAG)));
        }
    }

    private void flowLabel() {
        if (match.has(Field.IPV6_FLABEL)) {
            String mask = match.exact(Field.IPV6_FLABEL) ? "" : "/0x%05x".formatted(match.mask(Field.IPV6_FLABEL));
            item("ipv6_label=0x%05x".formatted(match.value(Field.IPV6_FLABEL)) + mask);
        }
    }

    private void nsh() {
        octet("nsh_flags", Field.NSH_FLAGS);
        octet("nsh_ttl", Field.NSH_TTL);
        octet("nsh_mdtype", Field.NSH_MDTYPE);
        octet("nsh_np", Field.NSH_NP);
        word("nsh_spi", Field.NSH_SPI);
        octet("nsh_si", Field.NSH_SI);
        if (match.value(Field.NSH_MDTYPE) == NSH_FIXED_CONTEXT) {
            word("nsh_c1", Field.NSH_C1);
            word("nsh_c2", Field.NSH_C2);
            word("nsh_c3", Field.NSH_C3);
            word("nsh_c4", Field.NSH_C4);
        }
    }

    private void octet(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            long value = match.valueLo(index);
            item(
                    name,
                    match.exactAt(index)
                            ? Long.toString(value)
                            : "0x%02x/0x%02x".formatted(value, match.maskLo(index)));
        }
    }

    private void word(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            String mask = match.exactAt(index) ? "" : "/0x" + Long.toHexString(match.maskLo(index));
            item(name, "0x" + Long.toHexString(match.valueLo(index)) + mask);
        }
    }

    private void layer4() {
        decimal("icmp_type", Field.ICMPV4_TYPE);
        decimal("icmp_code", Field.ICMPV4_CODE);
        decimal("icmp_type", Field.ICMPV6_TYPE);
        decimal("icmp_code", Field.ICMPV6_CODE);
        ipv6("nd_target", Field.IPV6_ND_TARGET);
        mac("nd_sll", Field.IPV6_ND_SLL);
        mac("nd_tll", Field.IPV6_ND_TLL);
        decimal("nd_reserved", Field.ND_RESERVED);
        decimal("nd_options_type", Field.ND_OPTIONS_TYPE);
        decimal("tp_src", Field.TCP_SRC);
        decimal("tp_dst", Field.TCP_DST);
        decimal("tp_src", Field.UDP_SRC);
        decimal("tp_dst", Field.UDP_DST);
        decimal("tp_src", Field.SCTP_SRC);
        decimal("tp_dst", Field.SCTP_DST);
        flags("tcp_flags", Field.TCP_FLAGS);
    }
}
