package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.slowpath.translate.Translation;

/** Random flow tables, random packets: what a cached flow's mask leaves open must not make a difference. */
class CachedFlowEquivalenceTest {
    private static final String[] MATCHES = {
        "",
        "in_port=1",
        "in_port=2",
        "eth_dst=02:00:00:00:00:01",
        "eth_dst=01:00:00:00:00:00/01:00:00:00:00:00",
        "arp",
        "arp,arp_op=1",
        "arp,arp_tpa=10.0.0.1",
        "ip",
        "ip,nw_dst=10.0.0.0/30",
        "ip,nw_dst=10.0.0.1",
        "ip,nw_src=10.0.0.2",
        "tcp",
        "tcp,tcp_dst=1",
        "tcp,tcp_dst=0/1",
        "udp,udp_src=2",
        "icmp,icmp_type=1",
        "ip,ip_dscp=1",
        "ip,nw_ttl=1",
        "ip,nw_frag=1/1",
        "ipv6",
        "tcp6,tcp_dst=1",
        "icmp6,icmpv6_type=135,icmpv6_code=0,nd_target=::1",
        "vlan_vid=0",
        "vlan_vid=0x1000/0x1000",
        "dl_vlan=1",
        "dl_vlan=1,vlan_pcp=1",
        "metadata=1",
        "metadata=0/1",
        "reg0=1",
        "reg0=0/1",
        "mpls",
        "mpls,mpls_label=1",
        "mpls,mpls_bos=1",
        "eth_type=0x88e7,pbb_isid=1",
        "eth_type=0x894f,nsh_spi=1",
        "ct_state=0x20/0x20",
        "ct_state=0x21,ip,nw_dst=10.0.0.1",
        "ct_zone=1",
        "ct_mark=1",
        "pkt_mark=0/1",
        "tun_id=1",
        "actset_output=2"
    };
    private static final String[] ACTIONS = {
        "output:1",
        "output:2",
        "output:3",
        "in_port",
        "flood",
        "all",
        "normal",
        "controller",
        "dec_ttl",
        "exit",
        "set_field:02:00:00:00:00:09->eth_src",
        "set_field:02:00:00:00:00:01->eth_dst",
        "set_field:10.0.0.1->nw_dst",
        "set_field:10.0.0.0/255.255.255.0->nw_src",
        "set_field:2->tcp_dst",
        "set_field:1->udp_src",
        "set_field:0->icmp_type",
        "set_field:1->ip_dscp",
        "set_field:::1->ipv6_dst",
        "set_field:1->metadata",
        "set_field:2->arp_op",
        "push_vlan:0x8100",
        "pop_vlan",
        "set_field:0x1002->vlan_vid",
        "set_field:1->vlan_pcp",
        "mod_vlan_vid:1",
        "mod_tp_dst:2",
        "mod_nw_ttl:5",
        "resubmit(,2)",
        "resubmit(,3)",
        "push_mpls:0x8847",
        "pop_mpls:0x0800",
        "pop_mpls:0x8847",
        "set_field:1->mpls_label",
        "set_mpls_ttl:3",
        "dec_mpls_ttl",
        "copy_ttl_out",
        "copy_ttl_in",
        "push_pbb:0x88e7",
        "pop_pbb",
        "set_field:1->pbb_isid",
        "encap_nsh",
        "encap_eth",
        "decap",
        "dec_nsh_ttl",
        "set_field:1->nsh_spi",
        "set_field:1->reg0",
        "set_field:1->pkt_mark",
        "set_field:1->tun_id",
        "move:eth_src[0..15]->reg0[0..15]",
        "move:ip_src[0..7]->tcp_dst[0..7]",
        "push:reg0[0..31]",
        "pop:tcp_src[0..15]",
        "set_queue:1",
        "pop_queue",
        "enqueue(2,1)",
        "trunc(2,60)",
        "group:1",
        "group:2",
        "group:3",
        "group:4",
        "clone(set_field:02:00:00:00:00:09->eth_src,output:2)",
        "clone(pop_mpls:0x0800,trunc(2,60),resubmit(,3))",
        "larger(100,reg0[0..0])",
        "ct(table=1,zone=1)",
        "ct(commit,mark=1)",
        "ct(table=2,nat)",
        "ct_clear",
        "pause",
        "drop"
    };

    /** Where the packets of the program so far went on. */
    private final List<Integer> recircIds = new ArrayList<>();

    private final Random random = new Random(20261123);

    @Test
    void everyPacketThatACachedFlowMatchesTranslatesTheSame() {
        int compared = 0;
        for (int program = 0; program < 300; program++) {
            SwitchFixture sw = new SwitchFixture(SlowPathSettings.DEFAULT.withLimits(4, 4)).ports(1, 2, 3);
            sw.slowPath.macTable().learn(0, 0x020000000001L, 3, 0);
            sw.pipeline.missToController(random.nextBoolean());
            recircIds.clear();
            sw.group(GroupType.ALL, 1, "actions=push_mpls:0x8847,output:2", "actions=pop_mpls:0x0800,output:3");
            sw.group(GroupType.SELECT, 2, "actions=set_field:1->ip_dscp,output:2", "actions=output:3");
            sw.group(GroupType.FAST_FAILOVER, 3, "watch_port=7,actions=output:2", "watch_port=3,actions=group:1");
            sw.group(
                    GroupType.SELECT,
                    4,
                    new Selection(Selection.Method.HASH, 1, List.of()),
                    "actions=push_pbb:0x88e7,output:2",
                    "actions=resubmit(,2)");
            for (int i = 0; i < 12; i++) {
                sw.flows(flow());
            }
            compared += compare(sw);
        }
        assertThat(compared).isGreaterThan(100_000);
    }

    private int compare(SwitchFixture sw) {
        var reader = sw.pipeline.newReader();
        int compared = 0;
        for (int i = 0; i < 60; i++) {
            long[] packet = packet();
            Translation one = reader.read(view -> sw.slowPath.translator().translate(view, FlowKey.copyOf(packet)));
            recircIds.addAll(one.recircIds());
            for (int j = 0; j < 8; j++, compared++) {
                long[] other = packet();
                for (int w = 0; w < KeyLayout.PACKET_WORDS; w++) {
                    other[w] = packet[w] & one.mask().word(w)
                            | other[w] & ~one.mask().word(w);
                }
                if ((other[KeyLayout.W_IN_PORT] & 0xffffffffL) == 0) {
                    other[KeyLayout.W_TYPE_HASH] &= 0xffffffffL; // a port gives frames, nothing else
                }
                boolean hashed = (packet[KeyLayout.W_TYPE_HASH] & 0xffffffffL) != 0;
                // Whether the hash is there is not looked at: who lacks it is hashed again, as in Open vSwitch.
                other[KeyLayout.W_TYPE_HASH] =
                        other[KeyLayout.W_TYPE_HASH] & ~(hashed ? 0 : 0xffffffffL) | (hashed ? 0x80000000L : 0);
                Translation two = reader.read(view -> sw.slowPath.translator().translate(view, FlowKey.copyOf(other)));
                assertThat(outcome(two))
                        .as(() -> sw.pipeline.flows(FlowFilter.ALL) + "\n" + FlowKey.copyOf(packet) + "\n"
                                + FlowKey.copyOf(other))
                        .isEqualTo(outcome(one));
            }
        }
        return compared;
    }

    private static List<Object> outcome(Translation translation) {
        return List.of(
                translation.actions(),
                translation.mask(),
                translation.groups(),
                translation.entries(),
                translation.lookups(),
                translation.effects(),
                String.valueOf(translation.dropReason()));
    }

    private String flow() {
        int table = random.nextInt(4);
        StringBuilder actions = new StringBuilder();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            actions.append(ACTIONS[random.nextInt(ACTIONS.length)]).append(',');
        }
        if (random.nextInt(4) == 0) {
            actions.append("write_actions(")
                    .append(ACTIONS[random.nextInt(ACTIONS.length - 1)])
                    .append(",output:2),");
        }
        if (table < 3 && random.nextInt(3) == 0) {
            actions.append("goto_table:").append(table + 1);
        }
        return "cookie=" + random.nextInt(1000) + ",table=" + table + ",priority=" + random.nextInt(8) + ","
                + MATCHES[random.nextInt(MATCHES.length)] + ",actions=" + actions;
    }

    /** Few values a field, so that flows match; the kinds of packets that a parser gives. */
    private long[] packet() {
        long[] key = new long[KeyLayout.WORDS];
        int[] types = {0x800, 0x800, 0x86dd, 0x806, 0x88cc, 0x8847, 0x88e7, 0x894f};
        int type = types[random.nextInt(types.length)];
        key[KeyLayout.W_IN_PORT] = (1L + random.nextInt(3)) << 32;
        state(key, type);
        key[KeyLayout.W_ETH_DST_TYPE] = (0x020000000000L | random.nextInt(4)) << 16 | type;
        key[KeyLayout.W_ETH_SRC_TCI] = (0x020000000000L | random.nextInt(4)) << 16 | tci();
        if ((key[KeyLayout.W_ETH_SRC_TCI] & KeyLayout.VLAN_PRESENT) != 0) {
            long inner = tci();
            key[KeyLayout.W_VLAN] = 0x8100L << 48 | (inner == 0 ? 0 : 0x8100L << 32 | inner << 16);
        }
        if (type == 0x88cc || type == 0x8847 || type == 0x88e7 || type == 0x894f) {
            return key;
        }
        int[] protocols = {6, 17, 1, 58};
        int protocol = type == 0x806 ? 1 + random.nextInt(2) : protocols[random.nextInt(4)];
        long frag = type == 0x800 && random.nextInt(5) == 0 ? random.nextInt(2) == 0 ? 1 : 3 : 0;
        key[KeyLayout.W_IP] =
                (long) protocol << 24 | (type == 0x806 ? 0 : random.nextInt(2) << 18 | random.nextInt(3) << 8 | frag);
        if (type != 0x86dd) {
            key[KeyLayout.W_IPV4] = (0x0a000000L + random.nextInt(4)) << 32 | 0x0a000000L + random.nextInt(4);
        } else {
            key[KeyLayout.W_IPV6_DST + 1] = random.nextInt(2);
        }
        if (type != 0x806 && frag < 2) {
            boolean nd = type == 0x86dd && protocol == 58;
            key[KeyLayout.W_L4] = (long) (nd ? 135 + random.nextInt(2) : random.nextInt(3)) << 48
                    | (nd ? 0 : (long) random.nextInt(3) << 32);
            key[KeyLayout.W_ND_TARGET + 1] = nd ? random.nextInt(2) : 0;
        }
        return key;
    }

    /** What comes with a packet that was seen before, and the headers that few packets have. */
    private void state(long[] key, int type) {
        if (!recircIds.isEmpty() && random.nextInt(2) == 0) {
            key[KeyLayout.W_IN_PORT] |= recircIds.get(random.nextInt(recircIds.size()));
            key[KeyLayout.W_CT] = (long) (0x20 | random.nextInt(2)) << 32
                    | (long) random.nextInt(2) << 16
                    | (random.nextInt(2) == 0 ? 6L << 8 : 0);
            key[KeyLayout.W_CT_IPV4] = (0x0a000000L + random.nextInt(4)) << 32 | 0x0a000000L + random.nextInt(4);
            key[KeyLayout.W_TYPE_HASH] = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(64);
            if (type == 0x800 && random.nextInt(4) == 0) {
                key[KeyLayout.W_TYPE_HASH] |= 0x10800L << 32;
            }
        }
        key[KeyLayout.W_MARK] = (long) random.nextInt(2) << 32 | random.nextInt(2);
        if (type == 0x8847) {
            int labels = 1 + random.nextInt(4);
            for (int i = 0; i < Math.min(3, labels); i++) {
                long entry = (long) random.nextInt(2) << 12 | (i == labels - 1 ? 0x100 : 0) | random.nextInt(3);
                key[KeyLayout.W_MPLS + i / 2] |= entry << (i % 2 == 0 ? 32 : 0);
            }
        } else if (type == 0x88e7) {
            key[KeyLayout.W_MPLS] = (long) random.nextInt(2) << 32;
        } else if (type == 0x894f) {
            key[KeyLayout.W_NSH] = (long) random.nextInt(3) << 48 | 1L << 40 | 3L << 32 | (long) random.nextInt(2) << 8;
        }
    }

    private int tci() {
        return random.nextInt(3) == 0 ? KeyLayout.VLAN_PRESENT | random.nextInt(2) << 13 | random.nextInt(3) : 0;
    }
}
