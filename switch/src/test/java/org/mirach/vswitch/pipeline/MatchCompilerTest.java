package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.pipeline.match.MatchCompiler;

class MatchCompilerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in_port=1",
                "eth_src=02:00:00:00:00:01,eth_dst=ff:ff:ff:ff:ff:ff",
                "eth_dst=01:00:00:00:00:00/01:00:00:00:00:00",
                "ip",
                "ip,nw_src=10.0.0.0/8,nw_dst=10.1.2.3",
                "ip,ip_dscp=46,nw_ecn=1,nw_ttl=64",
                "ip,nw_frag=1/1",
                "tcp,tcp_src=80,tcp_dst=0x1f90/0xfff0,tcp_flags=0x2/0x12",
                "udp,udp_src=1,udp_dst=2",
                "icmp,icmp_type=8,icmp_code=0",
                "arp,arp_op=1,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_sha=02:00:00:00:00:01,arp_tha=00:00:00:00:00:00",
                "tcp6,tcp_dst=443,ipv6_src=2001:db8::/32,ipv6_dst=::1,ipv6_label=0x12345",
                "icmp6,icmpv6_type=135,icmpv6_code=0,nd_target=fe80::1,nd_sll=02:00:00:00:00:01",
                "icmp6,icmpv6_type=136,icmpv6_code=0,nd_target=fe80::1,nd_tll=02:00:00:00:00:01",
                "dl_vlan=5",
                "vlan_vid=0",
                "vlan_tci=0",
                "vlan_tci=0x6000/0xe000",
                "vlan_vid=0x1000/0x1000",
                "vlan_vid=0x1005,vlan_pcp=3",
                "metadata=0x12/0xff",
                "tun_id=7",
                "tun_metadata0=0x1234,tun_metadata7=0x12/0xff",
                "tun_erspan_ver=1,tun_erspan_idx=7,tun_gtpu_msgtype=3",
                "eth_type=0x8847,mpls_label=100,mpls_tc=3,mpls_bos=1"
            })
    void aMatchComesBackFromItsWords(String text) {
        Match match = FlowSyntax.match(text);
        assertThat(MatchCompiler.check(match)).isNull();
        assertThat(MatchCompiler.toMatch(MatchCompiler.compile(match))).isEqualTo(match);
    }

    @Test
    void aPacketTypeStandsForTheEthernetTypeThatItNames() {
        Match match = FlowText.parseMatch("packet_type=(1,0x800),nw_src=10.0.0.1,nw_proto=6,tp_dst=80");
        assertThat(MatchCompiler.toMatch(MatchCompiler.compile(match))).isEqualTo(match);
    }

    @Test
    void whatTheKeyLacksIsRefusedAsBadField() {
        assertThat(MatchCompiler.check(FlowSyntax.match("tun_metadata9=1"))).isEqualTo(OfError.OFPBMC_BAD_FIELD);
    }

    @Test
    void anArpOpcodeBeyondEightBitsIsRefusedAsBadValue() {
        assertThat(MatchCompiler.check(Match.builder()
                        .exact(Field.ARP_OP, 256)
                        .exact(Field.ETH_TYPE, 0x806)
                        .build()))
                .isEqualTo(OfError.OFPBMC_BAD_VALUE);
    }
}
