package org.mirach.openflow.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.codec.Wire;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFVersion;

class FlowTextTest {
    private static final String HEADER_WITHOUT_XID = "(?<=^.{8}).{8}";

    private static List<Wire.Captured> resource(String name) throws Exception {
        try (InputStream in = FlowTextTest.class.getResourceAsStream(name)) {
            return Wire.read(in);
        }
    }

    @Test
    void entriesReadAsOvsOfctlPrintsThem() throws Exception {
        MessageDecoder decoder = new MessageDecoder(DecodeMode.STRICT);
        for (Wire.Captured one : resource("/flow-lines.txt")) {
            FlowStatsReply reply = (FlowStatsReply) decoder.decode(one.frame());
            assertThat(FlowText.format(reply.entries().getFirst())).isEqualTo(one.label());
        }
    }

    @Test
    void flowsBecomeTheOctetsThatOvsOfctlSends() throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (Wire.Captured one : resource("/messages.txt")) {
            if (!one.label().startsWith("c -O OpenFlow13") || one.type() != 14) {
                continue;
            }
            String[] words = one.label().split(" br0 ?", 2);
            boolean strict = words[0].contains("--strict");
            FlowModCommand command = words[0].contains("add-flow")
                    ? FlowModCommand.ADD
                    : words[0].contains("mod-flows")
                            ? strict ? FlowModCommand.MODIFY_STRICT : FlowModCommand.MODIFY
                            : strict ? FlowModCommand.DELETE_STRICT : FlowModCommand.DELETE;
            String hex = Wire.encode(FlowText.parseFlow(words[1], command).build());
            compared++;
            if (!hex.replaceFirst(HEADER_WITHOUT_XID, "").equals(one.hex().replaceFirst(HEADER_WITHOUT_XID, ""))) {
                different.add(one.label() + "\n  ovs-ofctl " + one.hex() + "\n  here      " + hex);
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "priority=7,tcp,in_port=1,nw_src=10.0.0.0/8,tp_dst=80 actions=output:2",
                "table=3, idle_timeout=9, priority=1,dl_vlan=5,dl_vlan_pcp=3 actions=pop_vlan,NORMAL",
                "cookie=0x12, send_flow_rem vlan_tci=0x1000/0x1000 actions=resubmit(,1)",
                "ipv6,ipv6_src=fe80::/10,nw_proto=7 actions=drop",
                "arp,arp_spa=10.0.0.1,arp_op=2,arp_tha=00:00:00:00:00:0f actions=IN_PORT,LOCAL,CONTROLLER:128",
                "tcp6,tp_src=0x50/0xfff0,tcp_flags=+syn-ack actions=mod_tp_dst:443,FLOOD",
                "ip,nw_tos=32,nw_frag=later actions=set_field:00:01:02:03:04:05->eth_dst,dec_ttl,ALL",
                "icmp6,icmp_type=136,nd_tll=00:00:00:00:00:01 actions=load:0x5->NXM_NX_REG0[0..15],exit",
                "udp,nw_dst=10.0.0.0/255.0.0.255 actions=enqueue:1:2,group:7,note:01.02",
                "reg0=0x1/0xff,metadata=0x5 actions=meter:1,write_actions(output:3),write_metadata:0x1/0x3,goto_table:4"
            })
    void whatIsWrittenReadsBackTheSame(String flow) {
        assertThat(FlowText.format(FlowText.parseFlow(flow, FlowModCommand.ADD).build()))
                .isEqualTo(flow);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "in_port=1;                          actions=... is missing",
                "in_port=one,actions=drop;           \"one\" is no OpenFlow port",
                "nw_dst=10.0.0.300,ip,actions=drop;  is no IPv4 address",
                "nw_dst=10.0.0.1,actions=drop;       ip_dst needs ip in the match",
                "foo=1,actions=drop;                 \"foo\" is no field",
                "actions=fly;                        \"fly\" is no action",
                "actions=output:1,drop;              stands alone",
                "actions=resubmit(1;                 never closed",
                "actions=set_field:1->eth_type;      read-only",
                "actions=load:256->NXM_OF_IP_TOS[];  too large",
                "actions=goto_table:300;             too large",
                "priority=x,actions=drop;            is no number for priority",
                "table=255,actions=drop;             too large",
                "cookie=1/2,actions=drop;            has a mask",
                "ip,nw_proto=6/7,actions=drop;       has a mask"
            })
    void mistakesAreNamedWithTheirPlace(String flow, String message) {
        assertThatThrownBy(() -> FlowText.parseFlow(flow, FlowModCommand.ADD))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining(message.trim())
                .hasMessageContaining("at character");
    }

    @Test
    void mistakesPointAtTheirCharacter() {
        assertThatThrownBy(() -> FlowText.parseMatch("tcp,in_port=x"))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.position()).isEqualTo(12));
    }

    @Test
    void genericNamesTakeTheirMeaningFromTheProtocol() {
        assertThat(FlowText.parseMatch("tp_dst=53,udp")).isEqualTo(FlowText.parseMatch("udp,udp_dst=53"));
        assertThat(FlowText.parseMatch("icmp_type=135,icmp6")).isEqualTo(FlowText.parseMatch("icmp6,icmpv6_type=135"));
        assertThat(FlowText.parseMatch("dl_dst=ff:ff:ff:ff:ff:ff"))
                .isEqualTo(FlowText.parseMatch("eth_dst=ff:ff:ff:ff:ff:ff"));
    }

    @Test
    void theSameMatchComesFromEveryForm() throws Exception {
        MessageDecoder decoder = new MessageDecoder(DecodeMode.STRICT);
        var of10 = FlowText.parseFlow(
                        "tcp,in_port=LOCAL,dl_vlan=7,nw_src=10.0.0.0/8,tp_dst=80,actions=drop", FlowModCommand.ADD)
                .version(OFVersion.OF_10);
        var standard = decoder.decode(HexFormat.of().parseHex(Wire.encode(of10.build())));
        var nxm = decoder.decode(
                HexFormat.of().parseHex(Wire.encode(of10.format(WireFormat.NXM).build())));
        var of13 = decoder.decode(HexFormat.of()
                .parseHex(Wire.encode(of10.version(OFVersion.OF_13).build())));
        assertThat(List.of(standard, nxm, of13))
                .extracting(message -> ((FlowMod) message).match())
                .containsOnly(of10.build().match());
    }

    @Test
    void whatOpenFlow10CannotSayIsLeftOut() throws Exception {
        var flow = FlowText.parseFlow(
                        "actions=push_vlan:0x8100,set_field:4100->vlan_vid,copy_ttl_in,in_port", FlowModCommand.ADD)
                .version(OFVersion.OF_10);
        var back = (FlowMod)
                new MessageDecoder(DecodeMode.STRICT).decode(HexFormat.of().parseHex(Wire.encode(flow.build())));
        assertThat(FlowText.formatInstructions(back.instructions())).isEqualTo("mod_vlan_vid:4,IN_PORT");
    }
}
