package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class LearnedFlowsTest {
    private static final long SECOND = 1_000_000_000L;

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);

    @Test
    void aLearnedEntryIsAddedThenRefreshed() {
        assertThat(learn("tcp,hard_timeout=5,actions=output:1", 7, 0)).isEqualTo(LearnResult.ADDED);
        long version = pipeline.version();
        nowNs = 3 * SECOND;
        assertThat(learn("tcp,hard_timeout=5,actions=output:1", 7, 0)).isEqualTo(LearnResult.REFRESHED);
        assertThat(pipeline.version()).isEqualTo(version);
        assertThat(pipeline.expire(6 * SECOND)).isEmpty();
        assertThat(learn("tcp,hard_timeout=5,actions=output:2", 7, 0)).isEqualTo(LearnResult.ADDED);
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(1);
        assertThat(learn("tcp,actions=group:4", 7, 0)).isEqualTo(LearnResult.REFUSED);
    }

    @Test
    void theLimitCountsEntriesOfTheCookieInTheTable() {
        add("cookie=7,table=1,ipv6,actions=drop");
        add("cookie=8,arp,actions=drop");
        assertThat(learn("tcp,tcp_dst=1,actions=drop", 7, 2)).isEqualTo(LearnResult.ADDED);
        assertThat(learn("tcp,tcp_dst=2,actions=drop", 7, 2)).isEqualTo(LearnResult.ADDED);
        assertThat(learn("tcp,tcp_dst=3,actions=drop", 7, 2)).isEqualTo(LearnResult.LIMIT_REACHED);
        assertThat(learn("tcp,tcp_dst=2,actions=drop", 7, 2)).isEqualTo(LearnResult.REFRESHED);
        delete("tcp,tcp_dst=1");
        assertThat(learn("tcp,tcp_dst=3,actions=drop", 7, 2)).isEqualTo(LearnResult.ADDED);
    }

    @Test
    void learnedEntriesGoWithTheLastThatTaughtThem() {
        teach("udp,udp_dst=1", 7);
        teach("udp,udp_dst=2", 7);
        learn("tcp,tcp_dst=1,actions=drop", 7, 0);
        learn("tcp,tcp_dst=2,actions=drop", 8, 0);
        delete("udp,udp_dst=1");
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(3);
        pipeline.addRemovalListener(
                removed -> assertThat(removed).extracting(RemovedFlow::reason).containsOnly(FlowRemovedReason.DELETE));
        delete("udp");
        assertThat(pipeline.flows(FlowFilter.ALL)).extracting(FlowEntry::cookie).containsExactly(8L);
    }

    @Test
    void anEntryThatIsReplacedByOneThatTeachesTheSameKeepsThem() {
        teach("udp", 7);
        learn("tcp,actions=drop", 7, 0);
        teach("udp", 7);
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(2);
        try (Transaction transaction = pipeline.begin()) {
            transaction.apply(FlowSyntax.change(FlowModCommand.DELETE, "udp")
                    .openFlow13(0, 0)
                    .build());
        }
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(2);
        delete("udp");
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
    }

    @Test
    void finTimeoutCutsTimeouts() {
        add("tcp,idle_timeout=90,actions=drop");
        add("udp,actions=drop");
        for (FlowEntry entry : pipeline.flows(FlowFilter.ALL)) {
            pipeline.reduceTimeouts(entry, 5, 8);
            assertThat(entry.idleTimeout()).isEqualTo(5);
            assertThat(entry.hardTimeout()).isEqualTo(8);
            pipeline.reduceTimeouts(entry, 9, 0);
            assertThat(entry.idleTimeout()).isEqualTo(5);
        }
        assertThat(pipeline.expire(6 * SECOND)).hasSize(2);
    }

    @Test
    void anyThreadFindsAnEntryByItsMatch() {
        add("cookie=3,priority=9,tcp,tcp_dst=80,actions=drop");
        FlowEntry found =
                pipeline.read(view -> view.find(0, MatchCompiler.compile(FlowSyntax.match("tcp,tcp_dst=80")), 9));
        assertThat(found.cookie()).isEqualTo(3);
        assertThat(pipeline.<FlowEntry>read(
                        view -> view.find(0, MatchCompiler.compile(FlowSyntax.match("tcp,tcp_dst=80")), 8)))
                .isNull();
    }

    private LearnResult learn(String flow, long cookie, int limit) {
        return pipeline.learn(
                FlowSyntax.change(FlowModCommand.MODIFY_STRICT, flow)
                        .openFlow10(cookie, 0, 0)
                        .build(),
                limit);
    }

    private void teach(String match, long cookie) {
        Action learn =
                new Action.Learn(0, 1, 0, 0, 0, 0, cookie, Action.Learn.DELETE_LEARNED, 0, Optional.empty(), List.of());
        assertThat(pipeline.apply(FlowSyntax.change(FlowModCommand.ADD, match)
                        .actions(learn)
                        .build()))
                .isInstanceOf(FlowModResult.Applied.class);
    }

    private void add(String flow) {
        assertThat(pipeline.apply(FlowSyntax.add(flow))).isInstanceOf(FlowModResult.Applied.class);
    }

    private void delete(String filter) {
        pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, filter)
                .openFlow13(0, 0)
                .build());
    }
}
