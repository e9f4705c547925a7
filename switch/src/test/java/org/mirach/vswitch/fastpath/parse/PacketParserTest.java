package org.mirach.vswitch.fastpath.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.fastpath.Packets.MAC1;
import static org.mirach.vswitch.fastpath.Packets.MAC2;
import static org.mirach.vswitch.fastpath.Packets.be16;
import static org.mirach.vswitch.fastpath.Packets.be32;
import static org.mirach.vswitch.fastpath.Packets.concat;
import static org.mirach.vswitch.fastpath.Packets.ethernet;
import static org.mirach.vswitch.fastpath.Packets.hex;
import static org.mirach.vswitch.fastpath.Packets.ip;
import static org.mirach.vswitch.fastpath.Packets.ipv4;
import static org.mirach.vswitch.fastpath.Packets.ipv6;
import static org.mirach.vswitch.fastpath.Packets.mac;
import static org.mirach.vswitch.fastpath.Packets.tcp;
import static org.mirach.vswitch.fastpath.Packets.udp;
import static org.mirach.vswitch.fastpath.Packets.vlan;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.KeyLayout;

class PacketParserTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final byte[] NONE = {};
    private static final byte[] UDP = udp(A, B, 1000, 2000, new byte[10]);
    private static final byte[] UDP6 = udp(A6, B6, 1000, 2000, new byte[10]);

    private static Parsed eth(int type, byte[] payload) {
        return Parsed.of(ethernet(MAC2, MAC1, type, payload));
    }

    @Test
    void udpOverIpv4() {
        Parsed p = eth(0x0800, ipv4(A, B, 17, 0xb8, 63, 0x4000, NONE, UDP));
        assertThat(p.inPort()).isEqualTo(9);
        assertThat(p.ethDst()).isEqualTo(MAC2);
        assertThat(p.ethSrc()).isEqualTo(MAC1);
        assertThat(p.ethType()).isEqualTo(0x0800);
        assertThat(p.tci()).isZero();
        assertThat(List.of(p.proto(), p.tos(), p.ttl(), p.frag())).containsExactly(17, 0xb8, 63, 0);
        assertThat(p.ipv4Src()).isEqualTo(0x0a000001);
        assertThat(p.ipv4Dst()).isEqualTo(0x0a000002);
        assertThat(List.of(p.tpSrc(), p.tpDst(), p.tcpFlags())).containsExactly(1000, 2000, 0);
        assertThat(List.of(p.l3(), p.l4())).containsExactly(14, 34);
    }

    @Test
    void tcpFlagsAreTwelveBits() {
        Parsed p = eth(0x0800, ipv4(A, B, 6, tcp(A, B, 65535, 22, 0xd12, NONE)));
        assertThat(List.of(p.tpSrc(), p.tpDst(), p.tcpFlags())).containsExactly(65535, 22, 0xd12);
    }

    @Test
    void ipv4OptionsMoveTheTransportHeader() {
        Parsed p = eth(0x0800, ipv4(A, B, 17, 0, 64, 0, new byte[8], UDP));
        assertThat(p.l4()).isEqualTo(14 + 28);
        assertThat(p.tpDst()).isEqualTo(2000);
    }

    @Test
    void oneTagOfEitherKind() {
        for (int tpid : new int[] {0x8100, 0x88a8}) {
            Parsed p = eth(tpid, vlan(0x600a, 0x0800, ipv4(A, B, 17, UDP)));
            assertThat(List.of(p.tci(), p.tpid(), p.innerTpid(), p.innerTci())).containsExactly(0x700a, tpid, 0, 0);
            assertThat(List.of(p.ethType(), p.tpDst(), p.l3())).containsExactly(0x0800, 2000, 18);
        }
    }

    @Test
    void aTagWithVlanZeroIsPresent() {
        assertThat(eth(0x8100, vlan(0, 0x0800, ipv4(A, B, 17, UDP))).tci()).isEqualTo(KeyLayout.VLAN_PRESENT);
    }

    @Test
    void twoTagsAndNoThird() {
        byte[] inner = vlan(0xf003, 0x0800, ipv4(A, B, 17, UDP));
        Parsed p = eth(0x88a8, vlan(2, 0x8100, inner));
        assertThat(List.of(p.tci(), p.tpid(), p.innerTpid(), p.innerTci()))
                .containsExactly(0x1002, 0x88a8, 0x8100, 0xf003);
        assertThat(List.of(p.ethType(), p.tpDst())).containsExactly(0x0800, 2000);
        Parsed three = eth(0x8100, vlan(1, 0x8100, vlan(2, 0x8100, inner)));
        assertThat(List.of(three.ethType(), three.innerTci(), three.l3())).containsExactly(0x8100, 0x1002, 0);
    }

    @Test
    void aTagWithoutTheTypeBehindItIsNotATag() {
        Parsed p = Parsed.of(concat(mac(MAC2), mac(MAC1), be16(0x8100), be16(5), new byte[] {8}));
        assertThat(List.of(p.ethType(), p.tci())).containsExactly(0x8100, 0);
    }

    @Test
    void llcIsNoTypeAndSnapIsItsType() {
        assertThat(eth(38, hex("424203 000000000000")).ethType()).isEqualTo(0x05ff);
        Parsed snap = eth(100, concat(hex("aaaa03 000000 0800"), ipv4(A, B, 17, UDP)));
        assertThat(List.of(snap.ethType(), snap.tpDst(), snap.l3())).containsExactly(0x0800, 2000, 22);
        assertThat(eth(100, hex("aaaa03 00000c 2000 00")).ethType()).isEqualTo(0x05ff);
        assertThat(eth(100, hex("aaaa03 000000 0100 00")).ethType()).isEqualTo(0x05ff);
        assertThat(eth(3, hex("aaaa03")).ethType()).isEqualTo(0x05ff);
    }

    @Test
    void arp() {
        byte[] arp = concat(hex("0001 0800 06 04 0001"), mac(MAC1), ip(A), mac(0), ip(B), new byte[18]);
        Parsed p = eth(0x0806, arp);
        assertThat(List.of(p.proto(), p.tos(), p.ttl())).containsExactly(1, 0, 0);
        assertThat(p.ipv4Src()).isEqualTo(0x0a000001);
        assertThat(p.ipv4Dst()).isEqualTo(0x0a000002);
        assertThat(p.key()[KeyLayout.W_ARP_SHA]).isEqualTo(MAC1 << 16);
        assertThat(List.of(p.l3(), p.l4())).containsExactly(14, 0);
        arp[6] = 1;
        assertThat(eth(0x0806, arp).proto()).isZero();
        assertThat(eth(0x0806, arp).ipv4Src()).isEqualTo(0x0a000001);
        arp[1] = 6;
        assertThat(eth(0x0806, arp).ipv4Src()).isZero();
        assertThat(eth(0x8035, Arrays.copyOf(arp, 27)).l3()).isZero();
    }

    @Test
    void ipv4WithALyingLengthHasNoNetworkFields() {
        byte[] good = ipv4(A, B, 17, UDP);
        byte[] tooLong = good.clone();
        tooLong[3]++;
        byte[] shortHeader = good.clone();
        shortHeader[0] = 0x44;
        byte[] headerBeyondTotal = good.clone();
        headerBeyondTotal[3] = 19;
        for (byte[] bad : List.of(tooLong, shortHeader, headerBeyondTotal, Arrays.copyOf(good, 19))) {
            Parsed p = eth(0x0800, bad);
            assertThat(p.ethType()).isEqualTo(0x0800);
            assertThat(p.key()[KeyLayout.W_IP] | p.key()[KeyLayout.W_IPV4] | p.key()[KeyLayout.W_L4])
                    .isZero();
            assertThat(List.of(p.l3(), p.l4())).containsExactly(0, 0);
        }
    }

    @Test
    void ethernetPaddingIsNotTransport() {
        Parsed p = eth(0x0800, concat(ipv4(A, B, 17, new byte[4]), new byte[30]));
        assertThat(List.of(p.proto(), p.l3(), p.l4(), p.tpSrc())).containsExactly(17, 14, 0, 0);
    }

    @Test
    void fragments() {
        Parsed first = eth(0x0800, ipv4(A, B, 17, 0, 64, 0x2000, NONE, UDP));
        assertThat(List.of(first.frag(), first.tpDst())).containsExactly(KeyLayout.FRAG_ANY, 2000);
        Parsed later = eth(0x0800, ipv4(A, B, 17, 0, 64, 0x2001, NONE, UDP));
        assertThat(List.of(later.frag(), later.tpDst(), later.l4()))
                .containsExactly(KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER, 0, 0);
        assertThat(later.proto()).isEqualTo(17);
    }

    @Test
    void udpOverIpv6() {
        Parsed p = eth(0x86dd, ipv6(A6, B6, 17, 0x2e, 0xabcde, UDP6));
        assertThat(List.of(p.label(), p.proto(), p.tos(), p.ttl(), p.frag())).containsExactly(0xabcde, 17, 0x2e, 64, 0);
        assertThat(p.key()[KeyLayout.W_IPV6_SRC]).isEqualTo(0xfd00000000000000L);
        assertThat(p.key()[KeyLayout.W_IPV6_DST + 1]).isEqualTo(2);
        assertThat(List.of(p.tpDst(), p.l3(), p.l4())).containsExactly(2000, 14, 54);
    }

    @Test
    void ipv6ExtensionHeadersAreWalked() {
        byte[] hop = concat(hex("3c 00 010400000000"));
        byte[] dst = concat(hex("33 01 0104000000000000 000000000000"));
        byte[] auth = concat(hex("11 02 0000 00000000 00000000 00000000"));
        Parsed p = eth(0x86dd, ipv6(A6, B6, 0, 0, 0, concat(hop, dst, auth, UDP6)));
        assertThat(List.of(p.proto(), p.tpDst(), p.l4())).containsExactly(17, 2000, 54 + 8 + 16 + 16);
        Parsed cut = eth(0x86dd, ipv6(A6, B6, 0, 0, 0, concat(hop, Arrays.copyOf(dst, 9))));
        assertThat(cut.key()[KeyLayout.W_IP]).isZero();
        assertThat(cut.key()[KeyLayout.W_IPV6_SRC + 1]).isEqualTo(1);
    }

    @Test
    void ipv6Fragments() {
        Parsed first = eth(0x86dd, ipv6(A6, B6, 44, 0, 0, concat(hex("11 00 0001 00000007"), UDP6)));
        assertThat(List.of(first.frag(), first.proto(), first.tpDst())).containsExactly(KeyLayout.FRAG_ANY, 17, 2000);
        Parsed later = eth(0x86dd, ipv6(A6, B6, 44, 0, 0, concat(hex("11 00 0009 00000007"), UDP6)));
        assertThat(List.of(later.frag(), later.proto(), later.l4())).containsExactly(3, 44, 0);
        Parsed whole = eth(0x86dd, ipv6(A6, B6, 44, 0, 0, concat(hex("11 00 0000 00000007"), UDP6)));
        assertThat(List.of(whole.frag(), whole.tpDst())).containsExactly(0, 2000);
    }

    @Test
    void icmpTypeAndCodeLieInThePorts() {
        Parsed p = eth(0x0800, ipv4(A, B, 1, hex("0301 0000 00000000")));
        assertThat(List.of(p.tpSrc(), p.tpDst(), p.l4())).containsExactly(3, 1, 34);
        assertThat(eth(0x0800, ipv4(A, B, 1, hex("0301 0000 000000"))).l4()).isZero();
        Parsed sctp = eth(0x0800, ipv4(A, B, 132, hex("0001 0002 00000000 00000000")));
        assertThat(List.of(sctp.tpSrc(), sctp.tpDst())).containsExactly(1, 2);
    }

    @Test
    void neighbourSolicitationWithItsOptions() {
        byte[] ns = concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01"), mac(MAC1));
        Parsed p = eth(0x86dd, ipv6(A6, B6, 58, 0, 0, ns));
        assertThat(List.of(p.tpSrc(), p.tpDst())).containsExactly(135, 0);
        assertThat(p.key()[KeyLayout.W_ND_TARGET + 1]).isEqualTo(2);
        assertThat(p.key()[KeyLayout.W_ARP_SHA]).isEqualTo(MAC1 << 16);
        byte[] na = concat(hex("88 00 0000 00000000"), ip(B6), hex("02 01"), mac(MAC2));
        assertThat(eth(0x86dd, ipv6(A6, B6, 58, 0, 0, na)).key()[KeyLayout.W_ARP_THA])
                .isEqualTo(MAC2 << 16);
        Parsed twice = eth(0x86dd, ipv6(A6, B6, 58, 0, 0, concat(ns, hex("01 01"), mac(MAC2))));
        assertThat(twice.key()[KeyLayout.W_ND_TARGET + 1] | twice.key()[KeyLayout.W_ARP_SHA])
                .isZero();
        assertThat(twice.tpSrc()).isEqualTo(135);
        Parsed zeroLength = eth(0x86dd, ipv6(A6, B6, 58, 0, 0, concat(ns, hex("05 00 000000000000"))));
        assertThat(zeroLength.key()[KeyLayout.W_ARP_SHA]).isEqualTo(MAC1 << 16);
    }

    @Test
    void mplsLabels() {
        Parsed two = eth(0x8847, concat(be32(0x00010040), be32(0x00020140), be32(7)));
        assertThat(two.key()[KeyLayout.W_MPLS]).isEqualTo(0x0001004000020140L);
        Parsed one = eth(0x8848, concat(be32(0x00010140), be32(0x00020140)));
        assertThat(one.key()[KeyLayout.W_MPLS]).isEqualTo(0x0001014000000000L);
        assertThat(eth(0x8847, new byte[3]).key()[KeyLayout.W_MPLS]).isZero();
    }

    @Test
    void aRuntHasOnlyItsPort() {
        Parsed p = Parsed.of(new byte[13]);
        assertThat(p.inPort()).isEqualTo(9);
        assertThat(Arrays.stream(p.key()).skip(1).allMatch(word -> word == 0)).isTrue();
    }

    /** Parsed puts the packet at the end of its memory: a read past it would throw. */
    @Test
    void truncatedAndRandomPacketsAreNeverReadPastTheirEnd() {
        byte[] ns = concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01"), mac(MAC1), hex("02 01"), mac(MAC2));
        List<byte[]> seeds = List.of(
                ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, 0, 64, 0, new byte[12], tcp(A, B, 1, 2, 2, new byte[9]))),
                ethernet(MAC2, MAC1, 0x88a8, vlan(2, 0x8100, vlan(3, 0x86dd, ipv6(A6, B6, 17, 0, 0, UDP6)))),
                ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, ns)),
                ethernet(
                        MAC2,
                        MAC1,
                        0x86dd,
                        ipv6(A6, B6, 0, 0, 0, concat(hex("3c 00 010400000000 2c 00 010400000000"), UDP6))),
                ethernet(MAC2, MAC1, 50, concat(hex("aaaa03 000000 0806"), new byte[28])),
                ethernet(MAC2, MAC1, 0x8847, new byte[12]));
        Random random = new Random(1);
        for (byte[] seed : seeds) {
            for (int length = 0; length <= seed.length; length++) {
                Parsed.of(Arrays.copyOf(seed, length));
            }
            for (int round = 0; round < 20_000; round++) {
                byte[] mutant = Arrays.copyOf(seed, 12 + random.nextInt(seed.length - 11));
                for (int i = random.nextInt(6); i >= 0; i--) {
                    mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
                }
                Parsed p = Parsed.of(mutant);
                assertThat(p.l4()).isLessThan(Math.max(1, mutant.length));
            }
        }
    }
}
