package org.mirach.openflow.text;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.RawField;

/**
 * A match in the order and the words of {@code ovs-ofctl dump-flows}.
 *
 * <p><b>Threads:</b> one; made for one match.
 */
final class MatchFormatter {
    private static final int PRESENT = 0x1000;

    private final Match match;
    private final StringBuilder out;
    private final int start;
    private final int etherType;
    private final int protocol;

    MatchFormatter(Match match, StringBuilder out) {
        this.match = match;
        this.out = out;
        this.start = out.length();
        this.etherType = match.exact(Field.ETH_TYPE) ? (int) match.value(Field.ETH_TYPE) : -1;
        this.protocol = match.exact(Field.IP_PROTO) ? (int) match.value(Field.IP_PROTO) : -1;
    }

    void format() {
        value("pkt_mark", Field.PKT_MARK);
        value("actset_output", Field.ACTSET_OUTPUT);
        String shorthand = shorthand();
        if (shorthand != null) {
            item(shorthand);
        }
        for (int i = 0; i < 16; i++) {
            value("reg" + i, Field.register(i));
        }
        value("tun_id", Field.TUNNEL_ID);
        value("metadata", Field.METADATA);
        value("in_port", Field.IN_PORT);
        value("in_phy_port", Field.IN_PHY_PORT);
        vlan();
        value("dl_src", Field.ETH_SRC);
        value("dl_dst", Field.ETH_DST);
        if (shorthand == null) {
            value("dl_type", Field.ETH_TYPE);
        }
        layer3(shorthand);
        layer4();
        value("pbb_isid", Field.PBB_ISID);
        value("ipv6_exthdr", Field.IPV6_EXTHDR);
        for (RawField raw : match.unknown()) {
            item("unknown(0x%08x)=%s".formatted(raw.header(), raw.body()));
        }
    }

    /** Whether anything was written. */
    boolean wrote() {
        return out.length() > start;
    }

    private void item(String text) {
        out.append(wrote() ? "," : "").append(text);
    }

    private void value(String name, Field field) {
        int index = match.indexOf(field);
        if (index >= 0) {
            item(name + "="
                    + ValueText.format(new MaskedField(field, match.fieldValue(field), match.fieldMask(field))));
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
        value("ipv6_src", Field.IPV6_SRC);
        value("ipv6_dst", Field.IPV6_DST);
        flowLabel();
        value("arp_spa", Field.ARP_SPA);
        value("arp_tpa", Field.ARP_TPA);
        value("nw_src", Field.IPV4_SRC);
        value("nw_dst", Field.IPV4_DST);
        if ("ip".equals(shorthand) || "ipv6".equals(shorthand) || shorthand == null) {
            value("nw_proto", Field.IP_PROTO);
        }
        value("arp_op", Field.ARP_OP);
        value("arp_sha", Field.ARP_SHA);
        value("arp_tha", Field.ARP_THA);
        if (match.has(Field.IP_DSCP)) {
            item("nw_tos=" + (match.value(Field.IP_DSCP) << 2));
        }
        value("nw_ecn", Field.IP_ECN);
        value("nw_ttl", Field.NW_TTL);
        value("mpls_label", Field.MPLS_LABEL);
        value("mpls_tc", Field.MPLS_TC);
        value("mpls_ttl", Field.MPLS_TTL);
        value("mpls_bos", Field.MPLS_BOS);
        value("nw_frag", Field.IP_FRAG);
    }

    private void flowLabel() {
        if (match.has(Field.IPV6_FLABEL)) {
            String mask = match.exact(Field.IPV6_FLABEL) ? "" : "/0x%05x".formatted(match.mask(Field.IPV6_FLABEL));
            item("ipv6_label=0x%05x".formatted(match.value(Field.IPV6_FLABEL)) + mask);
        }
    }

    private void layer4() {
        value("icmp_type", Field.ICMPV4_TYPE);
        value("icmp_code", Field.ICMPV4_CODE);
        value("icmp_type", Field.ICMPV6_TYPE);
        value("icmp_code", Field.ICMPV6_CODE);
        value("nd_target", Field.IPV6_ND_TARGET);
        value("nd_sll", Field.IPV6_ND_SLL);
        value("nd_tll", Field.IPV6_ND_TLL);
        value("tp_src", Field.TCP_SRC);
        value("tp_dst", Field.TCP_DST);
        value("tp_src", Field.UDP_SRC);
        value("tp_dst", Field.UDP_DST);
        value("tp_src", Field.SCTP_SRC);
        value("tp_dst", Field.SCTP_DST);
        value("tcp_flags", Field.TCP_FLAGS);
    }
}
