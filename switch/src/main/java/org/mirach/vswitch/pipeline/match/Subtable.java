package org.mirach.vswitch.pipeline.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * All entries of one mask: a hash table with linear probing, whose slots hold, for each key, the list of its entries by
 * falling priority.
 *
 * <p><b>Why this way:</b> a slot is one reference, so that adding and removing are one store that readers see or do not
 * see; a grown table is a copy. Entries stay linked until no reader's version can see them, so a reader on the old copy
 * misses only what it may not see anyway.
 *
 * <p><b>Threads:</b> the agent thread writes; any thread calls {@link #find} and {@link #findExact}.
 */
@RunsOn(Role.AGENT)
final class Subtable {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(FlowEntry[].class);
    private static final int MIN_SLOTS = 4;
    private static final int PORTS_SHIFT = 32;

    final MaskShape shape;
    private final FlowEntry tombstone;
    /** Hashes of the keys up to each stage but the last. */
    private final HashCounts[] stages;
    /** By trie of the classifier: length of the mask's prefix on its field, or 0. */
    private final int[] prefixLength;
    /** By trie of the classifier: the stage that looks at its field. */
    private final int[] prefixStage;
    /** The transport ports that the mask looks at, in the high 32 bits, and their values as prefixes; else null. */
    private final PrefixTrie portTrie;

    private final long portMask;
    private final int portLength;

    private volatile FlowEntry[] slots = new FlowEntry[MIN_SLOTS];
    private int keyCount;
    private int tombstoneCount;
    private int entryCount;
    private int maxPriority = Integer.MIN_VALUE;
    private int maxPriorityCount;

    /** @param fields those that the classifier keeps tries of */
    Subtable(MaskShape shape, FlowEntry tombstone, TrieField[] fields) {
        this.shape = shape;
        this.tombstone = tombstone;
        stages = new HashCounts[shape.earlyStages()];
        Arrays.setAll(stages, i -> new HashCounts());
        long[] mask = new long[KeyLayout.WORDS];
        shape.addTo(mask);
        prefixLength = new int[fields.length];
        prefixStage = new int[fields.length];
        for (int i = 0; i < fields.length; i++) {
            prefixLength[i] = fields[i].prefixLength(mask);
            prefixStage[i] = shape.stageOf(fields[i].word());
        }
        portMask = mask[KeyLayout.W_L4] & -1L << PORTS_SHIFT;
        portLength = portMask == 0 ? 0 : Long.SIZE - Long.numberOfTrailingZeros(portMask);
        portTrie = portMask == 0 ? null : new PrefixTrie();
    }

    /** Length of the mask's prefix on the field of trie {@code i}, or 0. */
    int prefixLength(int i) {
        return prefixLength[i];
    }

    boolean isEmpty() {
        return entryCount == 0;
    }

    int maxPriority() {
        return maxPriority;
    }

    /**
     * The first entry that matches {@code key} and is visible, or null.
     *
     * @param lookedAt the mask is or-ed in; where an early stage or a trie already tells that nothing matches, only as much
     *     as told it
     */
    @RunsOn(Role.ANY)
    FlowEntry find(long version, long[] key, long[] lookedAt, TrieSearch tries) {
        long h = 0;
        int from = 0;
        for (int stage = 0; stage < stages.length; stage++) {
            if (excluded(stage, tries, lookedAt)) {
                shape.look(lookedAt, from);
                return null;
            }
            int to = shape.stageEnd(stage);
            h = shape.hashOn(h, key, from, to);
            if (!stages[stage].contains(MaskShape.finish(h))) {
                shape.look(lookedAt, to);
                return null;
            }
            from = to;
        }
        if (excluded(stages.length, tries, lookedAt)) {
            shape.look(lookedAt, from);
            return null;
        }
        FlowEntry found = probe(version, key, MaskShape.finish(shape.hashOn(h, key, from, shape.size())));
        if (found == null && portTrie != null && portsDiffer(key, lookedAt)) {
            shape.look(lookedAt, from);
        } else {
            shape.addTo(lookedAt);
        }
        return found;
    }

    @RunsOn(Role.ANY)
    private boolean excluded(int stage, TrieSearch tries, long[] lookedAt) {
        for (int i = 0; i < prefixLength.length; i++) {
            if (prefixLength[i] != 0 && prefixStage[i] == stage && tries.excludes(i, prefixLength[i], lookedAt)) {
                return true;
            }
        }
        return false;
    }

    /** Whether no entry has the packet's ports; then the bits that show it count as looked at. */
    @RunsOn(Role.ANY)
    private boolean portsDiffer(long[] key, long[] lookedAt) {
        PrefixTrie.Result result = portTrie.lookup(key[KeyLayout.W_L4] & portMask, 0, portLength);
        if (result.mayMatch(portLength)) {
            return false;
        }
        lookedAt[KeyLayout.W_L4] |= portMask & (result.bitCount == 0 ? 0 : -1L << Long.SIZE - result.bitCount);
        return true;
    }

    private FlowEntry probe(long version, long[] key, int hash) {
        FlowEntry[] table = slots;
        int last = table.length - 1;
        for (int i = hash & last; ; i = i + 1 & last) {
            FlowEntry head = (FlowEntry) SLOT.getAcquire(table, i); // pairs with the releases of put()
            if (head == null) {
                return null;
            }
            if (head != tombstone && shape.matches(key, head.key().key())) {
                return firstVisible(head, version);
            }
        }
    }

    private static FlowEntry firstVisible(FlowEntry head, long version) {
        for (FlowEntry entry = head; entry != null; entry = entry.next()) {
            if (entry.visible(version)) {
                return entry;
            }
        }
        return null;
    }

    /** The entry with exactly this key and priority, or null. */
    @RunsOn(Role.ANY)
    FlowEntry findExact(long version, long[] compact, int priority) {
        FlowEntry[] table = slots;
        int last = table.length - 1;
        for (int i = hash(compact) & last; ; i = i + 1 & last) {
            FlowEntry head = (FlowEntry) SLOT.getAcquire(table, i); // pairs with the releases of put()
            if (head == null) {
                return null;
            }
            if (head != tombstone && Arrays.equals(head.key().key(), compact)) {
                return firstVisible(head, version, priority);
            }
        }
    }

    private static FlowEntry firstVisible(FlowEntry head, long version, int priority) {
        for (FlowEntry entry = head; entry != null; entry = entry.next()) {
            if (entry.priority() == priority && entry.visible(version)) {
                return entry;
            }
        }
        return null;
    }

    /** @return whether no entry had its key before */
    boolean insert(FlowEntry entry) {
        for (int stage = 0; stage < stages.length; stage++) {
            stages[stage].add(shape.hashCompact(entry.key().key(), shape.stageEnd(stage)));
        }
        int slot = slotOf(entry.key().key());
        if (slot < 0) {
            if (portTrie != null) {
                portTrie.insert(ports(entry), 0, portLength);
            }
            makeRoom();
            put(slots, entry);
        } else {
            link(slot, entry);
        }
        entryCount++;
        if (entry.priority() > maxPriority) {
            maxPriority = entry.priority();
            maxPriorityCount = 1;
        } else if (entry.priority() == maxPriority) {
            maxPriorityCount++;
        }
        return slot < 0;
    }

    private static long ports(FlowEntry entry) {
        return entry.key().word(KeyLayout.W_L4) & -1L << PORTS_SHIFT;
    }

    /** Behind the entries of higher priority, in front of those of the same: they are about to be removed. */
    private void link(int slot, FlowEntry entry) {
        FlowEntry before = null;
        FlowEntry after = slots[slot];
        while (after != null && after.priority() > entry.priority()) {
            before = after;
            after = after.next();
        }
        entry.next(after);
        if (before == null) {
            SLOT.setRelease(slots, slot, entry);
        } else {
            before.next(entry);
        }
    }

    /** Unlinks an entry that no reader can see any more. @return whether no entry has its key now */
    boolean remove(FlowEntry entry) {
        int slot = slotOf(entry.key().key());
        FlowEntry head = slots[slot];
        boolean last = head == entry && entry.next() == null;
        if (head == entry) {
            if (last) {
                keyCount--;
                tombstoneCount++;
                if (portTrie != null) {
                    portTrie.remove(ports(entry), 0, portLength);
                }
            }
            SLOT.setRelease(slots, slot, entry.next() == null ? tombstone : entry.next());
        } else {
            while (head.next() != entry) {
                head = head.next();
            }
            head.next(entry.next());
        }
        for (int stage = 0; stage < stages.length; stage++) {
            stages[stage].remove(shape.hashCompact(entry.key().key(), shape.stageEnd(stage)));
        }
        entryCount--;
        if (entry.priority() == maxPriority && --maxPriorityCount == 0) {
            recountMaxPriority();
        }
        return last;
    }

    private void recountMaxPriority() {
        int max = Integer.MIN_VALUE;
        int count = 0;
        for (FlowEntry head : slots) {
            if (head == null || head == tombstone || head.priority() < max) {
                continue;
            }
            count = head.priority() == max ? count : 0;
            max = head.priority();
            for (FlowEntry entry = head; entry != null && entry.priority() == max; entry = entry.next()) {
                count++;
            }
        }
        maxPriority = max;
        maxPriorityCount = count;
    }

    void forEach(Consumer<FlowEntry> visitor) {
        for (FlowEntry head : slots) {
            if (head != tombstone) {
                for (FlowEntry entry = head; entry != null; entry = entry.next()) {
                    visitor.accept(entry);
                }
            }
        }
    }

    /** Whether some entry satisfies {@code wanted}. */
    boolean any(Predicate<FlowEntry> wanted) {
        for (FlowEntry head : slots) {
            if (head != tombstone) {
                for (FlowEntry entry = head; entry != null; entry = entry.next()) {
                    if (wanted.test(entry)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @RunsOn(Role.ANY)
    private int hash(long[] compact) {
        return shape.hashCompact(compact, compact.length);
    }

    private int slotOf(long[] compact) {
        FlowEntry[] table = slots;
        int last = table.length - 1;
        for (int i = hash(compact) & last; table[i] != null; i = i + 1 & last) {
            if (table[i] != tombstone && Arrays.equals(table[i].key().key(), compact)) {
                return i;
            }
        }
        return -1;
    }

    /** Keeps a third of the slots free, so that probes end. */
    private void makeRoom() {
        if (3 * (keyCount + tombstoneCount + 1) > 2 * slots.length) {
            int size = MIN_SLOTS;
            while (size < 2 * (keyCount + 1)) {
                size *= 2;
            }
            FlowEntry[] old = slots;
            FlowEntry[] grown = new FlowEntry[size];
            keyCount = 0;
            tombstoneCount = 0;
            for (FlowEntry head : old) {
                if (head != null && head != tombstone) {
                    put(grown, head);
                }
            }
            slots = grown;
        }
    }

    private void put(FlowEntry[] table, FlowEntry head) {
        int last = table.length - 1;
        int i = hash(head.key().key()) & last;
        while (table[i] != null && table[i] != tombstone) {
            i = i + 1 & last;
        }
        tombstoneCount -= table[i] == tombstone ? 1 : 0;
        keyCount++;
        SLOT.setRelease(table, i, head);
    }
}
