package org.mirach.vswitch.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * New inputs made of a corpus: bits flipped, octets replaced by interesting ones, parts cut out, doubled, or taken from
 * another input.
 *
 * <p><b>Threads:</b> one.
 */
final class Mutations {
    private static final byte[] INTERESTING = {0, 1, 7, 8, 16, 0x7f, (byte) 0x80, (byte) 0xff, ',', '=', '(', ')', '/'};
    private static final int MAX_STEPS = 6;

    private final List<byte[]> corpus;
    private final Random random;

    Mutations(List<byte[]> corpus, long seed) {
        this.corpus = corpus;
        this.random = new Random(seed);
    }

    byte[] next() {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        for (int steps = 1 + random.nextInt(MAX_STEPS); steps > 0; steps--) {
            input = step(input);
        }
        return input;
    }

    private byte[] step(byte[] input) {
        if (input.length == 0) {
            return new byte[] {INTERESTING[random.nextInt(INTERESTING.length)]};
        }
        int at = random.nextInt(input.length);
        int length = 1 + random.nextInt(Math.min(16, input.length - at));
        switch (random.nextInt(7)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = INTERESTING[random.nextInt(INTERESTING.length)];
            case 2 -> input[at] = (byte) random.nextInt();
            case 3 -> {
                return Arrays.copyOf(input, at);
            }
            case 4 -> {
                return spliced(input, at, new byte[0], at + length);
            }
            case 5 -> {
                return spliced(input, at, Arrays.copyOfRange(input, at, at + length), at);
            }
            default -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(Math.max(1, other.length));
                int to = Math.min(other.length, from + 1 + random.nextInt(32));
                return spliced(input, at, Arrays.copyOfRange(other, Math.min(from, to), to), at);
            }
        }
        return input;
    }

    /** What is in front of {@code at}, the middle, and what begins at {@code rest}. */
    private static byte[] spliced(byte[] input, int at, byte[] middle, int rest) {
        byte[] result = Arrays.copyOf(input, at + middle.length + input.length - rest);
        System.arraycopy(middle, 0, result, at, middle.length);
        System.arraycopy(input, rest, result, at + middle.length, input.length - rest);
        return result;
    }
}
