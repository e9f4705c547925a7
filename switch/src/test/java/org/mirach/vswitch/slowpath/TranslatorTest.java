package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.slowpath.translate.Translation;

class TranslatorTest {
    private static final String M1 = "02:00:00:00:00:01";
    private static final String M2 = "02:00:00:00:00:02";

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3, PortNo.LOCAL);

    @Test
    void onlyWhatWasLookedAtIsCached() {
        sw.flows("priority=10,tcp,tcp_dst=22,actions=output:3", "priority=1,actions=output:2");
        assertThat(trace("in_port=1,tcp,tcp_dst=22")).isEqualTo("output:3; cached in_port=1,tcp,nw_frag=0,tcp_dst=22");
        assertThat(trace("in_port=1,arp")).isEqualTo("output:2; cached in_port=1,arp");
        assertThat(trace("in_port=1,udp,udp_dst=22")).isEqualTo("output:2; cached in_port=1,udp,nw_frag=0");
    }

    @Test
    void aWinnerEndsTheSearch() {
        sw.flows("priority=10,in_port=1,actions=output:3", "priority=1,tcp,tcp_dst=1,actions=output:2");
        assertThat(trace("in_port=1,tcp,tcp_dst=22")).isEqualTo("output:3; cached in_port=1,ip,nw_frag=0");
    }

    @Test
    void tablesAreGoneThrough() {
        sw.flows(
                "actions=write_metadata:5,goto_table:2",
                "table=2,metadata=5,ip,actions=output:2,goto_table:3",
                "table=3,actions=output:3");
        assertThat(trace("in_port=1,ip,nw_src=10.0.0.1")).isEqualTo("output:2,output:3; cached in_port=1,ip,nw_frag=0");
    }

    @Test
    void theActionSetIsExecutedLastInTheOrderOfTheSpecification() {
        sw.flows(
                "actions=write_actions(output:2,set_field:" + M2 + "->eth_dst,push_vlan:0x8100),goto_table:1",
                "table=1,actions=output:3");
        assertThat(trace("in_port=1"))
                .startsWith("output:3,set(eth(dst=" + M2 + ")),push_vlan(8100,vid=0,pcp=0),output:2;");
        sw.flows("table=1,actions=clear_actions");
        assertThat(trace("in_port=1")).startsWith("drop;");
    }

    @Test
    void aPacketDoesNotGoBackUnlessToInPort() {
        sw.flows("in_port=1,actions=output:1,output:2,in_port");
        assertThat(trace("in_port=1")).startsWith("output:2,output:1;");
    }

    @Test
    void floodAndAll() {
        sw.pipeline.ports().modify(2, 2, PortConfig.NO_FLOOD, PortConfig.NO_FLOOD);
        sw.flows("in_port=1,actions=flood", "in_port=3,actions=all");
        assertThat(trace("in_port=1")).startsWith("output:3,output:LOCAL;");
        assertThat(trace("in_port=3")).startsWith("output:1,output:2,output:LOCAL;");
    }

    @Test
    void headersAreRewrittenOnceBeforeAnOutput() {
        sw.flows("tcp,actions=set_field:" + M2 + "->eth_dst,set_field:10.9.9.9->nw_dst,dec_ttl,mod_tp_dst:80,output:2,"
                + "set_field:10.9.9.9->nw_dst,output:3");
        assertThat(trace("in_port=1,tcp,nw_ttl=64,nw_dst=10.0.0.1,tcp_dst=8080,eth_dst=" + M1))
                .isEqualTo("set(eth(dst=" + M2 + ")),set(ipv4(dst=10.9.9.9,ttl=63)),set(tp(dst=80)),output:2,output:3; "
                        + "cached in_port=1,tcp,eth_dst=" + M1 + ",nw_dst=10.0.0.1,nw_frag=0,nw_ttl=64,tcp_dst=8080");
    }

    @Test
    void aRewriteThatChangesNothingIsLeftOut() {
        sw.flows("actions=set_field:" + M2 + "->eth_dst,output:2");
        assertThat(trace("in_port=1,eth_dst=" + M2))
                .startsWith("output:2; cached in_port=1,eth_type=0x0,eth_dst=" + M2);
    }

    @Test
    void vlanTags() {
        sw.flows(
                "in_port=1,actions=push_vlan:0x8100,set_field:0x1005->vlan_vid,output:2,pop_vlan,output:3",
                "in_port=2,vlan_vid=0x1005,actions=pop_vlan,output:1",
                "in_port=3,actions=mod_vlan_vid:7,output:1");
        assertThat(trace("in_port=1")).startsWith("push_vlan(8100,vid=5,pcp=0),output:2,pop_vlan,output:3;");
        assertThat(trace("in_port=2,vlan_vid=0x1005,vlan_pcp=2")).startsWith("pop_vlan,output:1;");
        assertThat(trace("in_port=3,vlan_vid=0x1005,vlan_pcp=2"))
                .startsWith("pop_vlan,push_vlan(0,vid=7,pcp=2),output:1;");
        assertThat(trace("in_port=3")).startsWith("push_vlan(8100,vid=7,pcp=0),output:1;");
    }

    @Test
    void ipv6ArpAndNeighbourDiscoveryCanBeRewritten() {
        sw.flows(
                "tcp6,actions=set_field:2001:db8::5->ipv6_dst,set_field:7->ipv6_label,output:2",
                "arp,actions=set_field:2->arp_op,set_field:" + M2 + "->arp_sha,output:2",
                "icmp6,icmpv6_type=135,icmpv6_code=0,actions=set_field:fe80::9->nd_target,output:2",
                "icmp,actions=set_field:0->icmp_type,output:2");
        assertThat(trace("in_port=1,tcp6")).startsWith("set(ipv6(dst=5,label=7)),output:2;");
        assertThat(trace("in_port=1,arp,arp_op=1")).startsWith("set(arp(op=2,sha=" + M2 + ")),output:2;");
        assertThat(trace("in_port=1,icmp6,icmpv6_type=135,icmpv6_code=0")).startsWith("set(nd(target=9)),output:2;");
        assertThat(trace("in_port=1,icmp,icmp_type=8")).startsWith("set(icmp(type=0)),output:2;");
    }

    @Test
    void expiredTtlGoesToTheControllerAndNowhereElse() {
        sw.flows("ip,actions=output:2,dec_ttl,output:3,goto_table:1", "table=1,actions=output:3");
        assertThat(trace("in_port=1,ip,nw_ttl=1"))
                .isEqualTo(
                        "output:2,controller(INVALID_TTL,table=0,cookie=0x0); cached in_port=1,ip,nw_frag=0,nw_ttl=1");
    }

    @Test
    void theControllerGetsThePacketAsItIsThen() {
        sw.flows("cookie=9,priority=5,actions=set_field:" + M2 + "->eth_dst,controller:100,output:2");
        assertThat(trace("in_port=1"))
                .startsWith("set(eth(dst=" + M2 + ")),controller(ACTION,table=0,cookie=0x9),output:2;");
        DatapathAction.ToController copy =
                (DatapathAction.ToController) translate("in_port=1").actions().get(1);
        assertThat(copy.spec().maxLength()).isEqualTo(100);
    }

    @Test
    void aMissIsDroppedOrGoesToTheController() {
        assertThat(trace("in_port=1")).isEqualTo("drop; cached in_port=1,eth_type=0x0");
        assertThat(translate("in_port=1").dropReason()).isEqualTo(DropReason.TABLE_MISS);
        sw.pipeline.missToController(true);
        assertThat(trace("in_port=1"))
                .isEqualTo(
                        "controller(IMPLICIT_MISS,table=0,cookie=0xffffffffffffffff); cached in_port=1,eth_type=0x0");
        sw.flows("priority=0,actions=controller");
        assertThat(trace("in_port=1")).contains("controller(EXPLICIT_MISS,table=0,cookie=0x0)");
    }

    @Test
    void portConfigurationIsHonoured() {
        sw.flows("actions=output:2,output:3");
        sw.pipeline.ports().modify(2, 2, PortConfig.NO_FWD, PortConfig.NO_FWD);
        assertThat(trace("in_port=1")).startsWith("output:3;");
        sw.pipeline.ports().modify(3, 3, PortConfig.PORT_DOWN, PortConfig.PORT_DOWN);
        assertThat(trace("in_port=1")).startsWith("drop;");
        assertThat(translate("in_port=1").dropReason()).isEqualTo(DropReason.OUTPUT_PORT_NO_FWD);
        sw.pipeline.ports().modify(1, 1, PortConfig.NO_RECV, PortConfig.NO_RECV);
        assertThat(translate("in_port=1").dropReason()).isEqualTo(DropReason.INPUT_PORT_NO_RECV);
    }

    @Test
    void normalFloodsThenForwardsToWhereItLearned() {
        sw.flows("actions=normal");
        String there = "in_port=1,eth_src=" + M1 + ",eth_dst=" + M2;
        assertThat(trace(there))
                .isEqualTo("output:2,output:3,output:LOCAL; cached in_port=1,eth_type=0x0,eth_src=" + M1 + ",eth_dst="
                        + M2 + ",vlan_vid=0x0");
        sw.slowPath.macTable().learn(0, 0x020000000002L, 3, 0);
        assertThat(trace(there)).startsWith("output:3;");
        assertThat(trace("in_port=3,eth_src=" + M1 + ",eth_dst=" + M2)).startsWith("drop;");
        assertThat(trace(there + ",vlan_vid=0x1005")).startsWith("output:2,output:3,output:LOCAL;");
        assertThat(translate("in_port=1,eth_dst=01:80:c2:00:00:0e").dropReason())
                .isEqualTo(DropReason.RESERVED_MULTICAST);
    }

    @Test
    void resubmitWithoutAMatchIsNothingAndLoopsEnd() {
        sw.flows("actions=resubmit(,1),output:2", "table=2,actions=resubmit(,2)");
        assertThat(trace("in_port=1")).startsWith("output:2;");
        sw.flows("table=1,actions=output:3,resubmit(,2)");
        assertThat(trace("in_port=1")).startsWith("drop;");
        assertThat(translate("in_port=1").dropReason()).isEqualTo(DropReason.TOO_MANY_RESUBMITS);
    }

    @Test
    void aChainOfLaterTablesMayBeLong() {
        for (int table = 0; table < 200; table++) {
            sw.flows("table=" + table + ",actions=goto_table:" + (table + 1));
        }
        sw.flows("table=200,actions=output:2");
        assertThat(trace("in_port=1")).startsWith("output:2;");
    }

    @Test
    void theDeepestWayFitsTheStackOfASlowPathThread() throws InterruptedException {
        for (int table = 0; table < 200; table++) {
            sw.flows("table=" + table + ",actions=resubmit(," + (table + 1) + ")");
        }
        sw.flows("table=200,actions=resubmit(,0)");
        AtomicReference<DropReason> reason = new AtomicReference<>();
        Thread thread = Thread.ofPlatform()
                .stackSize(16L << 20)
                .start(() -> reason.set(translate("in_port=1").dropReason()));
        thread.join();
        assertThat(reason.get()).isEqualTo(DropReason.TOO_MANY_RESUBMITS);
    }

    @Test
    void bothHalvesOfAnIpv6AddressMove() {
        sw.flows(
                "priority=2,tcp6,ipv6_dst=::3,actions=move:ipv6_src[32..127]->ipv6_dst[0..95],output:2",
                "priority=1,tcp6,actions=move:ipv6_src[0..127]->ipv6_dst[0..127],output:2");
        assertThat(translate("in_port=1,tcp6,ipv6_src=2001:db8::1,ipv6_dst=2001:db9::2")
                        .actions())
                .contains(setIpv6Dst(0x20010db800000000L, 1));
        assertThat(translate("in_port=1,tcp6,ipv6_src=2001:db8:1:2:3:4:5:6,ipv6_dst=::3")
                        .actions())
                .contains(setIpv6Dst(0x20010db8L, 0x0001000200030004L));
    }

    @Test
    void fragmentsHaveNoPorts() {
        sw.flows("priority=5,tcp,tcp_dst=22,actions=output:3", "priority=1,actions=output:2");
        assertThat(trace("in_port=1,tcp,nw_frag=1,tcp_dst=22")).startsWith("output:2;");
    }

    private static DatapathAction setIpv6Dst(long hi, long lo) {
        return new DatapathAction.SetIpv6(0, 0, 0, 0, hi, lo, -1, -1, 0, 0, 0, 0, 0, 0);
    }

    private Translation translate(String packet) {
        FlowKey key = TraceText.key(packet);
        return sw.pipeline.newReader().read(view -> sw.slowPath.translator().translate(view, key));
    }

    private String trace(String packet) {
        Translation translation = translate(packet);
        return TraceText.actions(translation.actions()) + "; cached "
                + TraceText.cached(TraceText.key(packet), translation.mask());
    }
}
