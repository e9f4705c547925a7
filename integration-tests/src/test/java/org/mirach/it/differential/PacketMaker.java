package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirach.it.differential.Shape.L3;
import org.mirach.it.differential.Shape.L4;

/**
 * Draws packets of every kind that the switch looks into.
 *
 * <p><b>Threads:</b> the test's.
 */
final class PacketMaker {
    private final Dice dice;
    private final List<Term> link = new ArrayList<>();
    private final List<Term> network = new ArrayList<>();
    private final List<Term> transport = new ArrayList<>();

    PacketMaker(Dice dice) {
        this.dice = dice;
    }

    /** A new packet. */
    Packet draw() {
        link.clear();
        network.clear();
        transport.clear();
        String src = dice.mac();
        String dst = dice.mac();
        link.add(Term.mac("dl_src", src));
        link.add(Term.mac("dl_dst", dst));
        StringBuilder text = new StringBuilder("eth(src=%s,dst=%s)".formatted(src, dst));
        boolean tagged = dice.oneIn(4);
        if (tagged) {
            text.append(tags());
        } else {
            link.add(Term.number("vlan_tci", 16, 0, true));
        }
        Shape shape = network(text, tagged);
        if (dice.oneIn(6)) {
            text.append("/zeros(%d)".formatted(dice.of(1, 64, 200, 600, 1200)));
        }
        return new Packet(dice.port(), text.toString(), shape, link, network, transport);
    }

    private String tags() {
        int vid = dice.vid();
        int pcp = dice.below(8);
        link.add(Term.number("dl_vlan", 12, vid, false));
        link.add(Term.number("dl_vlan_pcp", 3, pcp, false));
        link.add(Term.number("vlan_tci", 16, 0x1000 | pcp << 13 | vid, true));
        link.add(Term.number("vlan_vid", 13, 0x1000 | vid, true));
        String inner = dice.oneIn(4) ? "/vlan(vid=%d,pcp=%d)".formatted(dice.vid(), dice.below(8)) : "";
        return "/%s(vid=%d,pcp=%d)%s"
                .formatted(inner.isEmpty() && dice.below(4) > 0 ? "vlan" : "svlan", vid, pcp, inner);
    }

    private Shape network(StringBuilder text, boolean tagged) {
        int kind = dice.below(20);
        if (kind < 9) {
            return ip4(text, tagged);
        }
        if (kind < 14) {
            return ip6(text, tagged);
        }
        if (kind < 16) {
            return arp(text, tagged);
        }
        if (kind < 18) {
            return mpls(text, tagged);
        }
        text.append("/data(%s)".formatted(dice.of("0102030405", "ffff")));
        link.add(Term.number("dl_type", 16, 0x88b5, false));
        return Shape.ANY.withTag(tagged);
    }

    private Shape ip4(StringBuilder text, boolean tagged) {
        String src = dice.ip4();
        String dst = dice.ip4();
        int ttl = dice.ttl();
        int tos = dice.tos();
        network.add(Term.ip("nw_src", src));
        network.add(Term.ip("nw_dst", dst));
        ipFields(ttl, tos);
        boolean fragment = dice.oneIn(12);
        boolean later = fragment && dice.oneIn(2);
        String frag = !fragment ? "" : later ? ",offset=8,id=77" + dice.of("", ",mf=1") : ",mf=1,id=77";
        text.append("/ipv4(src=%s,dst=%s,ttl=%d,tos=%d%s)".formatted(src, dst, ttl, tos, frag));
        network.add(Term.fragment(fragment, later));
        L4 l4 = transport(text, false);
        return new Shape(L3.IP4, later ? L4.ANY : l4, tagged);
    }

    private void ipFields(int ttl, int tos) {
        network.add(Term.number("nw_ttl", 8, ttl, false));
        network.add(Term.number("ip_dscp", 6, tos >> 2, false));
        network.add(Term.number("nw_ecn", 2, tos & 3, false));
    }

    private Shape ip6(StringBuilder text, boolean tagged) {
        String src = dice.ip6();
        String dst = dice.ip6();
        int ttl = dice.ttl();
        int tos = dice.tos();
        int label = dice.of(0, 0, 5, 0xfffff);
        network.add(Term.ip("ipv6_src", src));
        network.add(Term.ip("ipv6_dst", dst));
        ipFields(ttl, tos);
        network.add(Term.number("ipv6_label", 20, label, true));
        text.append("/ipv6(src=%s,dst=%s,ttl=%d,tc=%d,label=%d)".formatted(src, dst, ttl, tos, label));
        if (dice.oneIn(8)) {
            text.append(dice.of("/hopopt", "/dstopt", "/hopopt/dstopt", "/route"));
        }
        boolean fragment = dice.oneIn(12);
        boolean later = fragment && dice.oneIn(2);
        if (fragment) {
            text.append(later ? "/frag6(offset=8,id=77)" : "/frag6(mf=1,id=77)");
        }
        network.add(Term.fragment(fragment, later));
        L4 l4 = transport(text, true);
        return new Shape(L3.IP6, later ? L4.ANY : l4, tagged);
    }

    private L4 transport(StringBuilder text, boolean six) {
        int kind = dice.below(10);
        if (kind < 8) {
            L4 l4 = kind < 4 ? L4.TCP : kind < 7 ? L4.UDP : L4.SCTP;
            String name = l4.name().toLowerCase(Locale.ROOT);
            int src = dice.l4port();
            int dst = dice.l4port();
            transport.add(Term.number(name + "_src", 16, src, true));
            transport.add(Term.number(name + "_dst", 16, dst, true));
            String flags = "";
            if (l4 == L4.TCP) {
                int value = dice.of(2, 0x12, 0x10, 0x18, 1, 4, 0x1ff);
                flags = ",flags=" + value;
                transport.add(Term.number("tcp_flags", 12, value, true));
            }
            text.append("/%s(src=%d,dst=%d%s)".formatted(name, src, dst, flags));
            return l4;
        }
        if (six && dice.oneIn(2)) {
            return neighbour(text);
        }
        if (kind == 9 && !six && dice.oneIn(3)) {
            text.append("/igmp(type=%d)".formatted(dice.of(0x11, 0x16)));
            return L4.ANY;
        }
        int type = six ? dice.of(128, 129, 1) : dice.of(8, 0, 3);
        int code = dice.of(0, 0, 1);
        transport.add(Term.number(six ? "icmpv6_type" : "icmp_type", 8, type, false));
        transport.add(Term.number(six ? "icmpv6_code" : "icmp_code", 8, code, false));
        text.append("/%s(type=%d,code=%d,rest=0x00070001)".formatted(six ? "icmp6" : "icmp", type, code));
        return L4.ICMP;
    }

    /** A neighbour solicitation or advertisement, with its link-layer address option. */
    private L4 neighbour(StringBuilder text) {
        boolean solicit = dice.oneIn(2);
        String target = dice.ip6();
        String address = dice.mac();
        transport.add(Term.number("icmpv6_type", 8, solicit ? 135 : 136, false));
        transport.add(Term.number("icmpv6_code", 8, 0, false));
        transport.add(Term.ip("nd_target", target));
        transport.add(Term.mac(solicit ? "nd_sll" : "nd_tll", address));
        text.append("/icmp6(type=%d,code=0)/nd(target=%s,option=%d,lladdr=%s)"
                .formatted(solicit ? 135 : 136, target, solicit ? 1 : 2, address));
        return L4.ND;
    }

    private Shape arp(StringBuilder text, boolean tagged) {
        int op = dice.of(1, 1, 2, 3);
        String spa = dice.ip4();
        String tpa = dice.ip4();
        String sha = dice.mac();
        String tha = dice.mac();
        network.add(Term.number("arp_op", 16, op, false));
        network.add(Term.ip("arp_spa", spa));
        network.add(Term.ip("arp_tpa", tpa));
        network.add(Term.mac("arp_sha", sha));
        network.add(Term.mac("arp_tha", tha));
        text.append("/arp(op=%d,spa=%s,tpa=%s,sha=%s,tha=%s)".formatted(op, spa, tpa, sha, tha));
        return new Shape(L3.ARP, L4.ANY, tagged);
    }

    private Shape mpls(StringBuilder text, boolean tagged) {
        int labels = dice.of(1, 1, 2, 3, 4);
        for (int i = 0; i < labels; i++) {
            int label = dice.of(16, 17, 0, 0xfffff);
            int tc = dice.below(8);
            int ttl = dice.ttl();
            int bottom = i == labels - 1 ? 1 : 0;
            if (i == 0) {
                network.add(Term.number("mpls_label", 20, label, false));
                network.add(Term.number("mpls_tc", 3, tc, false));
                network.add(Term.number("mpls_bos", 1, bottom, false));
                network.add(Term.number("mpls_ttl", 8, ttl, false));
            }
            text.append("/mpls(label=%d,tc=%d,ttl=%d,bos=%d)".formatted(label, tc, ttl, bottom));
        }
        // Long enough for what is left without the labels: how short a frame may become is a known difference.
        text.append("/ipv4(src=%s,dst=%s,ttl=%d)/tcp(src=%d,dst=%d)/zeros(24)"
                .formatted(dice.ip4(), dice.ip4(), dice.ttl(), dice.l4port(), dice.l4port()));
        return new Shape(L3.MPLS, L4.ANY, tagged);
    }
}
