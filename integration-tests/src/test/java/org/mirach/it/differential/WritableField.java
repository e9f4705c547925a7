package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.mirach.it.differential.Shape.L3;
import org.mirach.it.differential.Shape.L4;

/**
 * A field that set_field, load and move may write, and when. Immutable.
 */
record WritableField(String name, int bits, Term.Form form, boolean maskable, Predicate<Shape> when) {
    private static final List<WritableField> ALL = all();

    private static List<WritableField> all() {
        List<WritableField> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(number("reg" + i, 32, _ -> true));
        }
        all.add(number("xreg0", 64, _ -> true));
        all.add(number("xreg3", 64, _ -> true));
        all.add(number("xxreg1", 128, _ -> true));
        all.add(number("metadata", 64, _ -> true));
        all.add(number("pkt_mark", 32, _ -> true));
        all.add(number("tun_id", 64, _ -> true));
        all.add(new WritableField("eth_src", 48, Term.Form.MAC, true, _ -> true));
        all.add(new WritableField("eth_dst", 48, Term.Form.MAC, true, _ -> true));
        all.add(number("vlan_tci", 16, _ -> true));
        all.add(new WritableField("vlan_vid", 12, Term.Form.NUMBER, false, Shape::tagged));
        all.add(new WritableField("vlan_pcp", 3, Term.Form.NUMBER, false, Shape::tagged));
        all.add(new WritableField("mpls_label", 20, Term.Form.NUMBER, false, shape -> shape.l3() == L3.MPLS));
        all.add(new WritableField("mpls_tc", 3, Term.Form.NUMBER, false, shape -> shape.l3() == L3.MPLS));
        all.add(new WritableField("mpls_ttl", 8, Term.Form.NUMBER, false, shape -> shape.l3() == L3.MPLS));
        all.add(new WritableField("ip_src", 32, Term.Form.IP4, true, shape -> shape.l3() == L3.IP4));
        all.add(new WritableField("ip_dst", 32, Term.Form.IP4, true, shape -> shape.l3() == L3.IP4));
        all.add(new WritableField(
                "ip_dscp", 6, Term.Form.NUMBER, false, shape -> shape.l3().ip()));
        all.add(new WritableField(
                "nw_ecn", 2, Term.Form.NUMBER, false, shape -> shape.l3().ip()));
        all.add(new WritableField(
                "nw_ttl", 8, Term.Form.NUMBER, false, shape -> shape.l3().ip()));
        all.add(new WritableField("ipv6_src", 128, Term.Form.IP6, true, shape -> shape.l3() == L3.IP6));
        all.add(new WritableField("ipv6_dst", 128, Term.Form.IP6, true, shape -> shape.l3() == L3.IP6));
        all.add(number("ipv6_label", 20, shape -> shape.l3() == L3.IP6));
        for (L4 l4 : List.of(L4.TCP, L4.UDP, L4.SCTP)) {
            String name = l4.name().toLowerCase(java.util.Locale.ROOT);
            all.add(number(name + "_src", 16, shape -> shape.l4() == l4));
            all.add(number(name + "_dst", 16, shape -> shape.l4() == l4));
        }
        all.add(new WritableField("arp_op", 8, Term.Form.NUMBER, false, shape -> shape.l3() == L3.ARP));
        all.add(new WritableField("arp_spa", 32, Term.Form.IP4, true, shape -> shape.l3() == L3.ARP));
        all.add(new WritableField("arp_tpa", 32, Term.Form.IP4, true, shape -> shape.l3() == L3.ARP));
        all.add(new WritableField("arp_sha", 48, Term.Form.MAC, true, shape -> shape.l3() == L3.ARP));
        all.add(new WritableField("arp_tha", 48, Term.Form.MAC, true, shape -> shape.l3() == L3.ARP));
        return List.copyOf(all);
    }

    private static WritableField number(String name, int bits, Predicate<Shape> when) {
        return new WritableField(name, bits, Term.Form.NUMBER, true, when);
    }

    /** One that a packet of this shape has; registers come up half as often as there are of them. */
    static WritableField draw(Dice dice, Shape shape) {
        List<WritableField> fit = ALL.stream()
                .filter(field -> field.when.test(shape))
                .filter(field -> dice.oneIn(2) || !field.name.contains("reg"))
                .toList();
        return dice.of(fit);
    }

    /** One of any shape: what a group's bucket may write. */
    static WritableField drawAny(Dice dice) {
        return dice.of(ALL);
    }
}
