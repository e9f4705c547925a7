package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.FlowSyntax;

/** Packets that the engine looks up more than once. */
class RecirculationTest {
    private static final int SYN = 2;
    private static final int ACK = 0x10;

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3, PortNo.LOCAL);

    @Test
    void behindAPoppedLabelTheIpHeaderIsSeen() {
        sw.flows(
                "cookie=1,mpls,actions=pop_mpls:0x0800,dec_ttl,resubmit(,1)",
                "cookie=2,table=1,tcp,tcp_dst=7,actions=output:2");
        byte[] inner = Packets.tcpFrame(5, 7, SYN, new byte[20]);
        byte[] labelled = Packets.concat(
                java.util.Arrays.copyOf(inner, 12),
                Packets.hex("8847 00005140"),
                java.util.Arrays.copyOfRange(inner, 14, inner.length));
        sw.receive(1, labelled, labelled, labelled);
        assertThat(sw.sent(2)).hasSize(3).allSatisfy(out -> {
            assertThat(out).hasSize(inner.length);
            assertThat(out[22]).isEqualTo((byte) (inner[22] - 1));
        });
        assertThat(sw.entry(1).stats().packets()).isEqualTo(3);
        assertThat(sw.entry(2).stats().packets()).isEqualTo(3);
        assertThat(sw.cached()).hasSize(2);
        assertThat(sw.slowPath.upcalls().translationCount()).isEqualTo(2);
    }

    @Test
    void connectionsAreFollowed() {
        sw.flows(
                "priority=5,ct_state=0/0x20,tcp,actions=ct(table=1,zone=4)",
                "cookie=1,table=1,in_port=1,ct_state=0x21/0x21,ct_zone=4,tcp,actions=ct(commit,zone=4,mark=8),output:2",
                "cookie=2,table=1,ct_state=0x22/0x22,ct_mark=8,tcp,actions=output:LOCAL");
        sw.receive(1, Packets.tcpFrame(5, 7, SYN, new byte[0]));
        assertThat(sw.sentCount(2)).isEqualTo(1);
        sw.receive(2, reply(SYN | ACK));
        assertThat(sw.sentCount(PortNo.LOCAL)).isEqualTo(1);
        assertThat(sw.entry(1).stats().packets()).isEqualTo(1);
        assertThat(sw.entry(2).stats().packets()).isEqualTo(1);
    }

    @Test
    void packetOutsAreTrackedToo() {
        sw.flows("table=1,ct_state=0x21/0x21,tcp,actions=output:3");
        assertThat(sw.slowPath
                        .injector()
                        .inject(
                                Packets.tcpFrame(5, 7, SYN, new byte[0]),
                                PortNo.CONTROLLER,
                                FlowSyntax.actions("set_field:3->reg0,ct(table=1),output:2")))
                .isEmpty();
        sw.settle();
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.sentCount(3)).isEqualTo(1);
    }

    @Test
    void theControllerIsToldWhatThePipelineKnows() {
        sw.flows(
                "priority=5,ct_state=0/0x20,tcp,actions=set_field:3->reg0,set_field:9->tun_id,ct(table=1,zone=4)",
                "table=1,actions=set_field:5->metadata,set_field:6->pkt_mark,controller");
        sw.receive(1, Packets.tcpFrame(5, 7, SYN, new byte[0]));
        assertThat(sw.packetIns).hasSize(1);
        assertThat(sw.packetIns.getFirst().match())
                .isEqualTo(FlowSyntax.match("in_port=1,tun_id=9,metadata=5,pkt_mark=6,reg0=3,ct_state=0x21,ct_zone=4,"
                        + "ct_nw_src=10.0.0.1,ct_nw_dst=10.0.0.2,ct_nw_proto=6,ct_tp_src=5,ct_tp_dst=7"));
    }

    @Test
    void aPausedPacketGoesOnWhereItWas() {
        sw.flows("actions=set_field:4->reg2,pause,resubmit(,1)", "table=1,reg2=4,actions=output:2");
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        assertThat(sw.sentCount(2)).isZero();
        PacketInNotice notice = sw.packetIns.getFirst();
        assertThat(notice.continuation()).isNotZero();
        sw.slowPath.injector().resume(notice.packet(), notice.key(), notice.continuation());
        sw.settle();
        assertThat(sw.sentCount(2)).isEqualTo(1);
        assertThat(sw.slowPath.injector().resume(notice.packet(), notice.key(), 12345))
                .isPresent();
    }

    @Test
    void whatNoRuleNeedsIsForgottenInTheEnd() {
        sw.flows("mpls,actions=pop_mpls:0x0800,dec_ttl,output:2");
        FlowKey packet = TraceText.key("in_port=1,mpls,mpls_bos=1");
        sw.pipeline.newReader().read(view -> sw.slowPath.translator().translate(view, packet));
        assertThat(sw.slowPath.recircs().size()).isEqualTo(1);
        sw.revalidate();
        assertThat(sw.slowPath.recircs().size()).isEqualTo(1);
        sw.aheadNs += 31_000_000_000L;
        sw.slowPath.recircs().expire();
        assertThat(sw.slowPath.recircs().size()).isZero();
    }

    private static byte[] reply(int flags) {
        return Packets.ethernet(
                Packets.MAC1,
                Packets.MAC2,
                0x0800,
                Packets.ipv4("10.0.0.2", "10.0.0.1", 6, Packets.tcp("10.0.0.2", "10.0.0.1", 7, 5, flags, new byte[0])));
    }
}
