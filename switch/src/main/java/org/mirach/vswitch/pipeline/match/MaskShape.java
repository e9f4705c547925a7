package org.mirach.vswitch.pipeline.match;

import java.util.Arrays;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The mask of a match: which words it looks at and which of their bits. Words without a bit are left out, so that keys
 * are short. Immutable.
 */
public final class MaskShape {
    private final byte[] index;
    private final long[] bits;
    private final int hash;

    private MaskShape(byte[] index, long[] bits) {
        this.index = index;
        this.bits = bits;
        hash = 31 * Arrays.hashCode(index) + Arrays.hashCode(bits);
    }

    /** The shape of a mask of {@link KeyLayout#WORDS} words. */
    public static MaskShape of(long[] mask) {
        byte[] index = new byte[KeyLayout.WORDS];
        long[] bits = new long[KeyLayout.WORDS];
        int count = 0;
        for (int i = 0; i < KeyLayout.WORDS; i++) {
            if (mask[i] != 0) {
                index[count] = (byte) i;
                bits[count++] = mask[i];
            }
        }
        return new MaskShape(Arrays.copyOf(index, count), Arrays.copyOf(bits, count));
    }

    /** How many words it looks at. */
    public int size() {
        return bits.length;
    }

    /** Which word of the key the {@code i}-th is. */
    public int word(int i) {
        return index[i];
    }

    public long bits(int i) {
        return bits[i];
    }

    /** The words of {@code key} that this mask looks at, other bits cleared. */
    public long[] compact(long[] key) {
        long[] result = new long[bits.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = key[index[i]] & bits[i];
        }
        return result;
    }

    /** Hash of {@code key} under this mask; equal to {@link #hashCompact} of its compact form. */
    int hashOf(long[] key) {
        long h = 0;
        for (int i = 0; i < bits.length; i++) {
            h = mix(h, key[index[i]] & bits[i]);
        }
        return finish(h);
    }

    int hashCompact(long[] compact) {
        long h = 0;
        for (long word : compact) {
            h = mix(h, word);
        }
        return finish(h);
    }

    private static long mix(long h, long word) {
        long x = (h ^ word) * 0x9e3779b97f4a7c15L;
        return x ^ x >>> 32;
    }

    private static int finish(long h) {
        long x = h * 0xbf58476d1ce4e5b9L;
        return (int) (x ^ x >>> 29);
    }

    /** Whether {@code key} under this mask is {@code compact}. */
    boolean matches(long[] key, long[] compact) {
        for (int i = 0; i < bits.length; i++) {
            if ((key[index[i]] & bits[i]) != compact[i]) {
                return false;
            }
        }
        return true;
    }

    /** Ors the mask into {@code lookedAt}. */
    void addTo(long[] lookedAt) {
        for (int i = 0; i < bits.length; i++) {
            lookedAt[index[i]] |= bits[i];
        }
    }

    /** Whether every bit of this mask is in {@code other}. */
    boolean subsetOf(MaskShape other) {
        int j = 0;
        for (int i = 0; i < bits.length; i++) {
            while (j < other.bits.length && other.index[j] < index[i]) {
                j++;
            }
            if (j == other.bits.length || other.index[j] != index[i] || (bits[i] & ~other.bits[j]) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MaskShape shape && hash == shape.hash && Arrays.equals(index, shape.index)
                && Arrays.equals(bits, shape.bits);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "MaskShape" + Arrays.toString(index) + Arrays.toString(bits);
    }
}
