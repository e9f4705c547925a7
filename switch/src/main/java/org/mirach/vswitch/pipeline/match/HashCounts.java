package org.mirach.vswitch.pipeline.match;

import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * A multiset of hashes: whether some entry of a subtable has this hash. Open addressing; a count of zero keeps its slot
 * until the table is rebuilt.
 *
 * <p><b>Invariant:</b> a reader finds every hash that was added before it started, and not removed since.
 *
 * <p><b>Threads:</b> the agent thread writes; any thread calls {@link #contains}.
 */
@RunsOn(Role.AGENT)
final class HashCounts {
    private static final int MIN_SLOTS = 4;

    private volatile Slots slots = new Slots(MIN_SLOTS);
    private int used;
    private int alive;

    /** Count 0 with hash 0 is an empty slot; hash 0 itself is stored as 1, which only costs a false "yes". */
    private record Slots(int[] hashes, int[] counts) {
        Slots(int size) {
            this(new int[size], new int[size]);
        }

        int find(int hash) {
            int last = hashes.length - 1;
            int i = hash & last;
            while (hashes[i] != 0 && hashes[i] != hash) {
                i = i + 1 & last;
            }
            return i;
        }
    }

    @RunsOn(Role.ANY)
    boolean contains(int hash) {
        Slots current = slots; // pairs with the volatile stores of add() and rebuild()
        return current.counts[current.find(nonZero(hash))] != 0;
    }

    void add(int hash) {
        int h = nonZero(hash);
        if (2 * (used + 1) > slots.hashes.length) {
            rebuild();
        }
        Slots current = slots;
        int i = current.find(h);
        if (current.hashes[i] == 0) {
            current.hashes[i] = h;
            used++;
        }
        alive += current.counts[i]++ == 0 ? 1 : 0;
        slots = current; // publishes the stores above
    }

    void remove(int hash) {
        Slots current = slots;
        alive -= --current.counts[current.find(nonZero(hash))] == 0 ? 1 : 0;
    }

    private void rebuild() {
        int size = MIN_SLOTS;
        while (size < 4 * (alive + 1)) {
            size *= 2;
        }
        Slots old = slots;
        Slots fresh = new Slots(size);
        used = 0;
        for (int i = 0; i < old.hashes.length; i++) {
            if (old.counts[i] != 0) {
                int at = fresh.find(old.hashes[i]);
                fresh.hashes[at] = old.hashes[i];
                fresh.counts[at] = old.counts[i];
                used++;
            }
        }
        slots = fresh;
    }

    private static int nonZero(int hash) {
        return hash == 0 ? 1 : hash;
    }
}
