package org.mirach.vswitch.pipeline.match;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The mask of a match: which words it looks at and which of their bits. Words without a bit are left out, so that keys
 * are short; the others stand in the order of the stages of a lookup: metadata, Ethernet, network, transport. Immutable.
 */
public final class MaskShape {
    /** Words by stage; Open vSwitch draws the same lines (struct flow). */
    private static final byte[][] STAGES = {
        words(
                range(KeyLayout.W_IN_PORT, KeyLayout.W_ETH_DST_TYPE),
                range(KeyLayout.W_MARK, KeyLayout.W_CT_IPV4),
                range(KeyLayout.W_TYPE_HASH, KeyLayout.W_NSH),
                range(KeyLayout.PACKET_WORDS, KeyLayout.WORDS)),
        words(range(KeyLayout.W_ETH_DST_TYPE, KeyLayout.W_IP), range(KeyLayout.W_MPLS, KeyLayout.WIRE_WORDS)),
        words(
                range(KeyLayout.W_IP, KeyLayout.W_L4),
                range(KeyLayout.W_CT_IPV4, KeyLayout.W_CT_TP),
                range(KeyLayout.W_IPV6_SRC, KeyLayout.W_ARP_SHA)),
        words(
                range(KeyLayout.W_ARP_SHA, KeyLayout.W_MPLS),
                range(KeyLayout.W_NSH, KeyLayout.PACKET_WORDS),
                range(KeyLayout.W_CT_TP, KeyLayout.W_TYPE_HASH),
                range(KeyLayout.W_L4, KeyLayout.W_IPV6_SRC))
    };
    /** Place of each word in that order. */
    private static final byte[] RANK = rank();

    private final byte[] index;
    private final long[] bits;
    /** Ends, in {@code index}, of the stages that have words and are not the last such. */
    private final byte[] stageEnds;

    private final int hash;
    /** Made when first asked for; whoever is first, the others get an equal one. */
    private volatile ShapeFields fields;

    private MaskShape(byte[] index, long[] bits, byte[] stageEnds) {
        this.index = index;
        this.bits = bits;
        this.stageEnds = stageEnds;
        hash = 31 * Arrays.hashCode(index) + Arrays.hashCode(bits);
    }

    /** The shape of a mask of {@link KeyLayout#WORDS} words. */
    public static MaskShape of(long[] mask) {
        byte[] index = new byte[KeyLayout.WORDS];
        long[] bits = new long[KeyLayout.WORDS];
        byte[] ends = new byte[STAGES.length];
        int count = 0;
        int endCount = 0;
        for (byte[] stage : STAGES) {
            int before = count;
            for (byte word : stage) {
                if (mask[word] != 0) {
                    index[count] = word;
                    bits[count++] = mask[word];
                }
            }
            if (count > before) {
                ends[endCount++] = (byte) count;
            }
        }
        return new MaskShape(
                Arrays.copyOf(index, count),
                Arrays.copyOf(bits, count),
                Arrays.copyOf(ends, Math.max(0, endCount - 1)));
    }

    private static IntStream range(int from, int to) {
        return IntStream.range(from, to);
    }

    private static byte[] words(IntStream... ranges) {
        int[] all = Stream.of(ranges).flatMapToInt(r -> r).toArray();
        byte[] words = new byte[all.length];
        for (int i = 0; i < all.length; i++) {
            words[i] = (byte) all[i];
        }
        return words;
    }

    private static byte[] rank() {
        byte[] rank = new byte[KeyLayout.WORDS];
        byte next = 0;
        for (byte[] stage : STAGES) {
            for (byte word : stage) {
                rank[word] = next++;
            }
        }
        return rank;
    }

    ShapeFields fields() {
        ShapeFields known = fields;
        if (known == null) {
            known = ShapeFields.of(this);
            fields = known;
        }
        return known;
    }

    /** How many words it looks at. */
    public int size() {
        return bits.length;
    }

    /** Which word of the key the {@code i}-th is. */
    public int word(int i) {
        return index[i];
    }

    /** Place of the {@code i}-th word in the order that all shapes keep. */
    int rank(int i) {
        return RANK[index[i]];
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

    /** How many stages come before the last. */
    int earlyStages() {
        return stageEnds.length;
    }

    /** Where stage {@code stage} ends in the compact form; the last one ends with it. */
    int stageEnd(int stage) {
        return stage < stageEnds.length ? stageEnds[stage] : bits.length;
    }

    /** Goes on with a hash over the words {@code [from, to)} of {@code key} under this mask. */
    long hashOn(long h, long[] key, int from, int to) {
        long result = h;
        for (int i = from; i < to; i++) {
            result = mix(result, key[index[i]] & bits[i]);
        }
        return result;
    }

    /** Ors the first {@code to} words of the mask into {@code lookedAt}. */
    void look(long[] lookedAt, int to) {
        for (int i = 0; i < to; i++) {
            lookedAt[index[i]] |= bits[i];
        }
    }

    /** The stage, counted as {@link #stageEnd} does, that looks at a word of the key; -1 where none does. */
    int stageOf(int word) {
        for (int i = 0; i < index.length; i++) {
            if (index[i] == word) {
                int stage = 0;
                while (i >= stageEnd(stage)) {
                    stage++;
                }
                return stage;
            }
        }
        return -1;
    }

    /** Hash over the first {@code to} words of a compact key; equal to that of {@link #hashOn}, finished. */
    int hashCompact(long[] compact, int to) {
        long h = 0;
        for (int i = 0; i < to; i++) {
            h = mix(h, compact[i]);
        }
        return finish(h);
    }

    private static long mix(long h, long word) {
        long x = (h ^ word) * 0x9e3779b97f4a7c15L;
        return x ^ x >>> 32;
    }

    static int finish(long h) {
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
        look(lookedAt, bits.length);
    }

    /** Whether every bit of this mask is in {@code other}. */
    boolean subsetOf(MaskShape other) {
        int j = 0;
        for (int i = 0; i < bits.length; i++) {
            while (j < other.bits.length && other.rank(j) < rank(i)) {
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
        return other instanceof MaskShape shape
                && hash == shape.hash
                && Arrays.equals(index, shape.index)
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
