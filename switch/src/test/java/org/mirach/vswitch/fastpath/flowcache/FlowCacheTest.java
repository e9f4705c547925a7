package org.mirach.vswitch.fastpath.flowcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

class FlowCacheTest {
    private record Flow(FlowKey key, FlowMask mask, CompiledFlow program) {}

    private final Random random = new Random(3);

    private static CompiledFlow program() {
        return new CompiledFlow(List.of(), -1, false);
    }

    private static FlowMask mask(int... words) {
        long[] mask = new long[KeyLayout.WORDS];
        for (int word : words) {
            mask[word] = -1;
        }
        return FlowMask.copyOf(mask);
    }

    /** Few values per word, so that keys overlap and tables collide. */
    private long[] randomKey() {
        long[] key = new long[KeyLayout.WORDS];
        for (int i = 0; i < KeyLayout.PACKET_WORDS; i++) {
            key[i] = random.nextInt(3) * 0x0001000100010001L;
        }
        return key;
    }

    private static int lookup(FlowCache cache, long[] key) {
        return cache.lookup(key, 0, FlowCache.hash(key, 0));
    }

    /** Any flow that matches is a right answer; where one matches there must be an answer. */
    @Test
    void answersAsALinearSearchDoesUnderRandomChanges() {
        FlowCache cache = new FlowCache(3000, 64);
        Map<Integer, Flow> reference = new HashMap<>();
        List<FlowMask> masks = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long[] mask = new long[KeyLayout.WORDS];
            for (int w = 0; w < KeyLayout.PACKET_WORDS; w++) {
                mask[w] = random.nextInt(4) == 0 ? (random.nextBoolean() ? -1L : 0xffffffff00000000L) : 0;
            }
            masks.add(FlowMask.copyOf(mask));
        }
        for (int round = 0; round < 20_000; round++) {
            int index = random.nextInt(3000);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    FlowMask mask = masks.get(random.nextInt(masks.size()));
                    FlowKey key = FlowKey.copyOf(randomKey()).masked(mask);
                    CompiledFlow program = program();
                    assertThat(cache.install(index, key, mask, program)).isTrue();
                    reference.put(index, new Flow(key, mask, program));
                }
                case 2 -> assertThat(cache.remove(index)).isEqualTo(reference.remove(index) != null);
                default -> check(cache, reference);
            }
        }
        assertThat(cache.flowCount()).isEqualTo(reference.size());
        for (Map.Entry<Integer, Flow> each : reference.entrySet()) {
            assertThat(cache.program(each.getKey())).isSameAs(each.getValue().program());
        }
        for (int index : Set.copyOf(reference.keySet())) {
            cache.remove(index);
        }
        assertThat(cache.maskCount()).isZero();
        assertThat(lookup(cache, randomKey())).isEqualTo(-1);
    }

    /** A batch of packets, some of them twice; now and then one by one. */
    private void check(FlowCache cache, Map<Integer, Flow> reference) {
        PacketBatch batch = new PacketBatch();
        int count = 1 + random.nextInt(PacketBatch.CAPACITY);
        for (int i = 0; i < count; i++) {
            batch.add(0, 0, 0);
            if (i > 0 && random.nextInt(4) == 0) {
                System.arraycopy(batch.keys, 0, batch.keys, i * KeyLayout.PACKET_WORDS, KeyLayout.PACKET_WORDS);
            } else {
                System.arraycopy(randomKey(), 0, batch.keys, i * KeyLayout.PACKET_WORDS, KeyLayout.PACKET_WORDS);
            }
        }
        if (random.nextInt(4) == 0) {
            for (int i = 0; i < count; i++) {
                int base = i * KeyLayout.PACKET_WORDS;
                batch.flowIndex[i] = cache.lookup(batch.keys, base, FlowCache.hash(batch.keys, base));
            }
        } else {
            cache.lookup(batch);
        }
        for (int i = 0; i < count; i++) {
            check(FlowKey.ofPacket(batch.keys, i * KeyLayout.PACKET_WORDS), batch.flowIndex[i], reference);
        }
    }

    private static void check(FlowKey key, int found, Map<Integer, Flow> reference) {
        if (found >= 0) {
            Flow flow = reference.get(found);
            assertThat(flow).isNotNull();
            assertThat(key.matches(flow.key(), flow.mask())).isTrue();
        } else if (reference.values().stream().anyMatch(flow -> key.matches(flow.key(), flow.mask()))) {
            throw new AssertionError("missed, though a flow matches: " + key);
        }
    }

    @Test
    void growsToManyFlowsAndFindsEach() {
        FlowCache cache = new FlowCache(300_000, 4);
        FlowMask exact = mask(KeyLayout.W_IN_PORT, KeyLayout.W_IPV4, KeyLayout.W_L4);
        long[] key = new long[KeyLayout.WORDS];
        for (int i = 0; i < 300_000; i++) {
            key[KeyLayout.W_IPV4] = i * 7L;
            key[KeyLayout.W_L4] = (long) i << 32;
            cache.install(i, FlowKey.copyOf(key), exact, program());
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 300_000; i++) {
                key[KeyLayout.W_IPV4] = i * 7L;
                key[KeyLayout.W_L4] = (long) i << 32;
                if (lookup(cache, key) != i) {
                    throw new AssertionError("flow " + i);
                }
            }
        }
        assertThat(cache.frontHits()).isGreaterThan(150_000);
    }

    @Test
    void aPacketOfARemovedFlowMissesThoughTheFrontKnewIt() {
        FlowCache cache = new FlowCache(10, 10);
        long[] key = randomKey();
        FlowMask mask = mask(KeyLayout.W_IN_PORT);
        cache.install(3, FlowKey.copyOf(key).masked(mask), mask, program());
        assertThat(lookup(cache, key)).isEqualTo(3);
        assertThat(lookup(cache, key)).isEqualTo(3);
        assertThat(cache.frontHits()).isEqualTo(1);
        cache.remove(3);
        assertThat(lookup(cache, key)).isEqualTo(-1);
        FlowMask other = mask(KeyLayout.W_IPV4);
        key[KeyLayout.W_IPV4] = 1;
        long[] wanted = key.clone();
        wanted[KeyLayout.W_IPV4] = 2;
        cache.install(3, FlowKey.copyOf(wanted).masked(other), other, program());
        assertThat(lookup(cache, key)).isEqualTo(-1);
    }

    @Test
    void oneMaskTooManyIsRefusedAndCounted() {
        FlowCache cache = new FlowCache(100, 3);
        Set<Boolean> results = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            results.add(cache.install(i, FlowKey.copyOf(new long[KeyLayout.WORDS]), mask(i), program()));
        }
        assertThat(results).containsExactly(true);
        assertThat(cache.install(3, FlowKey.copyOf(new long[KeyLayout.WORDS]), mask(3), program()))
                .isFalse();
        assertThat(cache.masksRefused()).isEqualTo(1);
        cache.remove(0);
        assertThat(cache.install(3, FlowKey.copyOf(new long[KeyLayout.WORDS]), mask(3), program()))
                .isTrue();
    }

    @Test
    void anIndexBeyondTheCapacityIsRefused() {
        FlowCache cache = new FlowCache(10, 3);
        assertThat(cache.install(10, FlowKey.copyOf(new long[KeyLayout.WORDS]), mask(1), program()))
                .isFalse();
        assertThat(cache.install(-1, FlowKey.copyOf(new long[KeyLayout.WORDS]), mask(1), program()))
                .isFalse();
    }

    @Test
    void aFlowThatLooksAtNothingTakesEveryPacket() {
        FlowCache cache = new FlowCache(10, 3);
        cache.install(5, FlowKey.copyOf(new long[KeyLayout.WORDS]), FlowMask.NONE, program());
        assertThat(lookup(cache, randomKey())).isEqualTo(5);
        cache.remove(5);
        assertThat(lookup(cache, randomKey())).isEqualTo(-1);
    }

    @Test
    void busyMasksComeFirst() {
        FlowCache cache = new FlowCache(100, 30);
        for (int i = 0; i < 10; i++) {
            long[] key = new long[KeyLayout.WORDS];
            key[KeyLayout.W_METADATA] = 0;
            key[i + 1] = 42;
            cache.install(i, FlowKey.copyOf(key), mask(i + 1), program());
        }
        long[] packet = new long[KeyLayout.WORDS];
        packet[10] = 42;
        for (int i = 0; i < 100; i++) {
            packet[KeyLayout.W_IN_PORT] = i; // a new hash each time: the front does not know it
            assertThat(lookup(cache, packet)).isEqualTo(9);
        }
        long before = cache.masksTried();
        packet[KeyLayout.W_IN_PORT] = 1000;
        lookup(cache, packet);
        assertThat(cache.masksTried() - before).isEqualTo(1);
    }
}
