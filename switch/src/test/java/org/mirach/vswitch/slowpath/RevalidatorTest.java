package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class RevalidatorTest {
    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);
    private final byte[] packet = Packets.udpFrame(1, 2, 10);

    @Test
    void afterABarrierNoPacketSeesOlderRules() {
        sw.flows("cookie=1,priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        assertThat(sw.sentCount(2)).isEqualTo(1);
        sw.flows("cookie=2,priority=2,in_port=1,actions=output:3");
        sw.revalidate();
        sw.receive(1, packet);
        assertThat(sw.sentCount(2)).isZero();
        assertThat(sw.sentCount(3)).isEqualTo(1);
        assertThat(sw.entry(1).stats().packets()).isEqualTo(1);
        assertThat(sw.entry(2).stats().packets()).isEqualTo(1);
    }

    @Test
    void aFlowThatNeedsANarrowerMaskIsEvicted() {
        sw.flows("priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("priority=2,udp,udp_dst=9,actions=output:3");
        sw.revalidate();
        assertThat(sw.cached()).isEmpty();
        sw.receive(1, packet, Packets.udpFrame(1, 9, 10));
        assertThat(sw.sentCount(3)).isEqualTo(1);
        assertThat(sw.cached()).hasSize(2);
    }

    @Test
    void whatDidNotChangeIsNotTranslatedAgain() {
        sw.flows("in_port=1,actions=output:2");
        sw.receive(1, packet);
        var before = sw.cached().getFirst().translation();
        sw.flows("table=5,actions=output:2");
        sw.revalidate();
        assertThat(sw.cached().getFirst().translation()).isSameAs(before);
    }

    @Test
    void deletingTheEntryDropsItsPackets() {
        sw.flows("in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.delete("table=255");
        sw.revalidate();
        sw.receive(1, packet);
        assertThat(sw.sentCount(2)).isEqualTo(1);
    }

    @Test
    void aPortsConfigurationReachesCachedFlows() {
        sw.flows("in_port=1,actions=output:2,output:3");
        sw.receive(1, packet);
        sw.pipeline.ports().modify(2, 2, PortConfig.NO_FWD, PortConfig.NO_FWD);
        sw.revalidate();
        sw.receive(1, packet);
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.sentCount(3)).isEqualTo(2);
    }

    @Test
    void aHostThatMovesIsFollowed() {
        sw.flows("actions=normal");
        byte[] toMac1 = Packets.ethernet(Packets.MAC1, Packets.MAC2, 0x0800, new byte[46]);
        sw.receive(1, packet); // MAC1 -> MAC2
        sw.receive(2, toMac1);
        sw.receive(3, packet); // MAC1 is behind port 3 now
        sw.revalidate();
        sw.sent(1);
        sw.receive(2, toMac1);
        assertThat(sw.sentCount(1)).isZero();
        assertThat(sw.sentCount(3)).isPositive();
        sw.receive(1, packet); // and back: learned at once, not when counters are pushed
        sw.revalidate();
        sw.receive(2, toMac1);
        assertThat(sw.sentCount(1)).isEqualTo(1);
    }

    @Test
    void nothingIsLearnedOntoAPortThatIsGone() {
        sw.flows("actions=normal");
        byte[] toMac1 = Packets.ethernet(Packets.MAC1, Packets.MAC2, 0x0800, new byte[46]);
        sw.receive(1, packet, packet); // MAC1 is behind port 1
        sw.receive(1, packet); // counted on the cached flow, and not pushed yet
        sw.pipeline.ports().remove(1);
        sw.revalidate();
        assertThat(sw.slowPath.macTable().entries()).isEmpty();
        sw.sent(3);
        sw.receive(2, toMac1);
        assertThat(sw.sentCount(3)).isEqualTo(1);
    }

    @Test
    void behindABarrierTheCountersOfRemovedEntriesAreFinal() {
        sw.flows("cookie=1,priority=5,udp,udp_src=1,actions=output:2", "priority=1,actions=output:3");
        FlowEntry entry = sw.entry(1);
        for (int i = 0; i < 5; i++) {
            sw.receive(1, packet);
        }
        sw.delete("udp");
        sw.revalidate();
        assertThat(entry.stats().packets()).isEqualTo(5);
    }

    @Test
    void packetsBeforeTheEngineHasTheNewProgramCountOnTheOldEntry() {
        sw.flows("cookie=1,priority=1,in_port=1,actions=output:2");
        sw.receive(1, packet);
        sw.flows("cookie=2,priority=2,in_port=1,actions=output:3");
        for (int i = 0; i < sw.engine.config().commandsPerTurn(); i++) {
            sw.engine.submit(new EngineCommand.Sync(() -> {})); // keeps the engine from the change for one turn
        }
        sw.slowPath.barrier(); // so that the pass does not wait for its rest of a millisecond
        sw.slowPath.revalidator().poll();
        sw.receive(1, packet, packet, packet);
        assertThat(sw.sentCount(2)).isEqualTo(4);
        sw.receive(1, packet);
        assertThat(sw.sentCount(3)).isEqualTo(1);
        assertThat(sw.entry(1).stats().packets()).isEqualTo(4);
        assertThat(sw.entry(2).stats().packets()).isEqualTo(1);
        sw.revalidate();
        assertThat(sw.entry(1).stats().packets()).isEqualTo(4);
    }

    @Test
    void aBarrierWaitsForTheEngine() {
        sw.flows("in_port=1,actions=output:2");
        CompletableFuture<Void> barrier = sw.slowPath.barrier();
        sw.slowPath.revalidator().poll();
        assertThat(barrier).isNotDone();
        sw.engine.poll();
        sw.slowPath.revalidator().poll();
        assertThat(barrier).isDone();
    }

    @Test
    void aBarrierWaitsForUpcallsThatWorkByOlderRules() {
        sw.flows("in_port=1,actions=output:2");
        sw.pipeline.newReader().read(view -> {
            sw.flows("in_port=2,actions=output:2");
            CompletableFuture<Void> barrier = sw.slowPath.barrier();
            for (int i = 0; i < 10; i++) {
                sw.slowPath.revalidator().poll();
                sw.settle();
            }
            assertThat(barrier).isNotDone();
            return null;
        });
        sw.revalidate();
    }

    @Test
    void idleFlowsAreRemovedAndTheirIndexesComeBack() {
        SwitchFixture quick = new SwitchFixture(new SlowPathSettings(
                        4, 4, 64, Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofSeconds(300), 100))
                .ports(1, 2);
        quick.flows("cookie=1,udp,udp_dst=0/0x8000,actions=output:2");
        for (int i = 0; i < 40; i++) {
            quick.receive(1, packet);
            quick.slowPath.revalidator().poll();
            quick.settle();
            assertThat(quick.cached()).isEmpty();
        }
        assertThat(quick.sentCount(2)).isEqualTo(40);
        assertThat(quick.entry(1).stats().packets()).isEqualTo(40);
    }
}
