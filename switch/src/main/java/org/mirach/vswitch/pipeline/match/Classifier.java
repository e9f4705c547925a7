package org.mirach.vswitch.pipeline.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * Finds the entry of highest priority that matches a packet, and says which bits of the packet that took.
 *
 * <p><b>What:</b> tuple space search (Srinivasan, Suri, Varghese, SIGCOMM 1999). Entries with the same mask share a
 * {@link Subtable}, one hash lookup each; subtables are tried by falling highest priority, until none can win any more. A
 * subtable is searched in stages, as in Open vSwitch, so that a packet of which no entry has the Ethernet type, say, is not
 * looked at beyond it; tries of address and port prefixes keep the bits few that show that a subtable has no match.
 *
 * <p><b>Invariants:</b> the masks of the subtables tried are all that a result depends on: another packet that agrees on
 * those bits gets the same result. The published order never understates a subtable's highest priority.
 *
 * <p><b>Threads:</b> the agent thread writes; any thread calls {@link #lookup} inside a {@code PipelineReader}.
 */
@RunsOn(Role.AGENT)
public final class Classifier {
    /** Marks a slot that held an entry; never visible, matches nothing. */
    private static final FlowEntry TOMBSTONE = FlowEntry.create(
            new FlowEntry.Rule(
                    0,
                    0,
                    new MaskedKey(MaskShape.of(new long[KeyLayout.WORDS]), new long[0]),
                    List.of(),
                    0,
                    0,
                    0,
                    0,
                    0),
            0,
            Long.MAX_VALUE);

    private final Map<MaskShape, Subtable> byShape = new HashMap<>();
    /** In no order that matters but one: subtables of the same highest priority stay in it. */
    private final List<Subtable> subtables = new ArrayList<>();

    private final TrieField[] trieFields;
    /** The agent thread's; readers take those of the {@link Order}. */
    private PrefixTrie[] tries;

    private int linked;
    private volatile Order order;

    /** Subtables by falling highest priority, as it was when this was made, and the tries of their entries. */
    private record Order(Subtable[] subtables, int[] maxPriority, PrefixTrie[] tries) {}

    /** Keeps tries of the fields that Open vSwitch keeps them of. */
    public Classifier() {
        this(TrieField.DEFAULT);
    }

    Classifier(List<TrieField> prefixFields) {
        trieFields = prefixFields.toArray(TrieField[]::new);
        clear();
    }

    private void clear() {
        byShape.clear();
        subtables.clear();
        tries = new PrefixTrie[trieFields.length];
        Arrays.setAll(tries, i -> new PrefixTrie());
        linked = 0;
        publishOrder();
    }

    /**
     * The visible entry of highest priority that matches, or null. Entries with conjunction actions are never found: what is
     * found in their place is the entry that matches the id of a complete conjunction.
     *
     * @param key {@code KeyLayout.WORDS} words; its conj_id is set while the id of a conjunction is looked up
     * @param lookedAt masks of the subtables tried are or-ed in, as far as their stages were gone through
     */
    @RunsOn(Role.ANY)
    public FlowEntry lookup(long version, long[] key, long[] lookedAt) {
        return lookup(version, key, lookedAt, true);
    }

    @RunsOn(Role.ANY)
    private FlowEntry lookup(long version, long[] key, long[] lookedAt, boolean conjunctions) {
        Order current = order;
        TrieSearch search = new TrieSearch(trieFields, current.tries, key);
        SoftMatches soft = null;
        FlowEntry best = null;
        for (int i = 0; i < current.subtables.length; i++) {
            if (best != null && best.priority() >= current.maxPriority[i]) {
                break;
            }
            FlowEntry found = current.subtables[i].find(version, key, lookedAt, search);
            if (found == null || best != null && found.priority() <= best.priority()) {
                continue;
            }
            if (!found.conjunctive()) {
                best = found;
            } else if (conjunctions) {
                soft = soft == null ? new SoftMatches(version) : soft;
                soft.add(found);
            }
        }
        return soft == null ? best : soft.resolve(best, id -> lookupConjunction(version, key, lookedAt, id));
    }

    @RunsOn(Role.ANY)
    private FlowEntry lookupConjunction(long version, long[] key, long[] lookedAt, int id) {
        long before = key[KeyLayout.W_ACTSET_CONJ];
        key[KeyLayout.W_ACTSET_CONJ] = before & -1L << 32 | id & 0xffff_ffffL;
        try {
            return lookup(version, key, lookedAt, false);
        } finally {
            key[KeyLayout.W_ACTSET_CONJ] = before;
        }
    }

    /** The entry with exactly this mask, key and priority, or null. */
    public FlowEntry findExact(long version, MaskedKey key, int priority) {
        Subtable subtable = byShape.get(key.shape());
        return subtable == null ? null : subtable.findExact(version, key.key(), priority);
    }

    /** Likewise, for any thread: it looks through the published subtables. */
    @RunsOn(Role.ANY)
    public FlowEntry find(long version, MaskedKey key, int priority) {
        for (Subtable subtable : order.subtables) {
            if (subtable.shape.equals(key.shape())) {
                return subtable.findExact(version, key.key(), priority);
            }
        }
        return null;
    }

    /** The same key, with the shape object that entries here already share. */
    public MaskedKey share(MaskedKey key) {
        Subtable subtable = byShape.get(key.shape());
        return subtable == null ? key : new MaskedKey(subtable.shape, key.key());
    }

    public void insert(FlowEntry entry) {
        MaskShape shape = entry.key().shape();
        Subtable subtable = byShape.get(shape);
        if (subtable == null) {
            subtable = new Subtable(shape, TOMBSTONE, trieFields);
            byShape.put(shape, subtable);
            subtables.add(subtable);
        }
        linked++;
        int before = subtable.maxPriority();
        if (subtable.insert(entry)) {
            for (int i = 0; i < tries.length; i++) {
                if (subtable.prefixLength(i) != 0) {
                    tries[i].insert(
                            trieFields[i].hi(entry.key()), trieFields[i].lo(entry.key()), subtable.prefixLength(i));
                }
            }
        }
        if (subtable.maxPriority() != before) {
            publishOrder();
        }
    }

    /** Unlinks entries that no reader can see any more. */
    public void removeAll(List<FlowEntry> entries) {
        if (entries.size() == linked) { // nobody sees any of them: no need to take them apart one by one
            clear();
            return;
        }
        linked -= entries.size();
        boolean changed = false;
        for (FlowEntry entry : entries) {
            Subtable subtable = byShape.get(entry.key().shape());
            int before = subtable.maxPriority();
            if (subtable.remove(entry)) {
                removePrefixes(subtable, entry);
            }
            if (subtable.isEmpty()) {
                byShape.remove(subtable.shape);
                subtables.set(subtables.indexOf(subtable), subtables.getLast());
                subtables.removeLast();
            }
            changed |= subtable.maxPriority() != before;
        }
        if (changed) {
            publishOrder();
        }
    }

    private void removePrefixes(Subtable subtable, FlowEntry entry) {
        for (int i = 0; i < tries.length; i++) {
            if (subtable.prefixLength(i) != 0) {
                tries[i].remove(trieFields[i].hi(entry.key()), trieFields[i].lo(entry.key()), subtable.prefixLength(i));
            }
        }
    }

    /** Visits every entry that is visible at {@code version}. Agent thread. */
    public void forEach(long version, Consumer<FlowEntry> visitor) {
        for (Subtable subtable : byShape.values()) {
            subtable.forEach(entry -> {
                if (entry.visible(version)) {
                    visitor.accept(entry);
                }
            });
        }
    }

    /** Whether some visible entry satisfies {@code wanted}. Agent thread. */
    public boolean any(long version, Predicate<FlowEntry> wanted) {
        for (Subtable subtable : byShape.values()) {
            if (subtable.any(entry -> entry.visible(version) && wanted.test(entry))) {
                return true;
            }
        }
        return false;
    }

    /** Visits every visible entry whose match is {@code filter} or narrower. Agent thread. */
    public void forEachCovered(long version, MaskedKey filter, Consumer<FlowEntry> visitor) {
        for (Subtable subtable : byShape.values()) {
            if (filter.shape().subsetOf(subtable.shape)) {
                subtable.forEach(entry -> {
                    if (entry.visible(version) && filter.covers(entry.key())) {
                        visitor.accept(entry);
                    }
                });
            }
        }
    }

    private void publishOrder() {
        subtables.sort(Comparator.comparingInt(Subtable::maxPriority).reversed());
        order = new Order(
                subtables.toArray(Subtable[]::new),
                subtables.stream().mapToInt(Subtable::maxPriority).toArray(),
                tries);
    }
}
