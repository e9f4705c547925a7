package org.mirach.vswitch.fastpath.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.fastpath.Packets.MAC1;
import static org.mirach.vswitch.fastpath.Packets.MAC2;
import static org.mirach.vswitch.fastpath.Packets.be16;
import static org.mirach.vswitch.fastpath.Packets.be32;
import static org.mirach.vswitch.fastpath.Packets.concat;
import static org.mirach.vswitch.fastpath.Packets.ethernet;
import static org.mirach.vswitch.fastpath.Packets.hex;
import static org.mirach.vswitch.fastpath.Packets.icmp6;
import static org.mirach.vswitch.fastpath.Packets.ip;
import static org.mirach.vswitch.fastpath.Packets.ipv4;
import static org.mirach.vswitch.fastpath.Packets.ipv6;
import static org.mirach.vswitch.fastpath.Packets.mac;
import static org.mirach.vswitch.fastpath.Packets.tcp;
import static org.mirach.vswitch.fastpath.Packets.udp;
import static org.mirach.vswitch.fastpath.Packets.vlan;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.CopyMplsTtl;
import org.mirach.vswitch.flow.DatapathAction.EncapMpls;
import org.mirach.vswitch.flow.DatapathAction.Header;
import org.mirach.vswitch.flow.DatapathAction.PopEthernet;
import org.mirach.vswitch.flow.DatapathAction.PopMpls;
import org.mirach.vswitch.flow.DatapathAction.PopNsh;
import org.mirach.vswitch.flow.DatapathAction.PopPbb;
import org.mirach.vswitch.flow.DatapathAction.PopVlan;
import org.mirach.vswitch.flow.DatapathAction.PushEthernet;
import org.mirach.vswitch.flow.DatapathAction.PushMpls;
import org.mirach.vswitch.flow.DatapathAction.PushNsh;
import org.mirach.vswitch.flow.DatapathAction.PushPbb;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.SetEtherType;
import org.mirach.vswitch.flow.DatapathAction.SetIpProto;
import org.mirach.vswitch.flow.DatapathAction.SetIpv4;
import org.mirach.vswitch.flow.DatapathAction.SetMpls;
import org.mirach.vswitch.flow.DatapathAction.SetNd;
import org.mirach.vswitch.flow.DatapathAction.SetNdExtensions;
import org.mirach.vswitch.flow.DatapathAction.SetNsh;
import org.mirach.vswitch.flow.DatapathAction.SetPbbIsid;
import org.mirach.vswitch.flow.DatapathAction.SetTransport;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/** Headers that come and go in front of IP; each packet must equal the one made anew. */
class EncapTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final byte[] NONE = {};
    private static final byte[] IP = ipv4(A, B, 17, udp(A, B, 5, 6, hex("0102030405")));
    private static final byte[] PLAIN = ethernet(MAC2, MAC1, 0x0800, IP);
    private static final byte[] TAGGED = ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x0800, IP));
    private static final SetIpv4 TTL_9 = new SetIpv4(0, 0, 0, 0, 0, 0, 9, 0xff);
    private static final byte[] IP_TTL_9 = ipv4(A, B, 17, 0, 9, 0, NONE, udp(A, B, 5, 6, hex("0102030405")));

    private final ScratchPacket scratch = new ScratchPacket();

    private byte[] edit(byte[] packet, DatapathAction... edits) {
        return EditedPacket.of(packet, edits);
    }

    private static byte[] mpls(int type, String stack, byte[] inner) {
        return ethernet(MAC2, MAC1, type, concat(hex(stack), inner));
    }

    @Test
    void mplsPushGoesBehindTheTags() {
        assertThat(edit(PLAIN, new PushMpls(0x8847, 0x00064140))).isEqualTo(mpls(0x8847, "00064140", IP));
        assertThat(edit(TAGGED, new PushMpls(0x8848, 0x00064140)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x8848, concat(hex("00064140"), IP))));
        assertThat(edit(PLAIN, new PushMpls(0x8847, 0x140), new PushMpls(0x8848, 0x2040)))
                .isEqualTo(mpls(0x8848, "00002040 00000140", IP));
        assertThat(edit(PLAIN, new PushMpls(0x8847, 0x140), new PushVlan(0x8100, 0x600a), new PushMpls(0x8847, 0x40)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x8847, concat(hex("00000040 00000140"), IP))));
    }

    @Test
    void mplsPopAndThenTheInnerHeadersAreEdited() {
        byte[] one = mpls(0x8847, "00064140", IP);
        assertThat(edit(one, new PopMpls(0x0800))).isEqualTo(PLAIN);
        assertThat(edit(one, new PopMpls(0x0800), TTL_9)).isEqualTo(ethernet(MAC2, MAC1, 0x0800, IP_TTL_9));
        assertThat(edit(one, new PopMpls(0x0800), new SetTransport(7, 0xffff, 0, 0)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, udp(A, B, 7, 6, hex("0102030405")))));
        assertThat(edit(one, TTL_9)).isEqualTo(one);
        assertThat(edit(PLAIN, new PopMpls(0x0800))).isEqualTo(PLAIN);
        byte[] tagged = ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x8847, concat(hex("00064140"), IP)));
        assertThat(edit(tagged, new PopMpls(0x0800))).isEqualTo(TAGGED);
        assertThat(edit(tagged, new PopVlan(), new PopMpls(0x0800))).isEqualTo(PLAIN);
    }

    @Test
    void mplsFieldsUnderTheirMask() {
        assertThat(edit(mpls(0x8847, "12345140 00000140", IP), new SetMpls(0xfffff000, 0xfffff000)))
                .isEqualTo(mpls(0x8847, "fffff140 00000140", IP));
        assertThat(edit(mpls(0x8847, "12345140", IP), new SetMpls(0, 0x100))).isEqualTo(mpls(0x8847, "12345040", IP));
    }

    @Test
    void ttlIsCopiedBetweenTheOuterHeaders() {
        byte[] stack = mpls(0x8847, "00001011 00002122", IP);
        assertThat(edit(stack, new CopyMplsTtl(true))).isEqualTo(mpls(0x8847, "00001011 00002111", IP));
        assertThat(edit(stack, new CopyMplsTtl(false))).isEqualTo(mpls(0x8847, "00001022 00002122", IP));
        byte[] one = mpls(0x8847, "00001109", IP);
        assertThat(edit(one, new CopyMplsTtl(true))).isEqualTo(mpls(0x8847, "00001109", IP_TTL_9));
        assertThat(edit(one, new CopyMplsTtl(false))).isEqualTo(mpls(0x8847, "00001140", IP));
        byte[] six = ipv6(A6, B6, 59, 0, 0, NONE);
        byte[] sixTtl9 = six.clone();
        sixTtl9[7] = 9;
        assertThat(edit(mpls(0x8847, "00001109", six), new CopyMplsTtl(true)))
                .isEqualTo(mpls(0x8847, "00001109", sixTtl9));
        byte[] neither = mpls(0x8847, "00001109", new byte[40]);
        assertThat(edit(neither, new CopyMplsTtl(true))).isEqualTo(neither);
    }

    @Test
    void aFrameThatLosesItsLabelsStaysAsLongAsEthernetDemands() {
        byte[] whole = Arrays.copyOf(mpls(0x8847, "00001140", IP), 60);
        byte[] without = Arrays.copyOf(ethernet(MAC2, MAC1, 0x0800, IP), 60);
        assertThat(edit(whole, new PopMpls(0x0800))).isEqualTo(without);
        byte[] cut = Arrays.copyOf(whole, 59);
        assertThat(edit(cut, new PopMpls(0x0800))).hasSize(55);
    }

    @Test
    void backboneHeadersGoInFrontOfAll() {
        byte[] pbb = ethernet(MAC2, MAC1, 0x88e7, concat(hex("00000064"), TAGGED));
        assertThat(edit(TAGGED, new PushPbb(0x88e7, 0x64))).isEqualTo(pbb);
        assertThat(edit(pbb, new PopPbb())).isEqualTo(TAGGED);
        assertThat(edit(pbb, new PopPbb(), TTL_9))
                .isEqualTo(ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x0800, IP_TTL_9)));
        assertThat(edit(pbb, new SetPbbIsid(0xcb, 0xffffff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x88e7, concat(hex("000000cb"), TAGGED)));
        assertThat(edit(TAGGED, new PopPbb())).isEqualTo(TAGGED);
        byte[] twice = edit(TAGGED, new PushPbb(0x88e7, 0x64), new PushPbb(0x88e7, 0x65));
        assertThat(twice).isEqualTo(ethernet(MAC2, MAC1, 0x88e7, concat(hex("00000065"), pbb)));
    }

    @Test
    void aBackboneTagStaysWhenTheBackboneHeaderGoes() {
        byte[] customer = ethernet(1, 2, 0x0800, IP);
        byte[] pbb = ethernet(MAC2, MAC1, 0x88a8, vlan(10, 0x88e7, concat(hex("00000064"), customer)));
        assertThat(edit(pbb, new PopPbb())).isEqualTo(ethernet(1, 2, 0x88a8, vlan(10, 0x0800, IP)));
        assertThat(edit(pbb, new SetPbbIsid(0xcb, 0xffffff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x88a8, vlan(10, 0x88e7, concat(hex("000000cb"), customer))));
        byte[] cut = Arrays.copyOf(pbb, 18 + 4 + 13);
        assertThat(edit(cut, new PopPbb())).isEqualTo(cut);
    }

    @Test
    void theEthernetHeaderItself() {
        assertThat(edit(TAGGED, new PopEthernet())).isEqualTo(IP);
        assertThat(edit(PLAIN, new PopEthernet(), TTL_9, new PushEthernet(3, 4, 0x0800)))
                .isEqualTo(concat(mac(3), mac(4), be16(0x0800), IP_TTL_9));
        assertThat(edit(PLAIN, new PushEthernet(3, 4, 0x0800))).isEqualTo(PLAIN);
        assertThat(edit(PLAIN, new SetEtherType(0x8848))).isEqualTo(ethernet(MAC2, MAC1, 0x8848, IP));
        assertThat(edit(TAGGED, new SetEtherType(0x8848)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x8100, vlan(0x600a, 0x8848, IP)));
    }

    @Test
    void mplsAroundAWholeFrame() {
        byte[] wrapped = edit(PLAIN, new EncapMpls(0x8847, 0x140));
        assertThat(wrapped).isEqualTo(concat(be32(0x140), PLAIN));
        assertThat(edit(PLAIN, new EncapMpls(0x8847, 0x140), new PushEthernet(3, 4, 0x8847)))
                .isEqualTo(concat(mac(3), mac(4), be16(0x8847), be32(0x140), PLAIN));
        assertThat(edit(PLAIN, new EncapMpls(0x8847, 0x140), new PopMpls(0x6558)))
                .isEqualTo(PLAIN);
        assertThat(edit(PLAIN, new PopEthernet(), new PushMpls(0x8847, 0x140), new PopMpls(0x0800)))
                .isEqualTo(IP);
    }

    private static final String NSH = "0fc6 01 ff 000017 fe 11111111 22222222 33333333 44444444";

    @Test
    void nshSaysWhatIsInside() {
        PushNsh push = new PushNsh(new Header(hex(NSH)));
        byte[] ethernetInside = concat(hex(NSH.replace("01 ff", "01 03")), PLAIN);
        assertThat(edit(PLAIN, push)).isEqualTo(ethernetInside);
        assertThat(edit(PLAIN, push, new PopNsh())).isEqualTo(PLAIN);
        assertThat(edit(PLAIN, push, new PopNsh(), TTL_9)).isEqualTo(ethernet(MAC2, MAC1, 0x0800, IP_TTL_9));
        assertThat(edit(PLAIN, new PopEthernet(), push)).isEqualTo(concat(hex(NSH.replace("01 ff", "01 01")), IP));
        assertThat(edit(PLAIN, push, push)).isEqualTo(concat(hex(NSH.replace("01 ff", "01 04")), ethernetInside));
        assertThat(edit(PLAIN, push, new PushEthernet(3, 4, 0x894f)))
                .isEqualTo(concat(mac(3), mac(4), be16(0x894f), ethernetInside));
    }

    @Test
    void nshFieldsUnderTheirMasks() {
        byte[] packet = ethernet(MAC2, MAC1, 0x894f, hex(NSH));
        SetNsh set = new SetNsh(0x03_01_00_00_aaaaaa_05L, 0x03_3f_ff_ff_0000ff_ffL, 7, 0xffL, -1, 0xffff0000_00000000L);
        assertThat(edit(packet, set))
                .isEqualTo(
                        ethernet(MAC2, MAC1, 0x894f, hex("3046 01 ff 0000aa 05 11111111 22222207 ffff3333 44444444")));
    }

    @Test
    void theProtocolOfAnIpHeader() {
        byte[] segment = tcp(A, B, 1, 2, 2, hex("0102"));
        byte[] as17 = segment.clone();
        put(as17, 16, delta(get(segment, 16), 17 - 6));
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, segment)), new SetIpProto(17)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, as17)));
        byte[] segment6 = tcp(A6, B6, 1, 2, 2, hex("0102"));
        byte[] as17in6 = segment6.clone();
        put(as17in6, 16, delta(get(segment6, 16), 17 - 6));
        byte[] hop = hex("0600000000000000");
        byte[] hop17 = hex("1100000000000000");
        assertThat(edit(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 0, 0, 0, concat(hop, segment6))), new SetIpProto(17)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 0, 0, 0, concat(hop17, as17in6))));
    }

    private static int get(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    /** A checksum field after something that it covers grew. */
    private static int delta(int field, int grown) {
        int sum = (~field & 0xffff) + grown;
        return ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
    }

    @Test
    void neighbourDiscoveryExtensionsGetANewChecksum() {
        byte[] before = concat(hex("87 00 dead 00000000"), ip(B6), hex("01 01 0a0b0c0d0e0f"));
        byte[] after = icmp6(A6, B6, concat(hex("87 00 0000 e0000000"), ip(B6), hex("02 01 0a0b0c0d0e0f")));
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, before)),
                        new SetNdExtensions(0xe0000000, -1, 2, 0xff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, after)));
    }

    @Test
    void onlyTheFirstLinkLayerOptionIsEdited() {
        byte[] both =
                icmp6(A6, B6, concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01 0a0b0c0d0e0f 02 01 0a0b0c0d0e0f")));
        byte[] first =
                icmp6(A6, B6, concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01 000000000001 02 01 0a0b0c0d0e0f")));
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, both)),
                        new SetNd(0, 0, 0, 0, 1, 0xffffffffffffL, 1, 0xffffffffffffL)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, first)));
    }

    @Test
    void parsingAgainKeepsWhatIsNotOnTheWire() {
        long[] words = scratch.parse(PLAIN, 3).toArray();
        words[KeyLayout.W_IN_PORT] |= 77;
        words[KeyLayout.W_TUNNEL_ID] = 5;
        words[KeyLayout.W_MARK] = 9L << 32 | 8;
        words[KeyLayout.W_REGS] = 4;
        FlowKey again = scratch.parseAgain(TAGGED, FlowKey.copyOf(words));
        assertThat(again.inPort()).isEqualTo(3);
        assertThat(again.word(KeyLayout.W_IN_PORT) & 0xffffffffL).isEqualTo(77);
        assertThat(again.word(KeyLayout.W_TUNNEL_ID)).isEqualTo(5);
        assertThat(again.word(KeyLayout.W_MARK)).isEqualTo(9L << 32 | 8);
        assertThat(again.word(KeyLayout.W_REGS)).isEqualTo(4);
        assertThat(again.word(KeyLayout.W_ETH_SRC_TCI) & 0xffff).isEqualTo(0x700a);
        words[KeyLayout.W_TYPE_HASH] = 0x1_0800L << 32 | 1;
        FlowKey bare = scratch.parseAgain(IP, FlowKey.copyOf(words));
        assertThat(bare.word(KeyLayout.W_TYPE_HASH)).isEqualTo(0x1_0800L << 32 | 1);
        assertThat(bare.word(KeyLayout.W_IPV4)).isEqualTo(0x0a000001_0a000002L);
    }
}
