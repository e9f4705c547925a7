package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.match.Classifier;
import org.mirach.vswitch.pipeline.match.MaskShape;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class ClassifierTest {
    private final Random random = new Random(7);

    @Test
    void findsWhatALinearSearchFinds() {
        for (int round = 0; round < 60; round++) {
            Classifier classifier = new Classifier();
            List<FlowEntry> linked = new ArrayList<>();
            for (long version = 1; version < 120; version++) {
                change(classifier, linked, version);
                compare(classifier, linked, version);
                compare(classifier, linked, version - 1);
            }
        }
    }

    @Test
    void packetsThatAgreeOnWhatWasLookedAtGetTheSameEntry() {
        Classifier classifier = new Classifier();
        for (int i = 0; i < 60; i++) {
            classifier.insert(entry(1));
        }
        for (int i = 0; i < 20_000; i++) {
            long[] key = packet();
            long[] lookedAt = new long[KeyLayout.WORDS];
            FlowEntry found = classifier.lookup(1, key, lookedAt);
            long[] other = packet();
            for (int w = 0; w < other.length; w++) {
                other[w] = key[w] & lookedAt[w] | other[w] & ~lookedAt[w];
            }
            assertThat(classifier.lookup(1, other, new long[KeyLayout.WORDS])).isSameAs(found);
        }
    }

    /** Adds one, sometimes retires one, and now and then unlinks what the version before does not see either. */
    private void change(Classifier classifier, List<FlowEntry> linked, long version) {
        FlowEntry added = entry(version);
        FlowEntry old = classifier.findExact(version, added.key(), added.priority());
        if (old != null) {
            old.removeFrom(version);
        }
        classifier.insert(added);
        linked.add(added);
        if (random.nextInt(3) > 0) {
            FlowEntry victim = linked.get(random.nextInt(linked.size()));
            if (victim.removeVersion() == FlowEntry.FOR_EVER) {
                victim.removeFrom(version);
            }
        }
        if (random.nextInt(5) == 0) {
            List<FlowEntry> dead = linked.stream()
                    .filter(e -> e.removeVersion() <= version - 1)
                    .toList();
            classifier.removeAll(dead);
            linked.removeAll(dead);
        }
    }

    private void compare(Classifier classifier, List<FlowEntry> linked, long version) {
        for (int i = 0; i < 8; i++) {
            long[] key = packet();
            FlowEntry expected = null;
            for (FlowEntry entry : linked) {
                boolean matches =
                        new MaskedKey(entry.key().shape(), entry.key().shape().compact(key)).equals(entry.key());
                if (matches && entry.visible(version) && (expected == null || entry.priority() > expected.priority())) {
                    expected = entry;
                }
            }
            FlowEntry found = classifier.lookup(version, key, new long[KeyLayout.WORDS]);
            assertThat(found == null ? -1 : found.priority()).isEqualTo(expected == null ? -1 : expected.priority());
        }
    }

    /** Few bits, so that entries overlap and packets hit. */
    private FlowEntry entry(long version) {
        long[] mask = new long[KeyLayout.WORDS];
        for (int i = 0; i < 3; i++) {
            mask[random.nextInt(3)] = random.nextInt(4);
        }
        MaskShape shape = MaskShape.of(mask);
        MaskedKey key = new MaskedKey(shape, shape.compact(packet()));
        return FlowEntry.create(new FlowEntry.Rule(0, random.nextInt(6), key, List.of(), 0, 0, 0, 0, 0), 0, version);
    }

    private long[] packet() {
        long[] key = new long[KeyLayout.WORDS];
        for (int i = 0; i < 3; i++) {
            key[i] = random.nextInt(4);
        }
        return key;
    }
}
