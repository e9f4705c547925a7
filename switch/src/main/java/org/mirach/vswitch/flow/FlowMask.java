package org.mirach.vswitch.flow;

import java.util.Arrays;

/**
 * Which bits of a {@link FlowKey} were looked at (1) and which may be anything (0), kept without words that are zero.
 * Immutable; safe on any thread.
 *
 * <p>A cached flow is right for every packet that agrees with it under its mask, so a mask may name a bit too many
 * (costs cache entries) but never one too few (would be wrong).
 */
public final class FlowMask {
    /** Looks at nothing. */
    public static final FlowMask NONE = new FlowMask(0, new long[0]);

    private final long map;
    private final long[] words;

    private FlowMask(long map, long[] words) {
        this.map = map;
        this.words = words;
    }

    /** Copies all {@link KeyLayout#WORDS} words. */
    public static FlowMask copyOf(long[] source) {
        if (source.length != KeyLayout.WORDS) {
            throw new IllegalArgumentException("a flow mask has " + KeyLayout.WORDS + " words, not " + source.length);
        }
        long map = SparseWords.map(source, 0, KeyLayout.WORDS);
        return new FlowMask(map, SparseWords.pack(map, source, 0));
    }

    public long word(int index) {
        return SparseWords.word(map, words, index);
    }

    /** Bit {@code i} is 1 where word {@code i} is not zero. */
    long map() {
        return map;
    }

    /** A copy that the caller may change. */
    public long[] toArray() {
        return SparseWords.unpack(map, words);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowMask mask && map == mask.map && Arrays.equals(words, mask.words);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(map) + 31 * Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "FlowMask" + Arrays.toString(toArray());
    }
}
