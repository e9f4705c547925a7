package org.mirach.vswitch.pipeline.match;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A field whose prefixes a classifier keeps in a {@link PrefixTrie}.
 *
 * @param word of the key that the field starts in; it goes to the end of that word, or of the next if it has 128 bits
 * @param skip bits of that word before the field
 * @param bits width
 * @param etherType of the packets whose address it is
 */
record TrieField(int word, int skip, int bits, int etherType) {
    /** What Open vSwitch keeps unless told otherwise. */
    static final List<TrieField> DEFAULT = List.of(of(Field.IPV4_DST), of(Field.IPV4_SRC));

    /** An IPv4 or IPv6 address. */
    static TrieField of(Field field) {
        FieldSlot slot = FieldSlot.of(field);
        return slot.bits() == 128
                ? new TrieField(slot.word(), 0, 128, EtherType.IPV6)
                : new TrieField(slot.word(), 64 - slot.shift() - slot.bits(), slot.bits(), EtherType.IPV4);
    }

    /** The field's first 64 bits, left-aligned. */
    long hi(long[] words) {
        return words[word] << skip;
    }

    long lo(long[] words) {
        return bits == 128 ? words[word + 1] : 0;
    }

    long hi(MaskedKey key) {
        return key.word(word) << skip;
    }

    long lo(MaskedKey key) {
        return bits == 128 ? key.word(word + 1) : 0;
    }

    /** How long the prefix is that a mask has on the field; 0 where it has none, or something else. */
    int prefixLength(long[] mask) {
        long hi = bits < 64 ? hi(mask) & -1L << 64 - bits : hi(mask);
        int length = Long.numberOfLeadingZeros(~hi);
        long rest = length < 64 ? hi << length : 0;
        if (bits == 128) {
            int more = Long.numberOfLeadingZeros(~lo(mask));
            if (length < 64) {
                return rest == 0 && lo(mask) == 0 ? length : 0;
            }
            return more == 64 || lo(mask) << more == 0 ? length + more : 0;
        }
        return rest == 0 ? length : 0;
    }

    boolean relevant(long[] key) {
        return (key[KeyLayout.W_ETH_DST_TYPE] & 0xffff) == etherType;
    }

    /** Ors the field's first {@code count} bits into {@code lookedAt}. */
    void look(long[] lookedAt, int count) {
        lookedAt[KeyLayout.W_ETH_DST_TYPE] |= 0xffff;
        lookedAt[word] |= ones(count) >>> skip;
        if (count > 64) {
            lookedAt[word + 1] |= ones(count - 64);
        }
    }

    /** Whether those bits are all in {@code lookedAt}. */
    boolean looked(long[] lookedAt, int count) {
        long first = ones(count) >>> skip;
        return (lookedAt[word] & first) == first
                && (count <= 64 || (lookedAt[word + 1] & ones(count - 64)) == ones(count - 64));
    }

    private static long ones(int count) {
        return count == 0 ? 0 : count >= 64 ? -1L : -1L << 64 - count;
    }
}
