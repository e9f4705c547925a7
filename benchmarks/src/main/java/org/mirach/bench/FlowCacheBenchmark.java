package org.mirach.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.flowcache.FlowCache;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Key words to flow index, with one cached flow a connection (a mask of addresses and ports).
 *
 * <p><b>Threads:</b> JMH's, one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FlowCacheBenchmark {
    private static final int MAX_MASKS = 64;

    /** Cached flows; as many connections are looked up, in turn. */
    @Param({"1", "1000", "65536"})
    public int flows;

    private FlowCache cache;
    private long[] hits;
    private long[] misses;
    private int next;

    @Setup
    public void fill() {
        cache = new FlowCache(flows, MAX_MASKS);
        hits = new long[flows * KeyLayout.WORDS];
        misses = new long[flows * KeyLayout.WORDS];
        Frames frame = new Frames(1);
        long[] key = new long[KeyLayout.WORDS];
        new PacketParser().parse(frame.memory(), 0, Frames.LENGTH_BYTES, 1, key, 0);
        CompiledFlow program = CompiledFlow.of(List.of(new DatapathAction.Output(2)));
        for (int flow = 0; flow < flows; flow++) {
            key[KeyLayout.W_IPV4] = (long) (0x0a010000 + flow) << 32 | 0x0a020000L;
            System.arraycopy(key, 0, hits, flow * KeyLayout.WORDS, KeyLayout.WORDS);
            FlowKey whole = FlowKey.copyOf(key);
            if (!cache.install(flow, whole.masked(mask()), mask(), program)) {
                throw new IllegalStateException("flow " + flow + " is refused");
            }
            key[KeyLayout.W_IPV4] ^= 1L << 31;
            System.arraycopy(key, 0, misses, flow * KeyLayout.WORDS, KeyLayout.WORDS);
        }
        check();
    }

    private static FlowMask mask() {
        long[] words = new long[KeyLayout.WORDS];
        words[KeyLayout.W_IN_PORT] = 0xffffffff_00000000L;
        words[KeyLayout.W_ETH_DST_TYPE] = 0xffffL;
        words[KeyLayout.W_IPV4] = -1L;
        words[KeyLayout.W_L4] = 0xffffffff_00000000L;
        return FlowMask.copyOf(words);
    }

    private void check() {
        for (int flow = 0; flow < flows; flow++) {
            if (lookup(hits, flow) != flow || lookup(misses, flow) != -1) {
                throw new IllegalStateException("flow " + flow + " is looked up wrong");
            }
        }
    }

    private int lookup(long[] keys, int flow) {
        int base = flow * KeyLayout.WORDS;
        return cache.lookup(keys, base, FlowCache.hash(keys, base));
    }

    private int step() {
        next = next + 1 < flows ? next + 1 : 0;
        return next;
    }

    /** The loop and the hash. */
    @Benchmark
    public int baseline() {
        return FlowCache.hash(hits, step() * KeyLayout.WORDS);
    }

    @Benchmark
    public int lookupHit() {
        return lookup(hits, step());
    }

    @Benchmark
    public int lookupMiss() {
        return lookup(misses, step());
    }
}
