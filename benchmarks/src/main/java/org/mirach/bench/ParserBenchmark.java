package org.mirach.bench;

import java.util.concurrent.TimeUnit;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.KeyLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frame bytes to key words: what every packet pays first.
 *
 * <p><b>Threads:</b> JMH's, one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParserBenchmark {
    private static final int FRAMES = 256;

    private final Frames frames = new Frames(FRAMES);
    private final PacketParser parser = new PacketParser();
    private final long[] key = new long[KeyLayout.WORDS];
    private int next;

    /** A benchmark of wrong answers is worth nothing. */
    @Setup
    public void check() {
        parser.parse(frames.memory(), Frames.offset(5), Frames.LENGTH_BYTES, 1, key, 0);
        if (key[KeyLayout.W_IPV4] >>> 32 != 0x0a010005 || parser.l4Offset() != 34) {
            throw new IllegalStateException("parsed wrong: " + Long.toHexString(key[KeyLayout.W_IPV4]));
        }
    }

    /** The loop and one load of the frame. */
    @Benchmark
    public long baseline() {
        next = next + 1 & FRAMES - 1;
        return frames.memory().get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, Frames.offset(next));
    }

    @Benchmark
    public long udpOverIpv4() {
        next = next + 1 & FRAMES - 1;
        parser.parse(frames.memory(), Frames.offset(next), Frames.LENGTH_BYTES, 1, key, 0);
        return key[KeyLayout.W_L4];
    }
}
