package org.mirach.vswitch.flow;

import java.util.Arrays;

/**
 * Which bits of a {@link FlowKey} were looked at (1) and which may be anything (0). Immutable; safe on any thread.
 *
 * <p>A cached flow is right for every packet that agrees with it under its mask, so a mask may name a bit too many
 * (costs cache entries) but never one too few (would be wrong).
 */
public final class FlowMask {
    /** Looks at nothing. */
    public static final FlowMask NONE = new FlowMask(new long[KeyLayout.WORDS]);

    private final long[] words;

    private FlowMask(long[] words) {
        this.words = words;
    }

    /** Copies all {@link KeyLayout#WORDS} words. */
    public static FlowMask copyOf(long[] source) {
        if (source.length != KeyLayout.WORDS) {
            throw new IllegalArgumentException("a flow mask has " + KeyLayout.WORDS + " words, not " + source.length);
        }
        return new FlowMask(source.clone());
    }

    public long word(int index) {
        return words[index];
    }

    /** A copy that the caller may change. */
    public long[] toArray() {
        return words.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowMask mask && Arrays.equals(words, mask.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "FlowMask" + Arrays.toString(words);
    }
}
