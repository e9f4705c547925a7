package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.table.FlowStats;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

class UpcallTest {
    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);

    @Test
    void missesOfOneFlowRaiseOneUpcall() {
        sw.flows("cookie=1,in_port=1,actions=output:2");
        for (int i = 0; i < 50; i++) {
            sw.ports.get(1).inject(Packets.udpFrame(1000 + i, 80, 10));
        }
        while (sw.engine.poll() > 0) {} // all of them miss before the first is translated
        sw.settle();
        assertThat(sw.slowPath.upcalls().packetCount()).isEqualTo(50);
        assertThat(sw.slowPath.upcalls().translationCount()).isEqualTo(1);
        assertThat(sw.cached()).hasSize(1);
        assertThat(sw.sentCount(2)).isEqualTo(50);
    }

    @Test
    void laterPacketsOfTheFlowStayInTheFastPathAndAreCounted() {
        sw.flows("cookie=1,in_port=1,actions=output:2");
        byte[] packet = Packets.udpFrame(1, 2, 10);
        sw.receive(1, packet);
        for (int i = 0; i < 99; i++) {
            sw.receive(1, packet);
        }
        assertThat(sw.slowPath.upcalls().packetCount()).isEqualTo(1);
        FlowStats stats = sw.entry(1).stats();
        assertThat(stats.packets()).isEqualTo(100);
        assertThat(stats.bytes()).isEqualTo(100L * packet.length);
        assertThat(sw.pipeline.tableStats(0).lookupCount()).isEqualTo(100);
        assertThat(sw.pipeline.tableStats(0).matchedCount()).isEqualTo(100);
    }

    @Test
    void droppedPacketsAreCountedToo() {
        sw.flows("cookie=1,in_port=1,actions=drop");
        sw.receive(1, Packets.udpFrame(1, 2, 10), Packets.udpFrame(1, 2, 10));
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        assertThat(sw.entry(1).stats().packets()).isEqualTo(3);
        assertThat(sw.slowPath.registry().dropCount(DropReason.FLOW_ACTION_DROP))
                .isEqualTo(3);
        assertThat(sw.engine.drops().snapshot()).isEmpty();
        sw.slowPath.injector().inject(Packets.udpFrame(1, 2, 10), PortNo.ANY, List.of());
        sw.settle();
        assertThat(sw.slowPath.registry().dropCount(DropReason.FLOW_ACTION_DROP))
                .isEqualTo(4);
        assertThat(sw.engine.drops().snapshot()).isEmpty();
    }

    @Test
    void packetsForTheControllerComeUpEachTime() {
        sw.flows("cookie=5,in_port=1,actions=set_field:02:00:00:00:00:99->eth_dst,controller,output:2");
        for (int i = 0; i < 3; i++) {
            sw.receive(1, Packets.udpFrame(1, 2, 10));
        }
        assertThat(sw.packetIns).hasSize(3).allSatisfy(notice -> {
            assertThat(notice.cause()).isEqualTo(Cause.ACTION);
            assertThat(notice.cookie()).isEqualTo(5);
            assertThat(notice.inPort()).isEqualTo(1);
            assertThat(notice.packet()[5] & 0xff).isEqualTo(0x99);
        });
        assertThat(sw.sentCount(2)).isEqualTo(3);
        assertThat(sw.entry(5).stats().packets()).isEqualTo(3);
        assertThat(sw.slowPath.upcalls().translationCount()).isEqualTo(1);
    }

    @Test
    void normalLearnsFromTheFirstPacket() {
        sw.flows("cookie=1,actions=normal");
        sw.receive(1, Packets.udpFrame(1, 2, 10)); // MAC1 -> MAC2, flooded
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.sentCount(3)).isEqualTo(1);
        byte[] answer = Packets.ethernet(Packets.MAC1, Packets.MAC2, 0x0800, new byte[46]);
        sw.receive(2, answer);
        assertThat(sw.sentCount(1)).isEqualTo(1);
        assertThat(sw.sentCount(3)).isZero();
        sw.revalidate();
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.sentCount(3)).isZero();
    }

    @Test
    void aFullCacheEvictsAndLosesNoPacketAndNoCount() {
        SwitchFixture small = new SwitchFixture(SlowPathSettings.DEFAULT.withLimits(8, 4)).ports(1, 2);
        small.flows("cookie=1,udp,udp_dst=1,actions=output:2", "cookie=2,priority=1,udp,actions=output:2");
        for (int i = 0; i < 500; i++) {
            small.receive(1, Packets.udpFrame(5, i, 10));
        }
        assertThat(small.sentCount(2)).isEqualTo(500);
        assertThat(small.slowPath.registry().flowCount()).isLessThanOrEqualTo(8);
        assertThat(small.entry(1).stats().packets() + small.entry(2).stats().packets())
                .isEqualTo(500);
    }

    @Test
    void masksBeyondTheLimitOfTheEngineAreNotCached() {
        SwitchFixture small = new SwitchFixture(SlowPathSettings.DEFAULT.withLimits(100, 1)).ports(1, 2);
        small.flows(
                "cookie=1,priority=5,in_port=1,udp,udp_dst=7,actions=output:2",
                "cookie=2,priority=1,in_port=2,actions=drop",
                "cookie=3,priority=9,arp,actions=output:2");
        byte[] arp = Packets.ethernet(Packets.MAC2, Packets.MAC1, 0x0806, new byte[46]);
        for (int i = 0; i < 3; i++) {
            small.receive(1, Packets.udpFrame(5, 7, 10), arp);
        }
        assertThat(small.cached()).hasSize(1);
        assertThat(small.sentCount(2)).isEqualTo(6);
        assertThat(small.entry(1).stats().packets()).isEqualTo(3);
        assertThat(small.entry(3).stats().packets()).isEqualTo(3);
    }

    @Test
    void aPacketOutWithoutAnEthernetHeaderIsDroppedAndCounted() {
        assertThat(sw.slowPath.injector().inject(new byte[0], PortNo.CONTROLLER, FlowSyntax.actions("output:2")))
                .isEmpty();
        assertThat(sw.slowPath.injector().inject(new byte[13], PortNo.CONTROLLER, FlowSyntax.actions("output:2")))
                .isEmpty();
        sw.settle();
        assertThat(sw.sent(2)).isEmpty();
        assertThat(sw.slowPath.registry().dropCount(DropReason.TRUNCATED_ETHERNET))
                .isEqualTo(2);
    }

    @Test
    void packetOutGoesThroughActionsAndTables() {
        sw.flows("cookie=1,in_port=3,actions=output:1");
        byte[] packet = Packets.udpFrame(1, 2, 10);
        assertThat(sw.slowPath.injector().inject(packet, PortNo.CONTROLLER, FlowSyntax.actions("output:2")))
                .isEmpty();
        assertThat(sw.slowPath.injector().inject(packet, 3, FlowSyntax.actions("table")))
                .isEmpty();
        assertThat(sw.slowPath.injector().inject(packet, PortNo.ANY, FlowSyntax.actions("controller")))
                .isEmpty();
        sw.settle();
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.sentCount(1)).isEqualTo(1);
        assertThat(sw.packetIns)
                .singleElement()
                .satisfies(n -> assertThat(n.cause()).isEqualTo(Cause.PACKET_OUT));
        assertThat(sw.entry(1).stats().packets()).isEqualTo(1);
    }
}
