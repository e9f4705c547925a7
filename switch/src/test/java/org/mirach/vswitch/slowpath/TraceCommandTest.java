package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.execute.ScratchPacket;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.slowpath.trace.TraceCommand;
import org.mirach.vswitch.slowpath.trace.TraceException;

/** The texts are what Open vSwitch 3.1 answers to the same, given the same flows. */
class TraceCommandTest {
    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);
    private final TraceCommand command = new TraceCommand(
            "br0",
            "mirach",
            sw.pipeline,
            sw.slowPath.translator(),
            (packet, inPort) -> new ScratchPacket().parse(packet, inPort),
            () -> new DatapathPorts(Map.of(1, "p1", 2, "p2", 3, "p3")));

    private String trace(String... arguments) throws TraceException {
        return command.trace(List.of(arguments));
    }

    @Test
    void aTraceTellsEachTableEachActionAndTheOutcome() throws TraceException {
        sw.flows("priority=5,in_port=1,tcp,actions=dec_ttl,goto_table:2", "table=2,tcp,tcp_dst=22,actions=output:2");
        assertThat(trace("br0", "in_port=1,tcp,tcp_dst=22,nw_ttl=64")).isEqualTo("""
                        Flow: tcp,in_port=1,vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:00,nw_src=0.0.0.0,nw_dst=0.0.0.0,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=0,tp_dst=22,tcp_flags=0

                        bridge("br0")
                        -------------
                         0. tcp,in_port=1, priority 5
                            dec_ttl
                            goto_table:2
                         2. tcp,tp_dst=22, priority 32768
                            output:2

                        Final flow: tcp,in_port=1,vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:00,nw_src=0.0.0.0,nw_dst=0.0.0.0,nw_tos=0,nw_ecn=0,nw_ttl=63,nw_frag=no,tp_src=0,tp_dst=22,tcp_flags=0
                        Megaflow: recirc_id=0,eth,tcp,in_port=1,nw_ttl=64,nw_frag=no,tp_dst=22
                        Datapath actions: set(ipv4(ttl=63)),2""");
    }

    @Test
    void whatFollowsATableIsNotIndentedWithIt() throws TraceException {
        sw.flows(
                "in_port=1,icmp,actions=resubmit(,1),output:3",
                "cookie=0x7b,table=1,actions=write_actions(output:2)",
                "in_port=2,actions=write_actions(output:3),goto_table:1");
        assertThat(trace("br0", "in_port=1,icmp"))
                .contains("""
                         0. icmp,in_port=1, priority 32768
                            resubmit(,1)
                             1. priority 32768, cookie 0x7b
                                    write_actions(output:2)
                        """)
                .contains("\n    output:3\n")
                .contains("\n--. Executing action set:\n    output:2\n")
                .endsWith("Datapath actions: 3,2");
    }

    @Test
    void theFlowMayBeTheDatapathsAndThePortAName() throws TraceException {
        sw.flows("in_port=2,dl_vlan=9,actions=output:1");
        String tagged = "in_port(2),eth(src=50:54:00:00:00:05,dst=50:54:00:00:00:07),eth_type(0x8100),"
                + "vlan(vid=9,pcp=1),encap(eth_type(0x0800),ipv4(src=1.2.3.4,dst=5.6.7.8,proto=17,tos=0,ttl=64,frag=no),"
                + "udp(src=8,dst=9))";
        assertThat(trace(tagged))
                .startsWith(
                        "Flow: udp,in_port=2,dl_vlan=9,dl_vlan_pcp=1,vlan_tci1=0x0000,dl_src=50:54:00:00:00:05,dl_dst=50:54:00:00:00:07,nw_src=1.2.3.4,nw_dst=5.6.7.8,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,tp_src=8,tp_dst=9\n")
                .contains("Megaflow: recirc_id=0,eth,ip,in_port=2,dl_vlan=9,nw_frag=no\n")
                .endsWith("Datapath actions: 1");
        assertThat(trace("br0", "in_port=p2,dl_vlan=9", "--names"))
                .startsWith("Flow: in_port=p2,dl_vlan=9,")
                .endsWith("Datapath actions: p1");
        assertThat(trace("mirach", tagged)).isEqualTo(trace(tagged)).isEqualTo(trace("ovs-mirach", tagged));
    }

    @Test
    void bytesAreThePacketAndTheFlowSaysWhereItCameIn() throws TraceException {
        String arp = "ffffffffffff" + "505400000001" + "0806" + "00010800060400015054000000010a000001"
                + "0000000000000a000002";
        assertThat(trace("br0", "in_port=3,reg0=7", arp))
                .startsWith(
                        "Flow: arp,in_port=3,vlan_tci=0x0000,dl_src=50:54:00:00:00:01,dl_dst=ff:ff:ff:ff:ff:ff,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1,arp_sha=50:54:00:00:00:01,arp_tha=00:00:00:00:00:00\n");
        String flow = "in_port=1,udp6,ipv6_src=fe80::1,ipv6_dst=2001:db8::2,udp_dst=53,nw_ttl=9,dl_vlan=7";
        assertThat(trace("br0", flow, "-generate")).isEqualTo(trace("br0", flow));
    }

    @Test
    void aPacketOutIsTracedByItsActions() throws TraceException {
        assertThat(command.tracePacketOut(List.of("br0", "in_port=1,udp", "set_field:9->udp_dst,output:2")))
                .contains("-------------\n    set_field:9->udp_dst\n    output:2\n\nFinal flow: udp,")
                .contains("Megaflow: recirc_id=0,eth,udp,in_port=1,nw_frag=no,tp_dst=0\n")
                .endsWith("Datapath actions: set(udp(dst=9)),2");
        assertThatThrownBy(() -> command.tracePacketOut(List.of("br0", "in_port=1,udp", "output:99999999")))
                .isInstanceOf(TraceException.class);
    }

    @Test
    void argumentsThatMeanNothingAreRefusedInOpenVSwitchsWords() {
        Map.of(
                        List.of("br0", "foo"), "Bad openflow flow syntax: foo: unknown field foo",
                        List.of("br1", "in_port=1"), "br1: unknown bridge",
                        List.of("br0", "in_port=1", "zz"), "Trailing garbage in packet data",
                        List.of("br0", "in_port=1", "0011"), "Packet data too short for Ethernet",
                        List.of("in_port(1"), "syntax error at in_port(1 (or the bridge name was omitted)",
                        List.of("in_port=1"), "syntax error at in_port=1 (or the bridge name was omitted)",
                        List.of("br0", "in_port=1", "--foo"), "--foo: unknown option",
                        List.of("br0", "--ct-next"), "Missing argument for option --ct-next",
                        List.of("br0", "in_port=1", "--ct-next", "trk|inv"),
                                "trk|inv: unknown connection tracking state flag",
                        List.of("br0", "in_port(1),eth(),eth_type(0x0806)"), "Cannot find the datapath")
                .forEach((arguments, message) -> assertThatThrownBy(() -> command.trace(arguments))
                        .as("%s", arguments)
                        .isInstanceOf(TraceException.class)
                        .hasMessage(message));
    }
}
