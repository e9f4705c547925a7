package org.mirach.vswitch.fastpath.flowcache;

import java.util.Arrays;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The cached flows of one mask: a hash table with open addressing over the words that the mask names, and no others.
 *
 * <p>Entries are dense: entry {@code e} has its masked words at {@code words[e * width]}; a slot of the table holds the
 * entry's hash (high half) and {@code e + 1} (low half), so a probe that finds another hash touches nothing else.
 * Removing moves the last entry into the gap, and closes the probe chain by shifting back.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Invariant:</b> at most half of the slots are taken.
 */
final class MaskTable {
    private static final int FIRST_SLOTS = 16;
    private static final long[] MULTIPLIERS = multipliers();

    final FlowMask mask;
    private final int width;
    private final int[] wordIndex;
    private final long[] wordMask;
    private long[] words;
    private int[] flowOf;
    private long[] slots = new long[FIRST_SLOTS];
    private int count;

    /** Packets found here lately; halved from time to time by the cache. */
    int recentHits;

    MaskTable(FlowMask mask) {
        this.mask = mask;
        int[] index = new int[KeyLayout.PACKET_WORDS];
        int n = 0;
        for (int i = 0; i < KeyLayout.PACKET_WORDS; i++) {
            if (mask.word(i) != 0) {
                index[n++] = i;
            }
        }
        width = n;
        wordIndex = Arrays.copyOf(index, n);
        wordMask = new long[n];
        for (int i = 0; i < n; i++) {
            wordMask[i] = mask.word(wordIndex[i]);
        }
        words = new long[FIRST_SLOTS / 2 * width];
        flowOf = new int[FIRST_SLOTS / 2];
    }

    /**
     * Odd constants, one per word: the sum of the products is a hash whose steps do not wait for each other. They
     * differ from process to process, so that nobody can send packets that all fall on one slot.
     */
    private static long[] multipliers() {
        long[] result = new long[KeyLayout.PACKET_WORDS];
        long state = System.nanoTime() ^ ProcessHandle.current().pid() << 32 ^ System.currentTimeMillis();
        for (int i = 0; i < result.length; i++) {
            state = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L + 0x9e3779b97f4a7c15L;
            result[i] = state | 1;
        }
        return result;
    }

    int count() {
        return count;
    }

    int width() {
        return width;
    }

    /** Flow index of an entry that the packet matches, or -1. */
    int find(long[] key, int base) {
        long sum = 0;
        for (int i = 0; i < width; i++) {
            sum += (key[base + wordIndex[i]] & wordMask[i]) * MULTIPLIERS[i];
        }
        int hash = mix(sum);
        int last = slots.length - 1;
        for (int at = hash & last; slots[at] != 0; at = at + 1 & last) {
            if ((int) (slots[at] >>> 32) == hash) {
                int entry = (int) slots[at] - 1;
                if (matches(entry, key, base)) {
                    return flowOf[entry];
                }
            }
        }
        return -1;
    }

    /** Reads the entry, so that it is near when it is compared. */
    long touch(int entry) {
        return width == 0 ? 0 : words[entry * width];
    }

    /** Whether the packet, under the mask, equals the entry. */
    boolean matches(int entry, long[] key, int base) {
        int at = entry * width;
        for (int i = 0; i < width; i++) {
            if ((key[base + wordIndex[i]] & wordMask[i]) != words[at + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the entry has this key. */
    boolean hasKey(int entry, FlowKey key) {
        for (int i = 0; i < width; i++) {
            if ((key.word(wordIndex[i]) & wordMask[i]) != words[entry * width + i]) {
                return false;
            }
        }
        return true;
    }

    /** Adds a flow; returns its entry. */
    int add(int flowIndex, FlowKey key) {
        if ((count + 1) * 2 > slots.length) {
            grow();
        }
        int entry = count++;
        for (int i = 0; i < width; i++) {
            words[entry * width + i] = key.word(wordIndex[i]) & wordMask[i];
        }
        flowOf[entry] = flowIndex;
        place(hashOf(entry), entry);
        return entry;
    }

    /** Removes an entry; returns the flow index of the entry that took its number, or -1 where it was the last. */
    int remove(int entry) {
        closeSlot(slotOf(entry));
        int moved = --count;
        if (moved == entry) {
            return -1;
        }
        int slot = slotOf(moved);
        System.arraycopy(words, moved * width, words, entry * width, width);
        flowOf[entry] = flowOf[moved];
        slots[slot] = slots[slot] & 0xffffffff00000000L | entry + 1;
        return flowOf[entry];
    }

    private int slotOf(int entry) {
        int last = slots.length - 1;
        int at = hashOf(entry) & last;
        while ((int) slots[at] != entry + 1) {
            at = at + 1 & last;
        }
        return at;
    }

    private void closeSlot(int gap) {
        int last = slots.length - 1;
        int hole = gap;
        for (int at = hole + 1 & last; slots[at] != 0; at = at + 1 & last) {
            int home = (int) (slots[at] >>> 32) & last;
            if ((at - home & last) >= (at - hole & last)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = 0;
    }

    private void grow() {
        slots = new long[slots.length * 2];
        words = Arrays.copyOf(words, slots.length / 2 * width);
        flowOf = Arrays.copyOf(flowOf, slots.length / 2);
        for (int entry = 0; entry < count; entry++) {
            place(hashOf(entry), entry);
        }
    }

    private void place(int hash, int entry) {
        int last = slots.length - 1;
        int at = hash & last;
        while (slots[at] != 0) {
            at = at + 1 & last;
        }
        slots[at] = (long) hash << 32 | entry + 1;
    }

    private int hashOf(int entry) {
        long sum = 0;
        for (int i = 0; i < width; i++) {
            sum += words[entry * width + i] * MULTIPLIERS[i];
        }
        return mix(sum);
    }

    private static int mix(long sum) {
        long h = (sum ^ sum >>> 32) * 0xd6e8feb86659fd93L;
        return (int) (h >>> 32);
    }
}
