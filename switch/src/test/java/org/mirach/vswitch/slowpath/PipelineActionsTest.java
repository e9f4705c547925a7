package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.FragmentHandling;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.slowpath.translate.Translation;

/** What each action makes of a packet, as datapath actions in text. */
class PipelineActionsTest {
    private static final String M2 = "02:00:00:00:00:02";

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3, PortNo.LOCAL);

    @Test
    void registersCarryWhatIsLoadedIntoThem() {
        sw.flows(
                "actions=set_field:5->reg1,move:reg1[0..31]->reg2[0..31],set_field:7->metadata,resubmit(,1)",
                "table=1,reg2=5,metadata=7,xreg0=5,actions=output:2");
        assertThat(trace("in_port=1")).startsWith("output:2;");
    }

    @Test
    void theStackGivesBackTheLastValueFirst() {
        sw.flows(
                "actions=set_field:5->reg0,push:reg0[0..31],set_field:6->reg0,push:reg0[0..31],pop:reg1[0..31],"
                        + "pop:reg2[0..15],pop:reg3[0..31],resubmit(,1)",
                "table=1,reg1=6,reg2=5,reg3=0,actions=output:2");
        assertThat(trace("in_port=1")).startsWith("output:2;");
        assertThat(steps("in_port=1")).contains("     >>>> stack underflow");
    }

    @Test
    void exitEndsEverythingTheActionSetToo() {
        sw.flows("actions=resubmit(,1),output:3,write_actions(output:2)", "table=1,actions=output:LOCAL,exit,output:3");
        assertThat(trace("in_port=1")).startsWith("output:LOCAL;");
    }

    @Test
    void whatACloneChangesIsForgotten() {
        sw.flows("actions=clone(set_field:" + M2 + "->eth_dst,output:2),output:3");
        assertThat(trace("in_port=1,eth_dst=02:00:00:00:00:01"))
                .startsWith("set(eth(dst=" + M2 + ")),output:2,set(eth(dst=02:00:00:00:00:01)),output:3;");
        sw.flows("priority=40000,in_port=2,actions=clone(trunc(1,100),output:3),output:3");
        assertThat(trace("in_port=2")).startsWith("clone(trunc(100),output:1,output:3),output:3;");
    }

    /** Each works out what follows it twice, without a lookup that is counted. */
    @Test
    void branchesDoNotMultiplyWithoutEnd() {
        sw.flows("actions=" + "larger(100,reg0[0..0]),".repeat(60) + "output:2");
        assertThat(trace("in_port=1")).startsWith("drop;");
        sw.flows("priority=40000,in_port=2,actions=" + "larger(100,reg0[0..0]),".repeat(5) + "output:3");
        assertThat(trace("in_port=2")).contains("output:3");
    }

    @Test
    void groupsOfGroupsDoNotMultiplyWithoutEnd() {
        String[] buckets = new String[20];
        for (int id = 1; id < 40; id++) {
            Arrays.fill(buckets, "actions=group:" + (id + 1));
            sw.group(GroupType.ALL, id, buckets);
        }
        sw.group(GroupType.INDIRECT, 40, "actions=output:3");
        sw.flows("actions=group:1", "priority=40000,in_port=2,actions=group:39");
        assertThat(trace("in_port=1")).startsWith("drop;");
        assertThat(trace("in_port=2")).contains("output:3");
    }

    @Test
    void theActionSetHasTheOrderOfTheSpecification() {
        sw.flows("mpls,actions=write_actions(output:2,set_mpls_ttl:9,set_queue:4,dec_mpls_ttl,push_vlan:0x8100,"
                + "push_mpls:0x8847,copy_ttl_out)");
        assertThat(trace("in_port=1,mpls,mpls_bos=1,mpls_ttl=30,mpls_label=7"))
                .startsWith("push_mpls(8847,label=7,tc=0,bos=0,ttl=9),push_vlan(8100,vid=0,pcp=0),queue(4),output:2;");
    }

    private void group() {
        sw.group(GroupType.INDIRECT, 1, "actions=output:LOCAL");
    }

    @Test
    void actsetOutputSaysWhereTheActionSetLeads() {
        group();
        sw.flows(
                "in_port=1,actions=write_actions(output:2),goto_table:1",
                "in_port=3,actions=write_actions(output:2,group:1),goto_table:1",
                "table=1,actset_output=2,actions=output:LOCAL");
        assertThat(trace("in_port=1")).startsWith("output:LOCAL,output:2;");
        assertThat(trace("in_port=3")).startsWith("output:LOCAL;");
    }

    @Test
    void metersQueuesAndTruncation() {
        sw.meter(7);
        sw.flows("actions=set_queue:3,output:2,pop_queue,output:3,enqueue(2,9),trunc(3,64),meter:7");
        assertThat(trace("in_port=1"))
                .startsWith(
                        "meter(7),queue(3),output:2,queue(-1),output:3,queue(9),output:2,trunc(64),queue(-1),output:3;");
    }

    @Test
    void bothAnswersToALengthAreWorkedOut() {
        sw.flows(
                "actions=larger(1000,reg0[0..0]),resubmit(,1)",
                "table=1,reg0=1,actions=output:2",
                "table=1,priority=1,actions=output:3");
        assertThat(trace("in_port=1")).startsWith("longer(1000,then(output:2),else(output:3));");
    }

    @Test
    void theFirstLabelInheritsFromIpTheNextFromIt() {
        sw.flows("ip,actions=push_mpls:0x8847,set_field:99->mpls_label,push_mpls:0x8847,output:2");
        assertThat(trace("in_port=1,tcp,nw_ttl=33,ip_dscp=8"))
                .startsWith(
                        "push_mpls(8847,label=99,tc=0,bos=1,ttl=33),push_mpls(8847,label=99,tc=0,bos=0,ttl=33),output:2;");
    }

    @Test
    void aFourthLabelIsTooMany() {
        sw.flows("actions=push_mpls:0x8847,push_mpls:0x8847,push_mpls:0x8847,output:3,push_mpls:0x8847,output:2");
        assertThat(trace("in_port=1")).startsWith("drop;");
        assertThat(translate("in_port=1").dropReason()).isEqualTo(DropReason.TOO_MANY_LABELS);
    }

    @Test
    void behindThePoppedLabelThePacketIsReadAgain() {
        sw.flows(
                "priority=5,mpls,actions=pop_mpls:0x0800,output:2,dec_ttl,output:3,goto_table:1",
                "table=1,tcp,actions=output:LOCAL");
        assertThat(trace("in_port=1,mpls,mpls_bos=1")).startsWith("pop_mpls(800),output:2,recirc(1);");
        assertThat(trace("in_port=1,recirc_id=1,tcp,nw_ttl=9")).startsWith("set(ipv4(ttl=8)),output:3,output:LOCAL;");
    }

    @Test
    void ttlsAreCopiedByWhoSeesBoth() {
        sw.flows("mpls,actions=copy_ttl_out,output:2,copy_ttl_in,output:3");
        assertThat(trace("in_port=1,mpls,mpls_bos=1")).startsWith("copy_ttl_out,output:2,recirc(");
        sw.flows("priority=40000,in_port=3,mpls,actions=push_mpls:0x8847,set_mpls_ttl:9,copy_ttl_in,output:2");
        assertThat(trace("in_port=3,mpls,mpls_bos=1,mpls_ttl=30,mpls_label=5"))
                .startsWith("set(mpls(label=5,tc=0,bos=1,ttl=9)),push_mpls(8847,label=5,tc=0,bos=0,ttl=9),output:2;");
    }

    @Test
    void aBackboneHeaderInheritsTheServiceAndHidesTheRest() {
        sw.flows(
                "priority=9,dl_vlan=5,actions=push_pbb:0x88e7,set_field:77->pbb_isid,output:2,push_pbb:0x88e7,output:3",
                "priority=8,eth_type=0x88e7,actions=pop_pbb,goto_table:1",
                "table=1,actions=output:2");
        assertThat(trace("in_port=1,vlan_vid=0x1005,vlan_pcp=3"))
                .startsWith("push_pbb(itag=60000000),set(isid=77),output:2,push_pbb(itag=4d),output:3;");
        assertThat(trace("in_port=1,eth_type=0x88e7")).startsWith("pop_pbb,recirc(1);");
    }

    @Test
    void networkServiceHeadersAreMadeAndTakenOff() {
        sw.flows(
                "priority=5,tcp,actions=decap,encap_nsh,set_field:0x1234->nsh_spi,encap_eth,set_field:" + M2
                        + "->eth_dst,output:2",
                "priority=6,eth_type=0x894f,actions=decap,decap,resubmit(,1)",
                "table=1,actions=encap_eth,output:3");
        assertThat(trace("in_port=1,tcp"))
                .startsWith("pop_eth,push_nsh(0fc60101001234ff00000000000000000000000000000000),push_eth(dst=" + M2
                        + ",type=894f),output:2;");
        assertThat(trace("in_port=1,eth_type=0x894f,nsh_np=1")).startsWith("pop_eth,pop_nsh,recirc(1);");
    }

    @Test
    void aFrameBecomesThePayloadOfALabel() {
        sw.flows("actions=encap_mpls,set_field:9->mpls_label,encap_eth,set_field:" + M2 + "->eth_dst,output:2");
        assertThat(trace("in_port=1,tcp,nw_ttl=5"))
                .startsWith("encap_mpls(8847,label=9,tc=0,bos=1,ttl=5),push_eth(dst=" + M2 + ",type=8847),output:2;");
    }

    @Test
    void fragmentsAreTakenAsTheSwitchIsTold() {
        sw.flows("priority=5,tcp,tcp_dst=7,actions=output:2", "priority=1,actions=output:3");
        String first = "in_port=1,tcp,nw_frag=1,tcp_dst=7";
        assertThat(trace(first)).startsWith("output:3;");
        sw.pipeline.fragments(FragmentHandling.NX_MATCH);
        assertThat(trace(first)).startsWith("output:2;");
        sw.pipeline.fragments(FragmentHandling.DROP);
        assertThat(trace(first)).startsWith("drop;");
        assertThat(translate(first).dropReason()).isEqualTo(DropReason.FRAGMENT);
    }

    @Test
    void aPausedPacketStopsUntilTheControllerSendsItBack() {
        sw.flows("actions=output:2,pause,output:3");
        assertThat(trace("in_port=1")).startsWith("output:2,controller(ACTION,table=0,cookie=0x0,continuation=1);");
        FlowKey back = TraceText.key("in_port=1");
        Translation resumed =
                sw.pipeline.newReader().read(view -> sw.slowPath.translator().translateResume(view, back, 1, null));
        assertThat(TraceText.actions(resumed.actions())).isEqualTo("output:3");
        assertThat(sw.pipeline
                        .newReader()
                        .<Translation>read(view -> sw.slowPath.translator().translateResume(view, back, 99, null)))
                .isNull();
    }

    @Test
    void connectionTrackingForksThePacket() {
        sw.flows(
                "priority=5,ct_state=0/0x20,ip,actions=set_field:4->reg3,ct(table=1,zone=5,commit,mark=3),output:3",
                "table=1,ct_state=0x21/0x21,ct_zone=5,reg3=4,actions=output:2",
                "table=1,priority=1,actions=drop");
        assertThat(trace("in_port=1,tcp")).startsWith("ct(commit,zone=5,mark=3),recirc(1),output:3;");
        assertThat(trace("in_port=1,tcp,recirc_id=1,ct_state=0x21,ct_zone=5")).startsWith("output:2;");
        assertThat(trace("in_port=1,tcp,recirc_id=1,ct_state=0x22,ct_zone=5")).startsWith("drop;");
        assertThat(trace("in_port=1,tcp,recirc_id=77")).startsWith("drop;");
        assertThat(translate("in_port=1,tcp,recirc_id=77").dropReason()).isEqualTo(DropReason.RECIRCULATION_UNKNOWN);
    }

    @Test
    void onlyATrackedPacketHasSomethingToClear() {
        sw.flows(
                "ip,actions=ct_clear,ct(table=1)",
                "table=1,ct_state=0x20/0x20,actions=ct_clear,resubmit(,2)",
                "table=2,ct_state=0,actions=output:2");
        assertThat(trace("in_port=1,tcp")).startsWith("ct(zone=0),recirc(1);");
        assertThat(trace("in_port=1,tcp,recirc_id=1,ct_state=0x21")).startsWith("ct_clear,output:2;");
    }

    private Translation translate(String packet) {
        FlowKey key = TraceText.key(packet);
        return sw.pipeline.newReader().read(view -> sw.slowPath.translator().translate(view, key));
    }

    private List<String> steps(String packet) {
        List<String> steps = new ArrayList<>();
        FlowKey key = TraceText.key(packet);
        sw.pipeline
                .newReader()
                .read(view -> sw.slowPath.translator().translate(view, key, (depth, text) -> steps.add(text)));
        return steps;
    }

    private String trace(String packet) {
        Translation translation = translate(packet);
        return TraceText.actions(translation.actions()) + "; cached "
                + TraceText.cached(TraceText.key(packet), translation.mask());
    }
}
