package org.mirach.vswitch.flow.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.fastpath.execute.ScratchPacket;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;

/** The texts are those of ovs-dpctl 3.1. */
class DatapathTextTest {
    private static final DatapathPorts PORTS = new DatapathPorts(Map.of(PortNo.LOCAL, "br0", 1, "p1"));
    private static final String ETH = "in_port(1),eth(src=50:54:00:00:00:05,dst=50:54:00:00:00:07),";

    private static FlowMask everything() {
        long[] words = new long[KeyLayout.WORDS];
        Arrays.fill(words, 0, KeyLayout.PACKET_WORDS, -1L);
        return FlowMask.copyOf(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=6,tos=0,ttl=64,frag=no),tcp(src=8,dst=22),tcp_flags(syn|ack)",
                "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=1,tos=0x4,ttl=64,frag=no),icmp(type=8,code=0)",
                "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=17,tos=0,ttl=64,frag=later)",
                "eth_type(0x8100),vlan(vid=9,pcp=1),encap(eth_type(0x0800),ipv4(src=1.2.3.4,dst=5.6.7.8,proto=132,tos=0,ttl=1,frag=no),sctp(src=8,dst=9))",
                "eth_type(0x86dd),ipv6(src=::1,dst=2001:db8::2,label=0x3,proto=17,tclass=0x70,hlimit=128,frag=no),udp(src=80,dst=8080)",
                "eth_type(0x86dd),ipv6(src=::1,dst=::2,label=0,proto=58,tclass=0,hlimit=255,frag=no),icmpv6(type=135,code=0),nd(target=::3,sll=00:05:13:05:13:05,tll=00:00:00:00:00:00)",
                "eth_type(0x0806),arp(sip=1.2.3.4,tip=5.6.7.8,op=1,sha=00:0f:02:03:04:05,tha=00:00:00:00:00:00)",
                "eth_type(0x8847),mpls(label=100,tc=3,ttl=64,bos=0,label=101,tc=4,ttl=65,bos=1)",
                "eth_type(0x1234)"
            })
    void whatIsShownIsWhatIsRead(String flow) {
        FlowKey key = DatapathKeyParser.parse(ETH + flow, PORTS);
        String shown = DatapathKeyText.of(key, everything(), PORTS::number, false);
        assertThat(shown).contains("recirc_id(0)").endsWith(flow);
        assertThat(DatapathKeyParser.parse(shown, PORTS)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=6,tos=0,ttl=64,frag=no),tcp(src=8,dst=22),tcp_flags(0)",
                "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=17,tos=0,ttl=64,frag=no),udp(src=1,dst=2)",
                "eth_type(0x8100),vlan(vid=9,pcp=1),encap(eth_type(0x0800),ipv4(src=1.2.3.4,dst=5.6.7.8,proto=1,tos=0,ttl=1,frag=no),icmp(type=8,code=0))",
                "eth_type(0x86dd),ipv6(src=::1,dst=::2,label=0x3,proto=17,tclass=0x70,hlimit=128,frag=no),udp(src=80,dst=8080)",
                "eth_type(0x86dd),ipv6(src=::1,dst=::2,label=0,proto=58,tclass=0,hlimit=255,frag=no),icmpv6(type=136,code=0),nd(target=::3,sll=00:00:00:00:00:00,tll=00:05:13:05:13:05)",
                "eth_type(0x0806),arp(sip=1.2.3.4,tip=5.6.7.8,op=2,sha=00:0f:02:03:04:05,tha=00:00:00:00:00:01)"
            })
    void aComposedFrameIsParsedAsTheKeyThatItWasMadeOf(String flow) {
        FlowKey key = DatapathKeyParser.parse(ETH + flow, PORTS);
        FlowKey parsed = new ScratchPacket().parse(PacketComposer.compose(key), 1);
        assertThat(DatapathKeyText.of(parsed, everything(), PORTS::number, false))
                .isEqualTo(DatapathKeyText.of(key, everything(), PORTS::number, false));
    }

    @Test
    void theMaskLeavesPartsOutOrShowsThemEmpty() {
        FlowKey key = DatapathKeyParser.parse(
                ETH + "eth_type(0x0800),ipv4(src=192.168.0.1,dst=192.168.0.2,proto=6,ttl=64,frag=no),tcp(src=8,dst=22)",
                PORTS);
        long[] mask = new long[KeyLayout.WORDS];
        KeyField.IN_PORT.fill(mask);
        KeyField.ETH_TYPE.fill(mask);
        KeyField.IP_FRAG.fill(mask);
        KeyField.IP_PROTO.fill(mask);
        KeyField.IPV4_DST.put(mask, 0xffffff00L);
        KeyField.TP_DST.put(mask, 0xfff0L);
        assertThat(DatapathKeyText.of(key, FlowMask.copyOf(mask), PORTS::name, false))
                .isEqualTo("recirc_id(0),in_port(p1),packet_type(ns=0,id=0),eth_type(0x0800),"
                        + "ipv4(dst=192.168.0.2/255.255.255.0,proto=6,frag=no),tcp(dst=22/0xfff0)");
        assertThat(DatapathKeyText.of(key, FlowMask.copyOf(mask), PORTS::name, true))
                .isEqualTo("skb_priority(0/0),skb_mark(0/0),ct_state(0/0),ct_zone(0/0),ct_mark(0/0),ct_label(0/0),"
                        + "recirc_id(0),dp_hash(0/0),in_port(p1),packet_type(ns=0,id=0),"
                        + "eth(src=50:54:00:00:00:05/00:00:00:00:00:00,dst=50:54:00:00:00:07/00:00:00:00:00:00),"
                        + "eth_type(0x0800),ipv4(src=192.168.0.1/0.0.0.0,dst=192.168.0.2/255.255.255.0,proto=6,tos=0/0,ttl=64/0,"
                        + "frag=no),tcp(src=8/0,dst=22/0xfff0)");
    }

    @Test
    void actionsAreWrittenAsOvsDpctlWritesThem() {
        FlowKey tcp = DatapathKeyParser.parse(ETH + "eth_type(0x0800),ipv4(proto=6,frag=no),tcp(src=8,dst=22)", PORTS);
        DatapathActionText text = new DatapathActionText(tcp, PORTS::number, false);
        assertThat(text.of(List.of())).isEqualTo("drop");
        assertThat(text.of(List.of(
                        new DatapathAction.Meter(0),
                        new DatapathAction.SetEthernet(2, 0xffffffffffffL, 1, 0xffffffffffffL),
                        new DatapathAction.SetIpv4(0, 0, 0x0a000009, -1, 0x20, 0xfc, 63, 0xff),
                        new DatapathAction.SetTransport(80, 0xffff, 0, 0),
                        new DatapathAction.PushVlan(0x88a8, 0x6005),
                        new DatapathAction.PushMpls(0x8847, 0x00064740),
                        new DatapathAction.PopMpls(0x800),
                        new DatapathAction.Truncate(100),
                        new DatapathAction.Output(PortNo.LOCAL),
                        new DatapathAction.Output(1))))
                .isEqualTo("meter(0),set(eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02)),"
                        + "set(ipv4(dst=10.0.0.9,tos=0x20/0xfc,ttl=63)),set(tcp(src=80)),"
                        + "push_vlan(tpid=0x88a8,vid=5,pcp=3),push_mpls(label=100,tc=3,ttl=64,bos=1,eth_type=0x8847),"
                        + "pop_mpls(eth_type=0x800),trunc(100),0,1");
        DatapathAction.Nat nat = new DatapathAction.Nat(1, false, 0, 0x0a000001, 0, 0x0a000002, 1, 100);
        assertThat(text.of(List.of(
                        new DatapathAction.Ct(true, false, 5, 3, -1, 0, 0, 0, 0, 21, nat),
                        new DatapathAction.CtClear(),
                        new DatapathAction.Hash(1, 7),
                        new DatapathAction.Sample(0x7fffffff, List.of(new DatapathAction.Output(2))),
                        new DatapathAction.Clone(List.of(new DatapathAction.Output(3))),
                        new DatapathAction.CheckLength(1500, List.of(new DatapathAction.Output(3)), List.of()),
                        new DatapathAction.Recirculate(0x2))))
                .isEqualTo("ct(commit,zone=5,mark=0x3/0xffffffff,helper=ftp,nat(src=10.0.0.1-10.0.0.2:1-100)),ct_clear,"
                               + "hash(sym_l4(7)),sample(sample=50.0%,actions(2)),clone(3),check_pkt_len(size=1500,gt(3),le(drop)),"
                               + "recirc(0x2)");
        PacketInSpec spec = new PacketInSpec(1, 2, 0, 0, 65535, 0, new byte[0], 0, new long[10], 0);
        assertThat(text.of(List.of(new DatapathAction.ToController(spec))))
                .isEqualTo("userspace(pid=0,controller(reason=1,dont_send=0,continuation=0,recirc_id=0,rule_cookie=0,"
                        + "controller_id=0,max_len=65535))");
        assertThat(text.of(List.of(new DatapathAction.ToSlowPath(DatapathAction.SlowPathReason.CONTROLLER))))
                .isEqualTo("userspace(pid=0,slow_path(controller))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in_port(1",
                "bogus(1)",
                "in_port(1),ipv4(src=1.2.3)",
                "ipv4(frag=maybe)",
                "eth(src=1:2:3)",
                "vlan(vid=4096)",
                "encap(",
                "in_port(nowhere)",
                "ipv6(src=localhost)"
            })
    void whatIsNoFlowIsASyntaxError(String text) {
        assertThatThrownBy(() -> DatapathKeyParser.parse(text, PORTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("syntax error at ");
    }

    @Test
    void addressesAreShortenedAsInetNtopDoes() {
        Map.of(
                        "::", new long[] {0, 0},
                        "::1", new long[] {0, 1},
                        "1::", new long[] {1L << 48, 0},
                        "fe80::1:0:0:2", new long[] {0xfe80L << 48, 0x0001000000000002L},
                        "::ffff:1.2.3.4", new long[] {0, 0xffff01020304L},
                        "::1.2.3.4", new long[] {0, 0x01020304L},
                        "1:0:2:3:4:5:6:7", new long[] {0x0001000000020003L, 0x0004000500060007L})
                .forEach((text, words) ->
                        assertThat(ValueWords.ipv6(words[0], words[1])).isEqualTo(text));
    }
}
