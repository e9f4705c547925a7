package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.MaskedField;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortState;
import org.mirach.vswitch.slowpath.translate.Translation;

class GroupsTest {
    private static final String M2 = "02:00:00:00:00:02";

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3, 4);

    @Test
    void eachBucketHasItsOwnCopy() {
        sw.group(GroupType.ALL, 1, "actions=set_field:" + M2 + "->eth_dst,output:2", "actions=output:3");
        sw.flows("actions=group:1,output:4");
        assertThat(trace("in_port=1,eth_dst=02:00:00:00:00:01"))
                .startsWith("set(eth(dst=" + M2 + ")),output:2,set(eth(dst=02:00:00:00:00:01)),output:3,output:4;");
    }

    @Test
    void aBucketIsAnActionSet() {
        sw.group(GroupType.INDIRECT, 1, "actions=output:2,set_field:" + M2 + "->eth_dst,push_vlan:0x8100");
        sw.flows("actions=group:1");
        assertThat(trace("in_port=1")).startsWith("set(eth(dst=" + M2 + ")),push_vlan(8100,vid=0,pcp=0),output:2;");
        sw.group(GroupType.INDIRECT, 1, "actions=set_field:" + M2 + "->eth_dst");
        assertThat(trace("in_port=1")).startsWith("drop;");
    }

    @Test
    void whatCannotBeTakenBackIsDoneToAClone() {
        sw.group(GroupType.ALL, 1, "actions=push_pbb:0x88e7,output:2", "actions=output:3");
        sw.flows("actions=group:1");
        assertThat(trace("in_port=1")).startsWith("clone(push_pbb(itag=0),output:2),output:3;");
    }

    @Test
    void groupsLeadToGroups() {
        sw.group(GroupType.INDIRECT, 2, "actions=output:3");
        sw.group(GroupType.ALL, 1, "actions=output:2", "actions=group:2");
        sw.flows("actions=group:1");
        assertThat(trace("in_port=1")).startsWith("output:2,output:3;");
    }

    @Test
    void fastFailoverTakesTheFirstBucketThatIsAlive() {
        sw.group(
                GroupType.FAST_FAILOVER,
                1,
                "watch_port=2,actions=output:2",
                "watch_group=2,actions=output:3",
                "watch_port=4,actions=output:4");
        sw.group(GroupType.FAST_FAILOVER, 2, "watch_port=3,actions=output:3");
        sw.flows("actions=group:1");
        assertThat(trace("in_port=1")).startsWith("output:2;");
        linkDown(2);
        assertThat(trace("in_port=1")).startsWith("output:3;");
        linkDown(3);
        assertThat(trace("in_port=1")).startsWith("output:4;");
        linkDown(4);
        assertThat(trace("in_port=1")).startsWith("drop;");
    }

    @Test
    void cachedFlowsFollowTheLivenessOfPorts() {
        sw.group(GroupType.FAST_FAILOVER, 1, "watch_port=2,actions=output:2", "watch_port=3,actions=output:3");
        sw.flows("actions=group:1");
        byte[] packet = Packets.udpFrame(1, 2, 10);
        sw.receive(1, packet, packet);
        assertThat(sw.sentCount(2)).isEqualTo(2);
        linkDown(2);
        sw.revalidate();
        sw.receive(1, packet);
        assertThat(sw.sentCount(3)).isEqualTo(1);
        sw.slowPath.registry().pushAll();
        GroupEntry group = sw.pipeline.newReader().read(view -> view.group(1));
        assertThat(group.traffic().packets()).isEqualTo(3);
        assertThat(group.buckets().get(0).traffic().packets()).isEqualTo(2);
        assertThat(group.buckets().get(1).traffic().packets()).isEqualTo(1);
    }

    @Test
    void aSelectGroupSpreadsByWeightAndKeepsAFlowWhereItIs() {
        sw.group(GroupType.SELECT, 1, "weight=3,actions=output:2", "weight=1,actions=output:3");
        sw.flows("actions=group:1");
        int[] perPort = new int[5];
        for (int flow = 0; flow < 400; flow++) {
            byte[] packet = Packets.tcpFrame(1000 + flow, 7, 2, new byte[10]);
            sw.receive(1, packet, packet);
            int two = sw.sentCount(2);
            int three = sw.sentCount(3);
            assertThat(two == 2 && three == 0 || two == 0 && three == 2).isTrue();
            perPort[2] += two;
            perPort[3] += three;
        }
        assertThat(perPort[2] + perPort[3]).isEqualTo(800);
        assertThat(perPort[3]).isBetween(120, 280);
        assertThat(sw.cached()).hasSizeLessThan(20);
    }

    @Test
    void aGroupByFieldsLooksAtThemOnly() {
        Selection byDestination = new Selection(
                Selection.Method.HASH,
                0,
                List.of(new MaskedField(Field.ETH_DST, Field.ETH_DST.fullMask(), Field.ETH_DST.fullMask())));
        sw.group(
                GroupType.SELECT,
                1,
                byDestination,
                "actions=output:2",
                "actions=output:3",
                "weight=0,actions=output:4");
        sw.flows("actions=group:1");
        Set<String> ways = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            String packet = "in_port=1,eth_dst=02:00:00:00:00:%02x".formatted(i);
            ways.add(trace(packet).substring(0, 8));
            assertThat(trace(packet + ",eth_src=02:00:00:00:00:77"))
                    .startsWith(trace(packet).substring(0, 8));
        }
        assertThat(ways).containsExactlyInAnyOrder("output:2", "output:3");
    }

    private void linkDown(int portNo) {
        OfPort port = sw.pipeline.ports().snapshot().port(portNo);
        sw.pipeline.ports().update(port.withState(PortState.LINK_DOWN));
    }

    private String trace(String packet) {
        FlowKey key = TraceText.key(packet);
        Translation translation =
                sw.pipeline.newReader().read(view -> sw.slowPath.translator().translate(view, key));
        return TraceText.actions(translation.actions()) + "; ";
    }
}
