package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.mirach.it.differential.Shape.L3;

/**
 * Draws a program: packets first, then entries that are likely to match them. Entries of one table have priorities of
 * their own: which of two equal ones wins is nobody's promise.
 *
 * <p><b>Threads:</b> the test's.
 */
final class ProgramMaker {
    private static final int PACKETS = 50;

    private final long seed;
    private final Dice dice;
    private final Traits traits;
    private final int lastTable;
    private final List<Packet> packets = new ArrayList<>();

    private ProgramMaker(long seed) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.traits = Traits.draw(dice);
        this.lastTable = dice.of(0, 1, 2, 3, 3, 4);
    }

    static Program draw(long seed) {
        return new ProgramMaker(seed).draw();
    }

    private Program draw() {
        PacketMaker maker = new PacketMaker(dice);
        for (int i = 0; i < PACKETS; i++) {
            packets.add(maker.draw());
        }
        int groupCount = dice.oneIn(2) ? 1 + dice.below(5) : 0;
        List<Integer> ids = IntStream.rangeClosed(1, groupCount).boxed().toList();
        ActionMaker actions = new ActionMaker(dice, traits, lastTable, ids);
        List<String> groups = new ArrayList<>();
        for (int id = groupCount; id >= 1; id--) { // a bucket may only name a group that there is
            groups.add(group(id, ids.subList(id, ids.size()), actions));
        }
        List<String> flows = new ArrayList<>();
        int count = 4 + dice.below(26);
        for (int i = 0; i < count; i++) {
            flows.addAll(entry(i, actions));
        }
        return new Program(seed, groups, flows, packets, traits.any());
    }

    private List<String> entry(int number, ActionMaker actions) {
        int table = dice.below(lastTable + 1);
        Packet packet = dice.of(packets);
        if (dice.oneIn(15)) {
            return conjunction(number, table, packet, actions);
        }
        StringBuilder match = new StringBuilder();
        Shape shape = match(packet, table, match);
        return List.of("table=%d,priority=%d,cookie=0x%x%s,actions=%s"
                .formatted(table, number * 10 + 1, number + 1, match, actions.draw(shape, table)));
    }

    /** Appends a match that the packet is likely to meet. */
    private Shape match(Packet packet, int table, StringBuilder match) {
        int depth = dice.below(4);
        Shape shape = Shape.ANY;
        Set<String> terms = new LinkedHashSet<>();
        if (depth > 0 && packet.shape().l3() != L3.ANY) {
            shape = depth == 1
                    ? Shape.ANY.as(packet.shape().l3())
                    : new Shape(packet.shape().l3(), packet.shape().l4(), false);
            match.append(',').append(shape.word());
            some(packet.network(), depth == 1 ? 2 : 4, terms);
        }
        if (depth >= 2 && shape.l4() != Shape.L4.ANY) {
            if (shape.l4() == Shape.L4.ND) { // its fields want type and code
                packet.transport().subList(0, 2).forEach(term -> terms.add(term.name() + "=" + term.value()));
                some(packet.transport().subList(2, packet.transport().size()), 2, terms);
            } else {
                some(packet.transport(), 2, terms);
            }
        }
        if (dice.oneIn(3)) {
            terms.add("in_port=" + (dice.oneIn(4) ? dice.port() : packet.port()));
        }
        boolean typed = shape.l3() != L3.ANY;
        some(
                packet.link().stream()
                        .filter(term -> !typed || !term.name().equals("dl_type"))
                        .toList(),
                typed ? 6 : 2,
                terms);
        some(state(table), 12, terms);
        List<String> kept = oneVlanForm(terms);
        kept.forEach(term -> match.append(',').append(term));
        return shape.withTag(kept.stream().anyMatch(ProgramMaker::demandsTag));
    }

    /** Registers and the like, which earlier tables may have set. */
    private List<Term> state(int table) {
        List<Term> terms = new ArrayList<>(List.of(
                Term.number("metadata", 64, dice.of(0, 0, 1, 0xff), true),
                Term.number("pkt_mark", 32, dice.below(4), true),
                Term.number("tun_id", 64, dice.below(8), true)));
        for (int i = 0; i < 4; i++) {
            terms.add(Term.number("reg" + i, 32, dice.of(0, 0, 1, 2, 7), true));
        }
        if (traits.ct() && table > 0) {
            terms.add(Term.number("ct_mark", 32, dice.below(4), true));
            terms.add(Term.number("ct_zone", 16, dice.of(0, 1, 7), false));
            terms.add(new Term("ct_state", 0, java.math.BigInteger.ZERO, Term.Form.NUMBER, false));
        }
        return terms;
    }

    private void some(List<Term> from, int oneIn, Set<String> to) {
        for (Term term : from) {
            if (dice.oneIn(oneIn)) {
                to.add(term.name().equals("ct_state") ? ctState() : term.draw(dice));
            }
        }
    }

    private String ctState() {
        return "ct_state="
                + dice.of("+trk", "-trk", "+trk+new", "+trk+est", "+trk+est+rpl", "+trk-new", "+trk+inv", "+trk+rel");
    }

    /** There are four ways to match a tag, and each wants to be alone. */
    private static List<String> oneVlanForm(Set<String> terms) {
        List<String> kept = new ArrayList<>();
        boolean seen = false;
        for (String term : terms) {
            boolean vlan = term.startsWith("vlan_") || term.startsWith("dl_vlan=");
            if (!vlan || !seen) {
                kept.add(term);
            }
            seen |= vlan;
        }
        boolean other = kept.stream().anyMatch(term -> term.startsWith("vlan_"));
        return kept.stream()
                .filter(term -> !other || !term.startsWith("dl_vlan"))
                .toList();
    }

    private static boolean demandsTag(String term) {
        return term.startsWith("dl_vlan=")
                || term.startsWith("dl_vlan_pcp=")
                || term.startsWith("vlan_vid=0x1") && !term.contains("/");
    }

    /** Two dimensions, some clauses each, and the entry that their meeting stands for. */
    private List<String> conjunction(int number, int table, Packet packet, ActionMaker actions) {
        List<String> flows = new ArrayList<>();
        int id = number + 1;
        int priority = number * 10 + 1;
        Term source = packet.link().getFirst();
        Set<String> sources = new LinkedHashSet<>(List.of("dl_src=" + source.write(source.value())));
        sources.add("dl_src=" + dice.mac());
        Set<String> ports = new LinkedHashSet<>(List.of("in_port=" + packet.port()));
        ports.add("in_port=" + dice.port());
        sources.forEach(each -> flows.add(clause(table, priority, id, each, 1)));
        ports.forEach(each -> flows.add(clause(table, priority, id, each, 2)));
        flows.add("table=%d,priority=%d,cookie=0x%x,conj_id=%d,actions=%s"
                .formatted(table, priority, id, id, actions.draw(Shape.ANY, table)));
        return flows;
    }

    private static String clause(int table, int priority, int id, String match, int dimension) {
        return "table=%d,priority=%d,cookie=0x%x,%s,actions=conjunction(%d,%d/2)"
                .formatted(table, priority, id, match, id, dimension);
    }

    private String group(int id, List<Integer> laterGroups, ActionMaker actions) {
        String type = dice.of("all", "indirect", "select", "fast_failover");
        int buckets = type.equals("indirect") ? 1 : 1 + dice.below(3);
        StringBuilder text = new StringBuilder("group_id=%d,type=%s".formatted(id, type));
        for (int i = 0; i < buckets; i++) {
            text.append(",bucket=");
            // Which bucket a hash picks is a switch's own affair, so only one of them can be picked.
            text.append(type.equals("select") ? "weight:%d,".formatted(i == 0 ? 1 : 0) : "");
            text.append(
                    type.equals("fast_failover") ? "watch_port:%d,".formatted(dice.oneIn(4) ? 77 : dice.port()) : "");
            text.append("actions=").append(String.join(",", actions.bucket(laterGroups)));
        }
        return text.toString();
    }
}
