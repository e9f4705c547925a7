package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.Packets;

/** When a barrier need not wait. */
class SettledTest {
    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);
    private final byte[] packet = Packets.udpFrame(1, 2, 10);

    @Test
    void withoutCachedFlowsEveryChangeIsInForceAtOnce() {
        sw.flows("in_port=1,actions=output:2");
        assertThat(sw.slowPath.settled()).isTrue();
    }

    @Test
    void aChangeThatDoesNotConcernTheCachedFlowsIsInForceAtOnce() {
        sw.flows("cookie=1,priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("priority=2,in_port=3,actions=output:1");
        assertThat(sw.slowPath.settled()).isTrue();
        sw.receive(1, packet);
        sw.revalidate();
        assertThat(sw.entry(1).stats().packets()).isEqualTo(2);
    }

    @Test
    void aChangeOfWhatTheyDoIsNot() {
        sw.flows("priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("priority=2,in_port=1,actions=output:3");
        assertThat(sw.slowPath.settled()).isFalse();
        sw.revalidate();
        assertThat(sw.slowPath.settled()).isTrue();
        sw.receive(1, packet);
        assertThat(sw.sentCount(3)).isEqualTo(1);
    }

    @Test
    void aChangeOfWhereTheyCountIsNot() {
        sw.flows("cookie=1,priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("cookie=2,priority=2,in_port=1,actions=output:2");
        assertThat(sw.slowPath.settled()).isFalse();
    }

    @Test
    void aChangeThatAsksForAWiderMaskIsNot() {
        sw.flows("priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("priority=2,udp,udp_dst=9,actions=output:3");
        assertThat(sw.slowPath.settled()).isFalse();
    }

    @Test
    void aReaderOfAnOlderVersionIsWaitedFor() {
        sw.pipeline.newReader().read(view -> {
            sw.flows("in_port=1,actions=output:2");
            assertThat(sw.slowPath.settled()).isFalse();
            return null;
        });
        assertThat(sw.slowPath.settled()).isTrue();
    }

    @Test
    void whatTheEngineHasNotDoneYetIsWaitedFor() {
        AtomicBoolean done = new AtomicBoolean();
        sw.engine.submit(new EngineCommand.Sync(() -> done.set(true)));
        assertThat(sw.slowPath.settled()).isFalse();
        sw.engine.poll();
        assertThat(done).isTrue();
        assertThat(sw.slowPath.settled()).isTrue();
    }
}
