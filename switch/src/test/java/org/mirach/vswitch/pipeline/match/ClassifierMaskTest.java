package org.mirach.vswitch.pipeline.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** What a lookup finds, and which bits of the packet it takes. */
class ClassifierMaskTest {
    private static final List<TrieField> ALL_TRIES = List.of(
            TrieField.of(Field.IPV4_DST),
            TrieField.of(Field.IPV4_SRC),
            TrieField.of(Field.IPV6_DST),
            TrieField.of(Field.IPV6_SRC));

    private final Random random = new Random(5);
    private Classifier classifier = new Classifier(ALL_TRIES);

    @Test
    void anAddressIsLookedAtOnlyAsFarAsTheTrieNeeds() {
        add("priority=1,ip,nw_dst=10.0.0.1,actions=drop");
        add("priority=2,ip,nw_dst=10.0.0.2,actions=drop");
        assertThat(mask("ip,nw_dst=192.168.0.1")).isEqualTo(0x80000000L);
        assertThat(mask("ip,nw_dst=10.0.0.5")).isEqualTo(0xfffffffcL);
        assertThat(mask("ip,nw_dst=10.0.0.1")).isEqualTo(0xffffffffL);
    }

    @Test
    void portsAreLookedAtOnlyAsFarAsTheTrieNeeds() {
        add("priority=1,tcp,tcp_dst=80,actions=drop");
        add("priority=1,tcp,tcp_dst=81,actions=drop");
        assertThat(portMask("tcp,tcp_dst=40000")).isEqualTo(0x8000);
        assertThat(portMask("tcp,tcp_dst=82")).isEqualTo(0xfffe);
        assertThat(portMask("tcp,tcp_dst=80")).isEqualTo(0xffff);
        assertThat(portMask("udp,udp_dst=80")).isZero();
    }

    @Test
    void conjunctionsNeedOneEntryOfEachClause() {
        add("priority=10,ip,nw_src=10.0.0.1", new Action.Conjunction(7, 0, 2));
        add("priority=10,ip,nw_src=10.0.0.2", new Action.Conjunction(7, 0, 2), new Action.Conjunction(8, 0, 2));
        add("priority=10,tcp,tcp_dst=80", new Action.Conjunction(7, 1, 2));
        add("priority=10,tcp,tcp_dst=81", new Action.Conjunction(8, 1, 2));
        FlowEntry seven = add("priority=10,conj_id=7", new Action.Output(1));
        FlowEntry low = add("priority=5,ip", new Action.Output(2));
        assertThat(find("tcp,nw_src=10.0.0.1,tcp_dst=80")).isSameAs(seven);
        assertThat(find("tcp,nw_src=10.0.0.2,tcp_dst=80")).isSameAs(seven);
        assertThat(find("tcp,nw_src=10.0.0.1,tcp_dst=81")).isSameAs(low);
        assertThat(find("tcp,nw_src=10.0.0.2,tcp_dst=81")).isSameAs(low); // nothing matches conj_id=8
        assertThat(find("tcp,nw_src=10.0.0.3,tcp_dst=80")).isSameAs(low);
        FlowEntry high = add("priority=11,tcp,tcp_dst=80", new Action.Output(3));
        assertThat(find("tcp,nw_src=10.0.0.1,tcp_dst=80")).isSameAs(high);
    }

    @Test
    void anIncompleteConjunctionGivesWayToTheSameMatchOfLowerPriority() {
        add("priority=10,ip,nw_src=10.0.0.1", new Action.Conjunction(7, 0, 2));
        add("priority=8,ip,nw_src=10.0.0.1", new Action.Conjunction(9, 0, 1));
        FlowEntry nine = add("priority=8,conj_id=9", new Action.Output(1));
        FlowEntry hard = add("priority=6,ip,nw_src=10.0.0.1", new Action.Output(2));
        assertThat(find("tcp,nw_src=10.0.0.1")).isSameAs(nine);
        classifier.removeAll(List.of(nine));
        assertThat(find("tcp,nw_src=10.0.0.1")).isSameAs(hard);
    }

    @Test
    void theConjIdIsNotLeftInTheKey() {
        add("priority=10,ip", new Action.Conjunction(7, 0, 1));
        add("priority=10,conj_id=7", new Action.Output(1));
        long[] key = packet("tcp");
        assertThat(classifier.lookup(1, key, new long[KeyLayout.WORDS])).isNotNull();
        assertThat(key[KeyLayout.W_ACTSET_CONJ]).isZero();
    }

    @Test
    void randomTablesAgreeWithALinearSearchAndTheirMasksHold() {
        for (int round = 0; round < 40; round++) {
            classifier = new Classifier(ALL_TRIES);
            List<FlowEntry> entries = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                FlowEntry entry = randomEntry();
                if (classifier.findExact(1, entry.key(), entry.priority()) == null) {
                    classifier.insert(entry);
                    entries.add(entry);
                }
                if (random.nextInt(4) == 0) {
                    FlowEntry gone = entries.remove(random.nextInt(entries.size()));
                    classifier.removeAll(List.of(gone));
                }
            }
            for (int i = 0; i < 300; i++) {
                check(entries);
            }
        }
    }

    private void check(List<FlowEntry> entries) {
        long[] key = randomPacket();
        int best = entries.stream()
                .filter(entry -> entry.key().shape().matches(key, entry.key().key()))
                .mapToInt(FlowEntry::priority)
                .max()
                .orElse(-1);
        long[] lookedAt = new long[KeyLayout.WORDS];
        lookedAt[KeyLayout.W_ETH_DST_TYPE] = 0xffff;
        FlowEntry found = classifier.lookup(1, key, lookedAt);
        assertThat(found == null ? -1 : found.priority()).isEqualTo(best);
        long[] other = randomPacket();
        for (int w = 0; w < other.length; w++) {
            other[w] = key[w] & lookedAt[w] | other[w] & ~lookedAt[w];
        }
        assertThat(classifier.lookup(1, other, new long[KeyLayout.WORDS])).isSameAs(found);
    }

    private FlowEntry randomEntry() {
        long[] mask = new long[KeyLayout.WORDS];
        long[] value = randomPacket();
        mask[KeyLayout.W_ETH_DST_TYPE] = 0xffff;
        if ((value[KeyLayout.W_ETH_DST_TYPE] & 0xffff) == EtherType.IPV4) {
            mask[KeyLayout.W_IPV4] = prefix(32) << 32 | prefix(32);
        } else {
            mask[KeyLayout.W_IPV6_DST] = prefix(64);
            mask[KeyLayout.W_IPV6_DST + 1] = mask[KeyLayout.W_IPV6_DST] == -1L ? prefix(64) : 0;
        }
        mask[KeyLayout.W_L4] =
                random.nextInt(3) == 0 ? prefix(16) << 48 | prefix(16) << 32 | random.nextInt(2) << 16 : 0;
        mask[KeyLayout.W_METADATA] = random.nextInt(4) == 0 ? 1 : 0;
        MaskShape shape = MaskShape.of(mask);
        MaskedKey key = new MaskedKey(shape, shape.compact(value));
        return FlowEntry.create(new FlowEntry.Rule(0, random.nextInt(90), key, List.of(), 0, 0, 0, 0, 0), 0, 1);
    }

    /** The first bits of {@code width}, right-aligned: none, all or some. */
    private long prefix(int width) {
        long ones = width == 64 ? -1L : (1L << width) - 1;
        int length = random.nextInt(3) == 0 ? random.nextInt(width + 1) : random.nextInt(2) * width;
        return length == 0 ? 0 : ones & -1L << width - length;
    }

    /** Addresses and ports of few bits each, high and low ones, so that prefixes are shared and packets hit. */
    private long[] randomPacket() {
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_ETH_DST_TYPE] = random.nextBoolean() ? EtherType.IPV4 : EtherType.IPV6;
        long few = 0xc000_0001_a000_0003L;
        key[KeyLayout.W_IPV4] = random.nextLong() & few;
        key[KeyLayout.W_IPV6_DST] = random.nextLong() & few;
        key[KeyLayout.W_IPV6_DST + 1] = random.nextLong() & few;
        key[KeyLayout.W_L4] = random.nextLong() & 0x8001_4002_0001_0000L;
        key[KeyLayout.W_METADATA] = random.nextInt(2);
        return key;
    }

    private FlowEntry add(String flow, Action... actions) {
        FlowEntry.Rule rule = new FlowEntry.Rule(
                0,
                FlowSyntax.add(flow).priority(),
                MatchCompiler.compile(FlowSyntax.add(flow).match()),
                List.of(new Instruction.ApplyActions(List.of(actions))),
                0,
                0,
                0,
                0,
                0);
        FlowEntry entry = FlowEntry.create(rule, 0, 1);
        classifier.insert(entry);
        return entry;
    }

    private FlowEntry find(String packet) {
        return classifier.lookup(1, packet(packet), new long[KeyLayout.WORDS]);
    }

    private static long[] packet(String packet) {
        return MatchCompiler.compile(FlowSyntax.match(packet)).fullKey();
    }

    private long mask(String packet) {
        long[] lookedAt = new long[KeyLayout.WORDS];
        classifier.lookup(1, packet(packet), lookedAt);
        return lookedAt[KeyLayout.W_IPV4];
    }

    private int portMask(String packet) {
        long[] lookedAt = new long[KeyLayout.WORDS];
        classifier.lookup(1, packet(packet), lookedAt);
        return (int) (lookedAt[KeyLayout.W_L4] >>> 32) & 0xffff;
    }
}
