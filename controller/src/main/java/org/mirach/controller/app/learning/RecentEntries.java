package org.mirach.controller.app.learning;

import java.util.Arrays;

/**
 * Which entries were written in the last moments: a burst of packets that reaches the controller before the first one's
 * entry has reached the switch shall not write that entry once for each of them.
 *
 * <p>A table of hashes without lists: two entries that fall on one place only forget each other early.
 *
 * <p><b>Threads:</b> the switch's event loop.
 */
final class RecentEntries {
    private static final int PLACES = 1 << 12;
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final long recentNs;
    private final long[] hashes = new long[PLACES];
    private final long[] writtenNs = new long[PLACES];

    /** @param recentNs how long an entry counts as just written */
    RecentEntries(long recentNs) {
        this.recentNs = recentNs;
    }

    /** Whether the entry must be written now; it counts as written then. */
    boolean isDue(int inPort, int outPort, int vlanVid, long src, long dst, long nowNs) {
        long hash = mix(mix(mix(src) ^ dst) ^ ((long) inPort << 32 | outPort & 0xffff_ffffL)) ^ mix(vlanVid + 2L);
        int place = (int) (hash >>> 52);
        if (hashes[place] == hash && nowNs - writtenNs[place] < recentNs) {
            return false;
        }
        hashes[place] = hash;
        writtenNs[place] = nowNs;
        return true;
    }

    /** Entries were deleted: whatever comes must be written. */
    void forget() {
        Arrays.fill(hashes, 0);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * MIX;
        return (mixed ^ mixed >>> 29) * MIX;
    }
}
