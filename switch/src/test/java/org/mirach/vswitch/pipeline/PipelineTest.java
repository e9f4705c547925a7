package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class PipelineTest {
    private static final long SECOND = 1_000_000_000L;

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);

    @Test
    void addReplacesTheSameMatchAndPriority() {
        add("cookie=1,priority=5,tcp,tcp_dst=80,actions=output:1");
        add("cookie=2,priority=5,tcp,tcp_dst=80,actions=output:2");
        add("cookie=3,priority=6,tcp,tcp_dst=80,actions=output:3");
        assertThat(cookies(FlowFilter.ALL)).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void addKeepsCountersUnlessResetCounts() {
        add("tcp,actions=output:1");
        only().stats().add(7, 700, nowNs);
        nowNs += SECOND;
        add("tcp,actions=output:2");
        assertThat(only().stats().packets()).isEqualTo(7);
        assertThat(only().createdNs()).isEqualTo(nowNs);
        apply(FlowSyntax.change(FlowModCommand.ADD, "tcp,actions=output:3").flags(FlowModFlags.RESET_COUNTS));
        assertThat(only().stats().packets()).isZero();
    }

    @Test
    void checkOverlapRefusesAnOverlapOfTheSamePriority() {
        add("priority=5,tcp,tcp_dst=80,actions=output:1");
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "priority=5,tcp,tcp_src=9,actions=output:1")
                        .flags(FlowModFlags.CHECK_OVERLAP)))
                .isEqualTo(OfError.OFPFMFC_OVERLAP);
        apply(FlowSyntax.change(FlowModCommand.ADD, "priority=5,udp,actions=drop")
                .flags(FlowModFlags.CHECK_OVERLAP));
        apply(FlowSyntax.change(FlowModCommand.ADD, "priority=5,tcp,tcp_dst=80,actions=output:2")
                .flags(FlowModFlags.CHECK_OVERLAP));
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(2);
    }

    @Test
    void aFullTableRefuses() {
        pipeline.table(0).maxEntries(1);
        add("tcp,actions=output:1");
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "udp,actions=output:1")))
                .isEqualTo(OfError.OFPFMFC_TABLE_FULL);
        add("tcp,actions=output:2");
    }

    @Test
    void tablesThatCanNotTakeEntriesRefuse() {
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "table=255,actions=output:1")))
                .isEqualTo(OfError.OFPFMFC_BAD_TABLE_ID);
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "table=254,actions=output:1")))
                .isEqualTo(OfError.OFPBRC_EPERM);
        assertThat(refused(FlowSyntax.change(FlowModCommand.DELETE, "table=254")))
                .isEqualTo(OfError.OFPBRC_EPERM);
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "table=1,actions=goto_table:1")))
                .isEqualTo(OfError.OFPBIC_BAD_TABLE_ID);
        apply(FlowSyntax.change(FlowModCommand.ADD, "table=255,actions=output:1")
                .openFlow10(9, 0, 0));
        assertThat(only().tableId()).isZero();
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "actions=group:1")))
                .isEqualTo(OfError.OFPBAC_BAD_OUT_GROUP);
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "actions=output:0xfff0")))
                .isEqualTo(OfError.OFPBAC_BAD_OUT_PORT);
        assertThat(refused(FlowSyntax.change(FlowModCommand.ADD, "tun_metadata9=1,actions=output:1")))
                .isEqualTo(OfError.OFPBMC_BAD_FIELD);
    }

    @Test
    void modifyChangesActionsAndKeepsTheRest() {
        add("cookie=1,priority=5,tcp,tcp_dst=80,idle_timeout=9,actions=output:1");
        add("cookie=2,udp,actions=output:1");
        only("tcp").stats().add(7, 700, nowNs);
        nowNs += SECOND;
        apply(FlowSyntax.change(FlowModCommand.MODIFY, "tcp,actions=output:2").openFlow13(0, 0));
        FlowEntry entry = only("tcp");
        assertThat(entry.instructions()).isEqualTo(FlowSyntax.instructions("output:2"));
        assertThat(entry.cookie()).isEqualTo(1);
        assertThat(entry.idleTimeout()).isEqualTo(9);
        assertThat(entry.stats().packets()).isEqualTo(7);
        assertThat(entry.createdNs()).isEqualTo(1);
        assertThat(only("udp").instructions()).isEqualTo(FlowSyntax.instructions("output:1"));
        apply(FlowSyntax.change(FlowModCommand.MODIFY, "tcp,actions=output:2")
                .openFlow13(0, 0)
                .flags(FlowModFlags.RESET_COUNTS));
        assertThat(only("tcp").stats().packets()).isZero();
        assertThat(only("tcp").createdNs()).isEqualTo(1);
    }

    @Test
    void modifyThatFindsNothingAddsInOpenFlow10Only() {
        apply(FlowSyntax.change(FlowModCommand.MODIFY, "tcp,actions=output:2").openFlow13(0, 0));
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
        apply(FlowSyntax.change(FlowModCommand.MODIFY_STRICT, "tcp,actions=output:2")
                .openFlow10(4, 0, 0));
        assertThat(cookies(FlowFilter.ALL)).containsExactly(4L);
        apply(FlowSyntax.change(FlowModCommand.MODIFY_STRICT, "udp,actions=output:2")
                .openFlow10(4, 1, -1));
        assertThat(cookies(FlowFilter.ALL)).containsExactly(4L);
    }

    @Test
    void strictWantsTheSameMatchAndPriority() {
        add("cookie=1,priority=5,tcp,actions=output:1");
        add("cookie=2,priority=5,tcp,tcp_dst=80,actions=output:1");
        add("cookie=3,priority=6,tcp,actions=output:1");
        apply(FlowSyntax.change(FlowModCommand.DELETE_STRICT, "priority=5,tcp").openFlow13(0, 0));
        assertThat(cookies(FlowFilter.ALL)).containsExactlyInAnyOrder(2L, 3L);
        apply(FlowSyntax.change(FlowModCommand.DELETE, "tcp").openFlow13(0, 0));
        assertThat(cookies(FlowFilter.ALL)).isEmpty();
    }

    @Test
    void deleteFiltersByCookieAndOutPort() {
        add("cookie=0x11,tcp,tcp_dst=1,actions=output:1");
        add("cookie=0x12,tcp,tcp_dst=2,actions=output:2");
        add("cookie=0x21,table=3,tcp,tcp_dst=3,actions=output:1");
        apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255,out_port=1").openFlow13(0x10, 0xf0));
        assertThat(cookies(FlowFilter.ALL)).containsExactlyInAnyOrder(0x12L, 0x21L);
    }

    @Test
    void deletedEntriesAreTold() {
        add("cookie=1,tcp,actions=output:1");
        FlowModResult result = pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255")
                .openFlow13(0, 0)
                .build());
        assertThat(((FlowModResult.Applied) result).removed())
                .singleElement()
                .satisfies(removed -> assertThat(removed.reason()).isEqualTo(FlowRemovedReason.DELETE))
                .satisfies(removed -> assertThat(removed.entry().cookie()).isEqualTo(1));
    }

    @Test
    void hiddenEntriesAreTheSwitchsOwn() {
        add("cookie=1,priority=0xf0f0f0,actions=normal");
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
        assertThat(pipeline.tableStats(0).activeCount()).isZero();
        apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255").openFlow13(0, 0));
        assertThat(pipeline.table(0).entryCount()).isEqualTo(1);
    }

    @Test
    void timeoutsExpire() {
        add("cookie=1,tcp,idle_timeout=5,actions=output:1");
        add("cookie=2,udp,hard_timeout=8,actions=output:1");
        FlowEntry idle = only("tcp");
        idle.stats().add(1, 60, nowNs + 4 * SECOND);
        assertThat(pipeline.expire(nowNs + 7 * SECOND)).isEmpty();
        assertThat(pipeline.expire(nowNs + 8 * SECOND))
                .singleElement()
                .satisfies(flow -> assertThat(flow.reason()).isEqualTo(FlowRemovedReason.HARD_TIMEOUT));
        assertThat(pipeline.expire(nowNs + 9 * SECOND))
                .singleElement()
                .satisfies(flow -> assertThat(flow.reason()).isEqualTo(FlowRemovedReason.IDLE_TIMEOUT))
                .satisfies(flow -> assertThat(flow.entry()).isSameAs(idle));
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
    }

    @Test
    void aBatchIsOneVersion() {
        long before = pipeline.version();
        pipeline.batch(() -> {
            add("tcp,actions=output:1");
            add("udp,actions=output:1");
        });
        assertThat(pipeline.version()).isEqualTo(before + 1);
    }

    private void add(String flow) {
        assertThat(pipeline.apply(FlowSyntax.add(flow))).isInstanceOf(FlowModResult.Applied.class);
    }

    private void apply(FlowChangeBuilder change) {
        assertThat(pipeline.apply(change.build())).isInstanceOf(FlowModResult.Applied.class);
    }

    private OfError refused(FlowChangeBuilder change) {
        return ((FlowModResult.Refused) pipeline.apply(change.build())).error();
    }

    private FlowEntry only() {
        return only("");
    }

    private FlowEntry only(String match) {
        List<FlowEntry> flows = pipeline.flows(new FlowFilter(
                255, FlowSyntax.match(match), 0, 0, FlowFilter.ALL.outPort(), FlowFilter.ALL.outGroup()));
        assertThat(flows).hasSize(1);
        return flows.getFirst();
    }

    private List<Long> cookies(FlowFilter filter) {
        return pipeline.flows(filter).stream().map(FlowEntry::cookie).toList();
    }
}
