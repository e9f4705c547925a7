package org.mirach.vswitch.flow;

import java.util.Arrays;

/**
 * What a packet is, as far as any flow can match: {@link KeyLayout#WORDS} words. Immutable; safe on any thread.
 *
 * <p>Hot code does not use this class: it keeps the same words in a {@code long[]} that the engine owns.
 */
public final class FlowKey {
    private final long[] words;

    private FlowKey(long[] words) {
        this.words = words;
    }

    /** Copies the packet zone from {@code source[base ..]}; the pipeline zone is zero. */
    public static FlowKey ofPacket(long[] source, int base) {
        long[] words = new long[KeyLayout.WORDS];
        System.arraycopy(source, base, words, 0, KeyLayout.PACKET_WORDS);
        return new FlowKey(words);
    }

    /** Copies all {@link KeyLayout#WORDS} words. */
    public static FlowKey copyOf(long[] source) {
        if (source.length != KeyLayout.WORDS) {
            throw new IllegalArgumentException("a flow key has " + KeyLayout.WORDS + " words, not " + source.length);
        }
        return new FlowKey(source.clone());
    }

    public long word(int index) {
        return words[index];
    }

    /** A copy that the caller may change. */
    public long[] toArray() {
        return words.clone();
    }

    /** The OpenFlow port that the packet came in by. */
    public int inPort() {
        return (int) (words[KeyLayout.W_IN_PORT] >>> 32);
    }

    /** This key with every bit cleared that {@code mask} does not name. */
    public FlowKey masked(FlowMask mask) {
        long[] result = new long[KeyLayout.WORDS];
        for (int i = 0; i < result.length; i++) {
            result[i] = words[i] & mask.word(i);
        }
        return new FlowKey(result);
    }

    /** Whether this key, under {@code mask}, equals {@code maskedKey}. */
    public boolean matches(FlowKey maskedKey, FlowMask mask) {
        for (int i = 0; i < words.length; i++) {
            if ((words[i] & mask.word(i)) != maskedKey.words[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey key && Arrays.equals(words, key.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "FlowKey" + Arrays.toString(words);
    }
}
