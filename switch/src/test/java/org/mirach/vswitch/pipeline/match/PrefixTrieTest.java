package org.mirach.vswitch.pipeline.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixTrieTest {
    private record Prefix(long hi, long lo, int length) {
        boolean matches(long otherHi, long otherLo) {
            long hiMask = length >= 64 ? -1L : -1L << 64 - length;
            long loMask = length <= 64 ? 0 : length == 128 ? -1L : -1L << 128 - length;
            return ((hi ^ otherHi) & hiMask) == 0 && ((lo ^ otherLo) & loMask) == 0;
        }
    }

    private final Random random = new Random(11);
    private final PrefixTrie trie = new PrefixTrie();

    @Test
    void aLookupTellsWhichLengthsMatchAndHowManyBitsDecided() {
        trie.insert(0x0a00_0000L << 32, 0, 8);
        trie.insert(0x0a01_0000L << 32, 0, 16);
        PrefixTrie.Result inside = trie.lookup(0x0a01_0203L << 32, 0, 32);
        assertThat(inside.mayMatch(8)).isTrue();
        assertThat(inside.mayMatch(16)).isTrue();
        assertThat(inside.mayMatch(24)).isFalse();
        PrefixTrie.Result beside = trie.lookup(0x0a03_0203L << 32, 0, 32);
        assertThat(beside.mayMatch(8)).isTrue();
        assertThat(beside.mayMatch(16)).isFalse();
        assertThat(beside.bitCount).isEqualTo(15);
        assertThat(trie.lookup(0x8000_0000L << 32, 0, 32).bitCount).isEqualTo(1);
        assertThat(new PrefixTrie().lookup(1, 1, 32).bitCount).isZero();
    }

    @Test
    void anInsertedPrefixIsFoundUntilItIsRemovedAsOften() {
        trie.insert(-1, -1, 128);
        trie.insert(-1, -1, 128);
        trie.remove(-1, -1, 128);
        assertThat(trie.lookup(-1, -1, 128).mayMatch(128)).isTrue();
        trie.remove(-1, -1, 128);
        assertThat(trie.lookup(-1, -1, 128).mayMatch(128)).isFalse();
        assertThat(trie.lookup(-1, -1, 128).bitCount).isZero();
    }

    @Test
    void aLongRunAgreesWithALinearSearch() {
        List<Prefix> inserted = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (inserted.isEmpty() || random.nextInt(5) < (inserted.size() < 60 ? 3 : 2)) {
                Prefix prefix = new Prefix(bits(), bits(), 1 + random.nextInt(128));
                trie.insert(prefix.hi, prefix.lo, prefix.length);
                inserted.add(prefix);
            } else {
                Prefix gone = inserted.remove(random.nextInt(inserted.size()));
                trie.remove(gone.hi, gone.lo, gone.length);
            }
            check(inserted, bits(), bits());
        }
    }

    /** Few patterns, so that prefixes share their beginnings. */
    private long bits() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1L;
            case 2 -> -1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    private void check(List<Prefix> inserted, long hi, long lo) {
        PrefixTrie.Result result = trie.lookup(hi, lo, 128);
        for (Prefix prefix : inserted) {
            if (prefix.matches(hi, lo)) {
                assertThat(result.mayMatch(prefix.length)).isTrue();
            }
        }
        // whoever agrees on the bits that decided gets the same lengths
        long otherHi = mix(hi, bits(), result.bitCount);
        long otherLo = mix(lo, bits(), result.bitCount - 64);
        PrefixTrie.Result other = trie.lookup(otherHi, otherLo, 128);
        for (int length = 1; length <= 128; length++) {
            assertThat(other.mayMatch(length)).isEqualTo(result.mayMatch(length));
        }
    }

    private static long mix(long first, long rest, int kept) {
        long mask = kept <= 0 ? 0 : kept >= 64 ? -1L : -1L << 64 - kept;
        return first & mask | rest & ~mask;
    }
}
