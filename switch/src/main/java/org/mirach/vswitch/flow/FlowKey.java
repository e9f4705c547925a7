package org.mirach.vswitch.flow;

import java.util.Arrays;

/**
 * What a packet is, as far as any flow can match: {@link KeyLayout#WORDS} words, kept without those that are zero.
 * Immutable; safe on any thread.
 *
 * <p>Hot code does not use this class: it keeps the same words in a {@code long[]} that the engine owns.
 */
public final class FlowKey {
    private final long map;
    private final long[] words;

    private FlowKey(long map, long[] words) {
        this.map = map;
        this.words = words;
    }

    /** Copies the packet zone from {@code source[base ..]}; the pipeline zone is zero. */
    public static FlowKey ofPacket(long[] source, int base) {
        long map = SparseWords.map(source, base, KeyLayout.PACKET_WORDS);
        return new FlowKey(map, SparseWords.pack(map, source, base));
    }

    /** Copies all {@link KeyLayout#WORDS} words. */
    public static FlowKey copyOf(long[] source) {
        if (source.length != KeyLayout.WORDS) {
            throw new IllegalArgumentException("a flow key has " + KeyLayout.WORDS + " words, not " + source.length);
        }
        long map = SparseWords.map(source, 0, KeyLayout.WORDS);
        return new FlowKey(map, SparseWords.pack(map, source, 0));
    }

    public long word(int index) {
        return SparseWords.word(map, words, index);
    }

    /** A copy that the caller may change. */
    public long[] toArray() {
        return SparseWords.unpack(map, words);
    }

    /** Copies words {@code [from, to)} to {@code into[base + from ..]}. */
    public void copyTo(long[] into, int base, int from, int to) {
        for (int i = from; i < to; i++) {
            into[base + i] = word(i);
        }
    }

    /** The OpenFlow port that the packet came in by. */
    public int inPort() {
        return (int) (word(KeyLayout.W_IN_PORT) >>> 32);
    }

    /** This key with every bit cleared that {@code mask} does not name. */
    public FlowKey masked(FlowMask mask) {
        long[] result = new long[KeyLayout.WORDS];
        for (long rest = map & mask.map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            result[i] = word(i) & mask.word(i);
        }
        return copyOf(result);
    }

    /** Whether this key, under {@code mask}, equals {@code maskedKey}. */
    public boolean matches(FlowKey maskedKey, FlowMask mask) {
        for (long rest = mask.map() | maskedKey.map; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if ((word(i) & mask.word(i)) != maskedKey.word(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey key && map == key.map && Arrays.equals(words, key.words);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(map) + 31 * Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "FlowKey" + Arrays.toString(toArray());
    }
}
