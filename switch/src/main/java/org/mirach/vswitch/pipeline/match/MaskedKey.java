package org.mirach.vswitch.pipeline.match;

import java.util.Arrays;
import org.mirach.vswitch.flow.KeyLayout;

/** A match as words: the mask, and the value of the words that it looks at. Immutable: nobody writes to {@code key}. */
public record MaskedKey(MaskShape shape, long[] key) {
    /** The value with all {@link KeyLayout#WORDS} words. */
    public long[] fullKey() {
        long[] full = new long[KeyLayout.WORDS];
        for (int i = 0; i < key.length; i++) {
            full[shape.word(i)] = key[i];
        }
        return full;
    }

    /** One word of the value. */
    public long word(int word) {
        for (int i = 0; i < key.length; i++) {
            if (shape.word(i) == word) {
                return key[i];
            }
        }
        return 0;
    }

    /** One word of the mask. */
    public long mask(int word) {
        for (int i = 0; i < key.length; i++) {
            if (shape.word(i) == word) {
                return shape.bits(i);
            }
        }
        return 0;
    }

    /** The mask with all {@link KeyLayout#WORDS} words. */
    public long[] fullMask() {
        long[] full = new long[KeyLayout.WORDS];
        shape.addTo(full);
        return full;
    }

    /** Whether every packet that {@code narrower} matches is matched by this too. */
    public boolean covers(MaskedKey narrower) {
        int j = 0;
        for (int i = 0; i < key.length; i++) {
            while (j < narrower.key.length && narrower.shape.rank(j) < shape.rank(i)) {
                j++;
            }
            if (j == narrower.key.length
                    || narrower.shape.word(j) != shape.word(i)
                    || (shape.bits(i) & ~narrower.shape.bits(j)) != 0
                    || (narrower.key[j] & shape.bits(i)) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether some packet is matched by both. */
    public boolean overlaps(MaskedKey other) {
        int j = 0;
        for (int i = 0; i < key.length; i++) {
            while (j < other.key.length && other.shape.rank(j) < shape.rank(i)) {
                j++;
            }
            if (j < other.key.length
                    && other.shape.word(j) == shape.word(i)
                    && ((key[i] ^ other.key[j]) & shape.bits(i) & other.shape.bits(j)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MaskedKey masked && shape.equals(masked.shape) && Arrays.equals(key, masked.key);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(key);
    }
}
