package org.mirach.it.differential;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.mirach.it.differential.Shape.L3;
import org.mirach.it.differential.Shape.L4;

/**
 * Draws lists of actions that ovs-ofctl and a switch take for a match of a given shape.
 *
 * <p><b>Threads:</b> the test's.
 */
final class ActionMaker {
    private static final int MAX_NESTING = 2;

    private final Dice dice;
    private final Traits traits;
    private final int lastTable;
    private final List<Integer> groups;
    private Shape shape = Shape.ANY;
    private int table;
    private int nesting;

    /** @param groups that there are */
    ActionMaker(Dice dice, Traits traits, int lastTable, List<Integer> groups) {
        this.dice = dice;
        this.traits = traits;
        this.lastTable = lastTable;
        this.groups = List.copyOf(groups);
    }

    /** Actions and instructions of an entry. */
    String draw(Shape match, int inTable) {
        shape = match;
        table = inTable;
        List<String> actions = new ArrayList<>(list(dice.of(1, 1, 2, 2, 3, 4, 6)));
        boolean more = table < lastTable;
        if (dice.oneIn(12)) {
            actions.add("clear_actions");
        }
        if (!traits.ct() && dice.oneIn(5)) { // Open vSwitch 3.1 aborts where a packet recirculates with an action set
            actions.add("write_actions(%s)".formatted(String.join(",", writeList())));
        }
        if (dice.oneIn(8)) {
            actions.add("write_metadata:0x%x%s".formatted(dice.below(256), dice.of("", "/0xff", "/0xf0f")));
        }
        if (more && dice.below(3) > 0) {
            actions.add("goto_table:" + later());
        }
        return String.join(",", actions);
    }

    /** Actions of a group's bucket: nobody knows what the packet will be. */
    List<String> bucket(List<Integer> laterGroups) {
        shape = Shape.ANY;
        List<String> actions = new ArrayList<>();
        if (dice.oneIn(3)) {
            WritableField field = WritableField.drawAny(dice);
            actions.add(field.name().startsWith("vlan_") ? pushTag("0x88a8") : setField(field));
        }
        if (dice.oneIn(8)) {
            actions.add(dice.of("dec_ttl", pushTag("0x8100"), "set_queue:1"));
        }
        actions.add(!laterGroups.isEmpty() && dice.oneIn(4) ? "group:" + dice.of(laterGroups) : output());
        return actions;
    }

    private List<String> list(int count) {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(dice.oneIn(3) ? send() : change());
        }
        return actions;
    }

    private String later() {
        return Integer.toString(table + 1 + dice.below(lastTable - table));
    }

    /** What makes the packet leave, or look further. */
    private String send() {
        boolean more = table < lastTable;
        return switch (dice.below(16)) {
            case 0 -> "in_port";
            case 1 -> dice.of("flood", "all");
            case 2 ->
                dice.of(
                        "controller",
                        "controller:64",
                        "controller(max_len=30,reason=no_match)",
                        "controller(id=0,reason=invalid_ttl)");
            case 3 -> "output(port=%d,max_len=%d)".formatted(dice.port(), dice.of(14, 60, 61, 100, 1500));
            case 4, 5 -> more ? "resubmit(,%s)".formatted(later()) : output();
            case 6 -> more ? "resubmit(%s,%s)".formatted(dice.of("1", "2", "in_port"), later()) : output();
            case 7, 8 -> groups.isEmpty() ? output() : "group:" + dice.of(groups);
            case 9 -> traits.normal() ? "normal" : output();
            case 10 -> "output:reg%d[%s]".formatted(dice.below(4), dice.of("0..1", "0..15", "0..2"));
            default -> output();
        };
    }

    private String output() {
        return "output:" + dice.port();
    }

    /** What changes the packet, or what is known about it. */
    private String change() {
        return switch (dice.below(22)) {
            case 0, 1, 2 -> setField(WritableField.draw(dice, shape));
            case 3, 4 -> load(WritableField.draw(dice, shape));
            case 5, 6 -> move();
            case 7 ->
                "%s:%s"
                        .formatted(
                                dice.of("push", "pop"),
                                slice(WritableField.draw(dice, shape)).text());
            case 8, 9 -> vlan();
            case 10, 11 -> labels();
            case 12 -> ttl();
            case 13 -> oldStyle();
            case 14 -> nested();
            case 15 -> dice.of("set_queue:1", "pop_queue", "note:01.02.03");
            case 16 -> load(WritableField.draw(dice, shape));
            case 17 -> balance();
            case 18 -> traits.learn() && table < lastTable ? learn() : setField(WritableField.draw(dice, shape));
            case 19 -> traits.ct() && shape.l3().ip() ? ct() : load(WritableField.draw(dice, shape));
            case 20 -> traits.ct() ? "ct_clear" : "set_tunnel:0x%x".formatted(dice.below(16));
            default -> dice.oneIn(4) ? "exit" : setField(WritableField.draw(dice, shape));
        };
    }

    private BigInteger value(int bits) {
        return dice.oneIn(2) ? BigInteger.valueOf(dice.below(1 << Math.min(bits, 3))) : dice.bits(bits);
    }

    private String setField(WritableField field) {
        BigInteger value = worldly(field);
        if (field.maskable() && !field.name().equals("vlan_tci") && dice.oneIn(3)) {
            BigInteger any = dice.bits(field.bits());
            BigInteger mask = field.form() == Term.Form.IP6 ? Term.readable(any) : any;
            return "set_field:%s/%s->%s".formatted(write(field, value.and(mask)), write(field, mask), field.name());
        }
        return field.name().equals("vlan_tci")
                ? load(field)
                : "set_field:%s->%s".formatted(write(field, value), field.name());
    }

    /** A value that other entries may match. */
    private BigInteger worldly(WritableField field) {
        return switch (field.form()) {
            case MAC -> Term.mac("", dice.mac()).value();
            case IP4 -> Term.ip("", dice.ip4()).value();
            case IP6 -> Term.ip("", dice.ip6()).value();
            case NUMBER, FRAGMENT ->
                field.bits() == 16 && field.name().endsWith("t")
                        ? BigInteger.valueOf(dice.l4port())
                        : value(field.bits());
        };
    }

    private static String write(WritableField field, BigInteger value) {
        return Term.write(field.form(), field.bits(), value);
    }

    /** Some bits of a field. */
    private record Slice(String name, int from, int count) {
        String text() {
            return "%s[%d..%d]".formatted(name, from, from + count - 1);
        }
    }

    private Slice slice(WritableField field) {
        int count = dice.oneIn(2) ? field.bits() : 1 + dice.below(field.bits());
        return new Slice(field.name(), dice.below(field.bits() - count + 1), count);
    }

    private String load(WritableField field) {
        Slice slice = slice(field);
        int count = Math.min(slice.count(), 64);
        return "load:0x%s->%s"
                .formatted(value(count).toString(16), new Slice(slice.name(), slice.from(), count).text());
    }

    private String move() {
        WritableField from = WritableField.draw(dice, shape);
        WritableField to = WritableField.draw(dice, shape);
        int count = 1 + dice.below(Math.min(from.bits(), to.bits()));
        count = dice.oneIn(2) ? Math.min(from.bits(), to.bits()) : count;
        return "move:%s->%s"
                .formatted(
                        new Slice(from.name(), dice.below(from.bits() - count + 1), count).text(),
                        new Slice(to.name(), dice.below(to.bits() - count + 1), count).text());
    }

    private String vlan() {
        if (shape.tagged() && dice.oneIn(2)) {
            shape = shape.withTag(false);
            return dice.of("pop_vlan", "strip_vlan");
        }
        if (!shape.tagged() && dice.oneIn(3)) {
            shape = shape.withTag(true); // ovs-ofctl makes a push of the first of them: a tag starts as in pushTag
            return "mod_vlan_vid:%d,mod_vlan_pcp:%d".formatted(dice.vid(), dice.below(8));
        }
        shape = shape.withTag(true);
        return pushTag(dice.of("0x8100", "0x88a8"));
    }

    /** With its contents: what it starts with is a known difference, as is the first label for IPv6. */
    private String pushTag(String type) {
        return "push_vlan:%s,set_field:0x%x->vlan_vid,set_field:%d->vlan_pcp"
                .formatted(type, 0x1000 | dice.vid(), dice.below(8));
    }

    private String pushLabel(String type) {
        return "push_mpls:%s,set_field:%d->mpls_label".formatted(type, dice.of(16, 17, 99));
    }

    private String labels() {
        if (shape.l3() == L3.MPLS) {
            if (dice.oneIn(2)) {
                boolean more = dice.oneIn(3);
                shape = shape.as(more ? L3.MPLS : L3.IP4);
                return more ? "pop_mpls:0x8847" : "pop_mpls:0x0800";
            }
            return dice.of("dec_mpls_ttl", "set_mpls_ttl:9", "set_mpls_label:77", "set_mpls_tc:5");
        }
        if (shape.l3() == L3.ANY) {
            return setField(WritableField.draw(dice, shape));
        }
        shape = shape.as(L3.MPLS);
        return pushLabel(dice.of("0x8847", "0x8847", "0x8848"));
    }

    private String ttl() {
        if (!shape.l3().ip()) {
            return setField(WritableField.draw(dice, shape));
        }
        return dice.of("dec_ttl", "dec_ttl", "dec_ttl(0)", "dec_ttl(1,2)", "mod_nw_ttl:%d".formatted(dice.ttl()));
    }

    private String oldStyle() {
        List<String> choices = new ArrayList<>(List.of("mod_dl_src:" + dice.mac(), "mod_dl_dst:" + dice.mac()));
        if (shape.l3() == L3.IP4) {
            choices.add("mod_nw_src:" + dice.ip4());
            choices.add("mod_nw_dst:" + dice.ip4());
        }
        if (shape.l3().ip()) {
            choices.add("mod_nw_tos:" + dice.of(0, 32, 252));
            choices.add("mod_nw_ecn:" + dice.below(4));
        }
        if (shape.l4() == L4.TCP || shape.l4() == L4.UDP) {
            choices.add("mod_tp_src:" + dice.l4port());
            choices.add("mod_tp_dst:" + dice.l4port());
        }
        return dice.of(choices);
    }

    /** A copy of the packet goes its own way. */
    private String nested() {
        if (nesting == MAX_NESTING) {
            return output();
        }
        Shape before = shape;
        nesting++;
        String inner = String.join(",", list(dice.of(1, 2, 3)));
        nesting--;
        shape = before;
        return "clone(%s)".formatted(inner);
    }

    /** Choices by hash, with one choice only: how a hash is worked out is a switch's own affair. */
    private String balance() {
        String fields = dice.of("eth_src", "symmetric_l4", "symmetric_l3l4", "nw_src");
        String which = dice.of("modulo_n", "hash_threshold", "hrw", "iter_hash");
        return switch (dice.below(4)) {
            case 0 -> "multipath(%s,50,%s,1,0,reg%d[0..7])".formatted(fields, which, dice.below(4));
            case 1 -> "bundle(%s,7,active_backup,ofport,members:%d,%d)".formatted(fields, dice.port(), dice.port());
            case 2 -> "bundle(%s,7,hrw,ofport,members:%d)".formatted(fields, dice.port());
            default ->
                "bundle_load(%s,7,active_backup,ofport,reg%d[0..15],members:%d,%d)"
                        .formatted(fields, dice.below(4), dice.port(), dice.port());
        };
    }

    private String learn() {
        int target = table + 1 + dice.below(lastTable - table);
        List<String> parts = new ArrayList<>(List.of("table=" + target, "priority=" + dice.of(50, 500, 5000)));
        if (dice.oneIn(3)) {
            parts.add("cookie=0x%x".formatted(0x900 + dice.below(4)));
        }
        parts.add(dice.of(
                "NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]",
                "NXM_OF_ETH_SRC[]",
                "NXM_OF_IN_PORT[]",
                "eth_type=0x800",
                "NXM_OF_VLAN_TCI[0..11]"));
        if (shape.l3() == L3.IP4 && dice.oneIn(2)) {
            parts.add("eth_type=0x800");
            parts.add(dice.of("nw_src=10.0.0.1", "NXM_OF_IP_DST[]=NXM_OF_IP_SRC[]", "NXM_OF_IP_SRC[]"));
        }
        parts.add(dice.of(
                "output:NXM_OF_IN_PORT[]",
                "load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]",
                "load:0x7->NXM_NX_REG1[4..7]",
                "load:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]"));
        if (dice.oneIn(4)) {
            parts.add("limit=2,result_dst=reg3[0]");
        }
        List<String> unique = parts.stream().distinct().toList();
        return "learn(%s)".formatted(String.join(",", unique));
    }

    private String ct() {
        List<String> parts = new ArrayList<>();
        boolean commit = dice.oneIn(2);
        if (commit) {
            parts.add(dice.oneIn(6) ? "commit,force" : "commit");
        }
        if (dice.below(3) > 0) {
            parts.add("zone=" + dice.of(0, 1, 7));
        }
        if (table < lastTable && dice.below(4) > 0) {
            parts.add("table=" + later());
        }
        if (dice.oneIn(4)) {
            parts.add(nat(commit));
        }
        if (commit && dice.oneIn(3)) {
            parts.add("exec(%s)"
                    .formatted(dice.of(
                            "set_field:0x%x->ct_mark".formatted(dice.below(4)),
                            "load:0x3->ct_label[2..5]",
                            "set_field:0x1/0x1->ct_label")));
        }
        return "ct(%s)".formatted(String.join(",", parts));
    }

    private String nat(boolean commit) {
        if (!commit) {
            return "nat";
        }
        boolean four = shape.l3() == L3.IP4;
        return "nat(%s=%s%s)"
                .formatted(
                        dice.of("src", "dst"),
                        four ? dice.of("10.9.0.1", "10.9.0.2") : dice.of("fd09::1", "fd09::2"),
                        four && shape.l4().ports() && dice.oneIn(2) ? ":5000" : "");
    }

    private List<String> writeList() {
        List<String> actions = new ArrayList<>();
        if (dice.oneIn(3)) {
            WritableField field = WritableField.draw(dice, shape);
            if (!field.name().equals("vlan_tci")) {
                actions.add("set_field:%s->%s".formatted(write(field, worldly(field)), field.name()));
            }
        }
        if (shape.l3().ip() && dice.oneIn(3)) {
            actions.add("dec_ttl");
        }
        if (dice.oneIn(6)) {
            actions.add(pushTag("0x8100"));
        }
        if (dice.oneIn(6) && shape.l3().ip()) {
            actions.add(pushLabel("0x8847"));
        }
        if (dice.oneIn(6)) {
            actions.add("set_queue:1");
        }
        if (dice.below(4) > 0) {
            actions.add(groups.isEmpty() || dice.oneIn(2) ? output() : "group:" + dice.of(groups));
        }
        return actions.isEmpty() ? List.of(output()) : actions;
    }
}
