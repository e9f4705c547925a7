package org.mirach.vswitch.conntrack;

import java.util.Arrays;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker.Fragment;

/**
 * The fragments of one packet so far, in the order of their place in it.
 *
 * <p><b>Threads:</b> the engine's.
 */
final class FragmentList {
    /** What tells packets apart: addresses, identification, protocol (IPv4), zone, and where in the pipeline they are. */
    static final class Key {
        long srcHi;
        long srcLo;
        long dstHi;
        long dstLo;
        int id;
        int proto;
        int zone;
        int recircId;
        boolean ipv6;

        boolean same(Key other) {
            return id == other.id
                    && srcLo == other.srcLo
                    && dstLo == other.dstLo
                    && srcHi == other.srcHi
                    && dstHi == other.dstHi
                    && proto == other.proto
                    && zone == other.zone
                    && recircId == other.recircId
                    && ipv6 == other.ipv6;
        }

        int hash(long salt) {
            long hash = salt ^ id;
            hash = hash * 0x9e3779b97f4a7c15L ^ srcHi ^ dstHi;
            hash = hash * 0x9e3779b97f4a7c15L ^ srcLo;
            hash = hash * 0x9e3779b97f4a7c15L ^ dstLo;
            hash = hash * 0x9e3779b97f4a7c15L ^ (long) zone << 32 ^ recircId ^ (long) proto << 48;
            return (int) (hash * 0x9e3779b97f4a7c15L >>> 32);
        }

        Key copy() {
            Key copy = new Key();
            copy.srcHi = srcHi;
            copy.srcLo = srcLo;
            copy.dstHi = dstHi;
            copy.dstLo = dstLo;
            copy.id = id;
            copy.proto = proto;
            copy.zone = zone;
            copy.recircId = recircId;
            copy.ipv6 = ipv6;
            return copy;
        }
    }

    final Key key;
    final long expiresMs;
    /** Next with the same hash. */
    FragmentList nextInBucket;
    /** Next younger one. */
    FragmentList nextByAge;

    /** It was whole, but can't be put together: too long. */
    boolean failed;

    private Fragment[] fragments = new Fragment[4];
    private int[] starts = new int[4];
    private int[] ends = new int[4];
    /** Where in a fragment's bytes its share of the packet begins. */
    private int[] dataOffsets = new int[4];

    private int count;
    private boolean lastSeen;

    FragmentList(Key key, long expiresMs) {
        this.key = key;
        this.expiresMs = expiresMs;
    }

    int count() {
        return count;
    }

    Fragment at(int i) {
        return fragments[i];
    }

    int dataOffset(int i) {
        return dataOffsets[i];
    }

    int dataBytes(int i) {
        return ends[i] - starts[i];
    }

    /** Bytes behind the IP header of the whole packet. */
    int totalBytes() {
        return ends[count - 1];
    }

    /** Whether bytes {@code [start, end)} are here in part. */
    boolean overlaps(int start, int end) {
        for (int i = 0; i < count; i++) {
            if (start < ends[i] && starts[i] < end) {
                return true;
            }
        }
        return false;
    }

    void add(Fragment fragment, int start, int end, int dataOffset, boolean last) {
        if (count == fragments.length) {
            fragments = Arrays.copyOf(fragments, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            dataOffsets = Arrays.copyOf(dataOffsets, count * 2);
        }
        int at = count++;
        for (; at > 0 && starts[at - 1] > start; at--) {
            fragments[at] = fragments[at - 1];
            starts[at] = starts[at - 1];
            ends[at] = ends[at - 1];
            dataOffsets[at] = dataOffsets[at - 1];
        }
        fragments[at] = fragment;
        starts[at] = start;
        ends[at] = end;
        dataOffsets[at] = dataOffset;
        lastSeen |= last;
    }

    boolean isWhole() {
        if (!lastSeen || starts[0] != 0) {
            return false;
        }
        for (int i = 1; i < count; i++) {
            if (starts[i] != ends[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Links all of them, the first first, in front of {@code behind}. */
    Fragment chain(Fragment behind) {
        Fragment chain = behind;
        for (int i = count - 1; i >= 0; i--) {
            fragments[i].next = chain;
            chain = fragments[i];
        }
        return chain;
    }
}
