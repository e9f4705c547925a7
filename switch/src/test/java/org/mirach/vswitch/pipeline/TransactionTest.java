package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterChange;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class TransactionTest {
    private static final long SECOND = 1_000_000_000L;

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);
    private final List<RemovedFlow> told = new ArrayList<>();

    TransactionTest() {
        pipeline.addRemovalListener(told::addAll);
    }

    @Test
    void aCommitIsOneVersion() {
        add("priority=1,actions=output:1");
        long before = pipeline.version();
        Transaction transaction = pipeline.begin();
        applied(transaction.apply(group(GroupChange.Command.ADD, 5, 1)));
        applied(transaction.apply(FlowSyntax.add("tcp,actions=group:5")));
        applied(transaction.apply(delete("table=255,out_port=1")));
        assertThat(pipeline.version()).isEqualTo(before);
        assertThat(lookup()).isEqualTo("[ApplyActions[actions=[Output[port=1, maxLength=0]]]]");
        assertThat(told).isEmpty();
        transaction.commit();
        assertThat(pipeline.version()).isEqualTo(before + 1);
        assertThat(lookup()).isEqualTo("none");
        assertThat(told).hasSize(1);
    }

    @Test
    void aRollbackLeavesEverythingAsItWas() {
        applied(pipeline.apply(group(GroupChange.Command.ADD, 5, 1)));
        applied(pipeline.apply(meter(9, 100)));
        add("cookie=1,tcp,idle_timeout=5,actions=output:1");
        add("cookie=2,udp,actions=group:5");
        add("cookie=3,table=7,icmp,hard_timeout=9,actions=output:2");
        List<FlowEntry> flows = pipeline.flows(FlowFilter.ALL);
        flows.getFirst().stats().add(7, 700, nowNs);
        nowNs = SECOND;
        Object groupBefore = pipeline.groups().get(5, pipeline.version());

        Transaction transaction = pipeline.begin();
        applied(transaction.apply(group(GroupChange.Command.MODIFY, 5, 2)));
        applied(transaction.apply(group(GroupChange.Command.ADD, 6, 2)));
        applied(transaction.apply(GroupChange.delete(5)));
        applied(transaction.apply(MeterChange.delete(9)));
        applied(transaction.apply(FlowSyntax.change(FlowModCommand.ADD, "cookie=4,tcp,actions=group:6")
                .flags(FlowModFlags.RESET_COUNTS)
                .build()));
        applied(transaction.apply(FlowSyntax.change(FlowModCommand.MODIFY, "table=255,actions=output:9")
                .openFlow10(8, 0, 0)
                .build()));
        applied(transaction.apply(FlowSyntax.add("arp,idle_timeout=1,actions=output:3")));
        applied(transaction.apply(delete("table=255")));
        assertThat(transaction.apply(FlowSyntax.add("ipv6,actions=group:77")))
                .isInstanceOf(FlowModResult.Refused.class);
        transaction.rollback();

        assertThat(pipeline.flows(FlowFilter.ALL)).isEqualTo(flows);
        assertThat(flows.getFirst().stats().packets()).isEqualTo(7);
        assertThat(pipeline.tableStats(0).activeCount()).isEqualTo(2);
        assertThat(pipeline.groups().get(5, pipeline.version())).isSameAs(groupBefore);
        assertThat(pipeline.groups().get(6, pipeline.version())).isNull();
        assertThat(pipeline.meters().all(pipeline.version())).hasSize(1);
        assertThat(pipeline.groupReferences(5)).isEqualTo(1);
        assertThat(pipeline.groupReferences(6)).isZero();
        assertThat(told).isEmpty();
        assertThat(pipeline.expire(20 * SECOND))
                .extracting(gone -> gone.entry().cookie())
                .containsExactlyInAnyOrder(1L, 3L);
    }

    @Test
    void afterARollbackThePipelineGoesOn() {
        add("cookie=1,tcp,actions=output:1");
        Transaction transaction = pipeline.begin();
        for (int i = 0; i < 100; i++) {
            applied(transaction.apply(FlowSyntax.add("priority=" + i + ",tcp,tcp_dst=" + i + ",actions=output:2")));
        }
        applied(transaction.apply(delete("table=255,tcp")));
        transaction.close();
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(1);
        add("cookie=2,tcp,actions=output:2");
        applied(pipeline.apply(delete("table=255")));
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
        assertThat(told).hasSize(1);
    }

    @Test
    void workIsDoneAtCommitOnly() {
        List<String> done = new ArrayList<>();
        Transaction given = pipeline.begin();
        given.atCommit(() -> done.add("given up"));
        given.rollback();
        Transaction kept = pipeline.begin();
        kept.atCommit(() -> done.add("kept"));
        kept.commit();
        assertThat(done).containsExactly("kept");
    }

    @Test
    void nothingElseChangesWhileOneIsOpen() {
        Transaction transaction = pipeline.begin();
        assertThatThrownBy(pipeline::begin).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pipeline.apply(FlowSyntax.add("actions=output:1")))
                .isInstanceOf(IllegalStateException.class);
        transaction.rollback();
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
        assertThatThrownBy(() -> transaction.apply(FlowSyntax.add("actions=output:1")))
                .isInstanceOf(IllegalStateException.class);
    }

    private void add(String flow) {
        applied(pipeline.apply(FlowSyntax.add(flow)));
    }

    private static void applied(FlowModResult result) {
        assertThat(result).isInstanceOf(FlowModResult.Applied.class);
    }

    /** What a packet of zeroes meets in table 0. */
    private String lookup() {
        return pipeline.read(view -> {
            FlowEntry found = view.lookup(0, new long[KeyLayout.WORDS], new long[KeyLayout.WORDS]);
            return found == null ? "none" : found.instructions().toString();
        });
    }

    private static FlowChange delete(String filter) {
        return FlowSyntax.change(FlowModCommand.DELETE, filter).openFlow13(0, 0).build();
    }

    private static GroupChange group(GroupChange.Command command, int groupId, int port) {
        Bucket bucket =
                new Bucket(GroupChange.BUCKET_ALL, 0, PortNo.ANY, PortNo.GROUP_ANY, List.of(new Action.Output(port)));
        return new GroupChange(
                command, GroupType.ALL.ordinal(), groupId, GroupChange.BUCKET_ALL, List.of(bucket), Selection.DEFAULT);
    }

    private static MeterChange meter(int meterId, long rate) {
        return new MeterChange(
                MeterChange.Command.ADD, meterId, MeterEntry.KBPS, List.of(new MeterBand(MeterBand.DROP, rate, 0, 0)));
    }
}
