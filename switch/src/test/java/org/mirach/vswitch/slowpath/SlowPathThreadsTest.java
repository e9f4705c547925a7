package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.pipeline.FlowFilter;

/** All loops on their own threads, as in a switch; the test is the agent. */
class SlowPathThreadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void start() {
        threads.add(Thread.ofPlatform().start(sw.engine::run));
        threads.add(Thread.ofPlatform().start(sw.slowPath.upcalls()));
        threads.add(Thread.ofPlatform().start(sw.slowPath.revalidator()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        sw.slowPath.upcalls().stop();
        sw.slowPath.revalidator().stop();
        sw.engine.stop();
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).isTrue();
        }
    }

    /** Before each barrier packets flow, so that flows are cached, and upcalls are under way, by the rules before. */
    @Test
    void behindABarrierOnlyTheNewRulesHold() throws Exception {
        long packets = 0;
        for (int round = 0; round < 200; round++) {
            int to = 2 + round % 2;
            sw.flows("cookie=1,in_port=1,actions=output:" + (5 - to));
            for (int i = 0; i < 20; i++) {
                sw.ports.get(1).inject(Packets.udpFrame(round * 20 + i, 80, 10));
            }
            sw.flows(
                    round % 3 == 0
                            ? "priority=40000,cookie=2,in_port=1,udp,udp_dst=80,actions=output:" + to
                            : "cookie=1,in_port=1,actions=output:" + to);
            sw.slowPath.barrier().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            packets += 20;
            awaitSent(packets);
            long wrong = sw.ports.get(5 - to).sentPackets();
            for (int i = 0; i < 5; i++) {
                sw.ports.get(1).inject(Packets.udpFrame(round * 20 + i, 80, 10));
            }
            packets += 5;
            awaitSent(packets);
            assertThat(sw.ports.get(5 - to).sentPackets()).as("round %d", round).isEqualTo(wrong);
            sw.delete("cookie=2,udp");
        }
    }

    @Test
    void everyPacketIsCountedOnceWhateverChanges() {
        int total = 0;
        for (int round = 0; round < 100; round++) {
            sw.flows(
                    "cookie=1,in_port=1,actions=output:" + (2 + round % 2),
                    "priority=" + (1 + round % 5) + ",cookie=7,in_port=2,udp,udp_dst=" + round + ",actions=drop");
            for (int i = 0; i < 10; i++, total++) {
                sw.ports.get(1).inject(Packets.udpFrame(i, 80, 10));
            }
            awaitSent(total - 20); // no more under way than the queues hold
        }
        awaitSent(total);
        sw.slowPath.pushStats();
        assertThat(sw.pipeline.flows(FlowFilter.ALL).stream()
                        .filter(e -> e.cookie() == 1)
                        .findFirst()
                        .orElseThrow()
                        .stats()
                        .packets())
                .isEqualTo(total);
    }

    private void awaitSent(long count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(() -> sw.ports.get(2).sentPackets() + sw.ports.get(3).sentPackets() >= count);
    }
}
