package org.mirach.vswitch.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Feeds something with a kept corpus and, for some time, with what mutation makes of it. Each input must end in the
 * declared way, within {@value #LIMIT_MS} ms, and with no more allocation than its length accounts for.
 *
 * <p>{@code -Dmirach.fuzz.seconds=N} makes the run long (2 s otherwise), {@code -Dmirach.fuzz.seed=N} repeats one.
 * A failure prints the input, which then goes to the corpus.
 */
public final class Fuzzing {
    private static final long LIMIT_MS = 2000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzing() {}

    /** What is fed; throws only what it may not. */
    @FunctionalInterface
    public interface Target {
        void run(byte[] input);
    }

    /**
     * One run.
     *
     * @param fixedBytes allocation that every input is allowed
     * @param bytesPerOctet and for each of its octets
     */
    public static void run(List<byte[]> corpus, long fixedBytes, long bytesPerOctet, Target target) {
        long seed = Long.getLong("mirach.fuzz.seed", System.nanoTime());
        long seconds = Long.getLong("mirach.fuzz.seconds", 2);
        corpus.forEach(input -> feed(target, input)); // loads classes, which allocates
        corpus.forEach(input -> judge(target, input, fixedBytes, bytesPerOctet, seed));
        Mutations mutations = new Mutations(corpus, seed);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long count = 0;
        while (System.nanoTime() - endNs < 0) {
            judge(target, mutations.next(), fixedBytes, bytesPerOctet, seed);
            count++;
        }
        assertThat(count).as("inputs in %d s, seed %d", seconds, seed).isPositive();
    }

    private static void feed(Target target, byte[] input) {
        target.run(input.clone());
    }

    private static void judge(Target target, byte[] input, long fixedBytes, long bytesPerOctet, long seed) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long cpuNs = THREADS.getCurrentThreadCpuTime();
        try {
            feed(target, input);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            throw new AssertionError(named(input, seed), e);
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - cpuNs);
        long used = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        assertThat(tookMs).as(() -> "time of " + named(input, seed)).isLessThan(LIMIT_MS);
        long bound = fixedBytes + bytesPerOctet * input.length;
        if (used > bound) { // once more: the first of its kind may have loaded classes
            allocated = THREADS.getCurrentThreadAllocatedBytes();
            feed(target, input);
            used = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        }
        assertThat(used).as(() -> "bytes allocated for " + named(input, seed)).isLessThanOrEqualTo(bound);
    }

    private static String named(byte[] input, long seed) {
        return "input " + HexFormat.of().formatHex(input) + " (" + new String(input, StandardCharsets.ISO_8859_1)
                + "), seed " + seed;
    }

    /** A corpus of hexadecimal lines. */
    public static List<byte[]> octets(String resource) {
        return lines(resource).stream().map(HexFormat.of()::parseHex).toList();
    }

    /** A corpus of texts. */
    static List<byte[]> texts(String resource) {
        return lines(resource).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Fuzzing.class.getResourceAsStream(resource)) {
            List<String> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.strip());
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
