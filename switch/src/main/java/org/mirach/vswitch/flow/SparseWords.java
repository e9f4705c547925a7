package org.mirach.vswitch.flow;

/**
 * The words of a key or mask without those that are zero: a bit of {@code map} for each word that is there, and those
 * words in order. Most packets have a dozen of the {@link KeyLayout#WORDS}, and a switch keeps a key and a mask for each
 * cached flow. Stateless.
 */
final class SparseWords {
    static {
        assert KeyLayout.WORDS <= Long.SIZE : "one long maps all words";
    }

    private SparseWords() {}

    static long map(long[] source, int base, int count) {
        long map = 0;
        for (int i = 0; i < count; i++) {
            if (source[base + i] != 0) {
                map |= 1L << i;
            }
        }
        return map;
    }

    static long[] pack(long map, long[] source, int base) {
        long[] words = new long[Long.bitCount(map)];
        int n = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            words[n++] = source[base + Long.numberOfTrailingZeros(rest)];
        }
        return words;
    }

    static long word(long map, long[] words, int index) {
        long bit = 1L << index;
        return (map & bit) == 0 ? 0 : words[Long.bitCount(map & bit - 1)];
    }

    /** All {@link KeyLayout#WORDS} of them. */
    static long[] unpack(long map, long[] words) {
        long[] all = new long[KeyLayout.WORDS];
        int n = 0;
        for (long rest = map; rest != 0; rest &= rest - 1) {
            all[Long.numberOfTrailingZeros(rest)] = words[n++];
        }
        return all;
    }
}
