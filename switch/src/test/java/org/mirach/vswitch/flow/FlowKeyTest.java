package org.mirach.vswitch.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys and masks leave out words that are zero; nobody notices. */
class FlowKeyTest {
    private final Random random = new Random(3);

    private long[] randomWords(int zeros) {
        long[] words = new long[KeyLayout.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = random.nextInt(zeros) == 0 ? random.nextLong() >> random.nextInt(63) : 0;
        }
        return words;
    }

    @Test
    void wordsComeBackAsTheyWere() {
        for (int round = 0; round < 200; round++) {
            long[] words = randomWords(1 + round % 8);
            FlowKey key = FlowKey.copyOf(words);
            FlowMask mask = FlowMask.copyOf(words);
            for (int i = 0; i < words.length; i++) {
                assertThat(key.word(i)).isEqualTo(words[i]);
                assertThat(mask.word(i)).isEqualTo(words[i]);
            }
            assertThat(key.toArray()).isEqualTo(words);
            assertThat(mask.toArray()).isEqualTo(words);
        }
    }

    @Test
    void maskingAndMatchingAgreeWithTheirDefinition() {
        for (int round = 0; round < 2000; round++) {
            long[] a = randomWords(2);
            long[] m = randomWords(3);
            long[] b = a.clone();
            if (random.nextBoolean()) {
                b[random.nextInt(b.length)] ^= 1L << random.nextInt(64);
            }
            boolean same = true;
            long[] masked = new long[a.length];
            for (int i = 0; i < a.length; i++) {
                masked[i] = a[i] & m[i];
                same &= masked[i] == (b[i] & m[i]);
            }
            FlowMask mask = FlowMask.copyOf(m);
            FlowKey maskedKey = FlowKey.copyOf(a).masked(mask);
            assertThat(maskedKey).isEqualTo(FlowKey.copyOf(masked)).hasSameHashCodeAs(FlowKey.copyOf(masked));
            assertThat(FlowKey.copyOf(b).matches(maskedKey, mask)).isEqualTo(same);
        }
    }

    @Test
    void theKeyOfAPacketHasNoPipelineZone() {
        long[] words = new long[100];
        java.util.Arrays.fill(words, 7);
        FlowKey key = FlowKey.ofPacket(words, 5);
        assertThat(key.word(KeyLayout.PACKET_WORDS - 1)).isEqualTo(7);
        assertThat(key.word(KeyLayout.PACKET_WORDS)).isZero();
    }
}
