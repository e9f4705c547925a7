package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.Vacancy;

class TableLimitsTest {
    private static final long SECOND = 1_000_000_000L;

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);
    private final List<RemovedFlow> removed = new ArrayList<>();

    TableLimitsTest() {
        pipeline.addRemovalListener(removed::addAll);
    }

    @Test
    void aFullTableEvictsTheLeastImportantFirst() {
        pipeline.table(0).maxEntries(3);
        pipeline.table(0).evictionByController(true);
        add("cookie=1,tcp,tcp_dst=1,hard_timeout=10,actions=drop", 5);
        add("cookie=2,tcp,tcp_dst=2,hard_timeout=99,actions=drop", 4);
        add("cookie=3,tcp,tcp_dst=3,actions=drop", 0);
        add("cookie=4,tcp,tcp_dst=4,hard_timeout=9,actions=drop", 9);
        assertThat(cookies()).containsExactly(1L, 3L, 4L);
        assertThat(removed).extracting(RemovedFlow::reason).containsExactly(FlowRemovedReason.EVICTION);
    }

    @Test
    void ofEqualImportanceTheOneGoesThatExpiresFirst() {
        pipeline.table(0).maxEntries(2);
        pipeline.table(0).evictionByController(true);
        FlowEntry used = add("cookie=1,tcp,tcp_dst=1,idle_timeout=10,actions=drop", 0);
        add("cookie=2,tcp,tcp_dst=2,idle_timeout=12,actions=drop", 0);
        used.stats().add(1, 60, 5 * SECOND);
        add("cookie=3,tcp,tcp_dst=3,idle_timeout=50,actions=drop", 0);
        assertThat(cookies()).containsExactly(1L, 3L);
    }

    @Test
    void entriesWithoutATimeoutAreNotEvicted() {
        pipeline.table(0).maxEntries(1);
        pipeline.table(0).evictionByController(true);
        add("cookie=1,tcp,actions=drop", 0);
        assertThat(refused("udp,actions=drop")).isEqualTo(OfError.OFPFMFC_TABLE_FULL);
        pipeline.reduceTimeouts(pipeline.flows(FlowFilter.ALL).getFirst(), 0, 7);
        add("cookie=2,udp,actions=drop", 0);
        assertThat(cookies()).containsExactly(2L);
    }

    @Test
    void theLargestGroupGivesWay() {
        pipeline.table(0).maxEntries(3);
        add("cookie=1,in_port=1,tcp,idle_timeout=1,actions=drop", 0);
        pipeline.table(0).evictionByOperator(true, List.of(Subfield.whole(Field.IN_PORT)));
        add("cookie=2,in_port=2,tcp,idle_timeout=50,actions=drop", 0);
        add("cookie=3,in_port=2,udp,idle_timeout=60,actions=drop", 0);
        add("cookie=4,in_port=3,udp,idle_timeout=60,actions=drop", 0);
        assertThat(cookies()).containsExactly(1L, 3L, 4L);
        pipeline.table(0).evictionByOperator(false, List.of());
        assertThat(refused("ipv6,actions=drop")).isEqualTo(OfError.OFPFMFC_TABLE_FULL);
    }

    @Test
    void anEvictionIsTakenBackWithItsTransaction() {
        pipeline.table(0).maxEntries(1);
        pipeline.table(0).evictionByController(true);
        add("cookie=1,tcp,idle_timeout=1,actions=drop", 0);
        try (Transaction transaction = pipeline.begin()) {
            assertThat(transaction.apply(FlowSyntax.add("cookie=2,udp,actions=drop")))
                    .isInstanceOf(FlowModResult.Applied.class);
        }
        assertThat(cookies()).containsExactly(1L);
        assertThat(removed).isEmpty();
        add("cookie=3,udp,actions=drop", 0);
        assertThat(cookies()).containsExactly(3L);
    }

    @Test
    void crossingTheThresholdsIsToldOnceEach() {
        List<Integer> told = new ArrayList<>();
        pipeline.addTableListener((table, event) -> told.add(event));
        pipeline.table(0).maxEntries(10);
        pipeline.vacancy(0, 20, 80, true);
        for (int i = 0; i < 10; i++) {
            add("tcp,tcp_dst=" + i + ",actions=drop", 0);
            assertThat(told).hasSize(i < 8 ? 0 : 1);
        }
        pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, "table=0")
                .openFlow13(0, 0)
                .build());
        assertThat(told).containsExactly(Vacancy.DOWN, Vacancy.UP);
        pipeline.vacancy(0, 20, 80, false);
        add("tcp,actions=drop", 0);
        assertThat(pipeline.table(0).vacancy().enabled()).isFalse();
    }

    @Test
    void fieldsOfTheSwitchsOwnAreRefused() {
        assertThat(refused("dp_hash=1,actions=drop")).isEqualTo(OfError.OFPBRC_EPERM);
        assertThat(refused("recirc_id=1,actions=drop")).isEqualTo(OfError.OFPBRC_EPERM);
        add("cookie=1,recirc_id=0,actions=drop", 0);
    }

    private FlowEntry add(String flow, int importance) {
        FlowChange change = FlowSyntax.change(FlowModCommand.ADD, flow)
                .newCookie(FlowSyntax.cookie(flow))
                .importance(importance)
                .build();
        assertThat(pipeline.apply(change)).isInstanceOf(FlowModResult.Applied.class);
        return pipeline.flows(FlowFilter.ALL).getLast();
    }

    private OfError refused(String flow) {
        return ((FlowModResult.Refused) pipeline.apply(FlowSyntax.add(flow))).error();
    }

    private List<Long> cookies() {
        return pipeline.flows(FlowFilter.ALL).stream()
                .map(FlowEntry::cookie)
                .sorted()
                .toList();
    }
}
