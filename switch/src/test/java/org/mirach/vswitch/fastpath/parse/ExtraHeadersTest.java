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
import static org.mirach.vswitch.fastpath.Packets.tcp;
import static org.mirach.vswitch.fastpath.Packets.udp;
import static org.mirach.vswitch.fastpath.Packets.vlan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirach.vswitch.flow.KeyLayout;

/** MPLS stacks, PBB, NSH, IPv6 extension headers, neighbour discovery's own fields, packets without Ethernet. */
class ExtraHeadersTest {
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final byte[] UDP6 = udp(A6, B6, 1000, 2000, new byte[10]);

    private static long word(byte[] packet, int index) {
        return Parsed.of(packet).key()[index];
    }

    private static byte[] mpls(String stack) {
        return ethernet(MAC2, MAC1, 0x8847, hex(stack));
    }

    @Test
    void threeLabelsAreKeptAndNoneBehindTheBottom() {
        byte[] four = mpls("0001 0040 0002 0041 0003 0042 0004 0143");
        assertThat(word(four, KeyLayout.W_MPLS)).isEqualTo(0x00010040_00020041L);
        assertThat(word(four, KeyLayout.W_MPLS_3)).isEqualTo(0x00030042_00000000L);
        byte[] two = mpls("0001 0040 0002 0141 0003 0042");
        assertThat(word(two, KeyLayout.W_MPLS)).isEqualTo(0x00010040_00020141L);
        assertThat(word(two, KeyLayout.W_MPLS_3)).isZero();
        byte[] cut = mpls("0001 0040 0002 0041 0003 00");
        assertThat(word(cut, KeyLayout.W_MPLS)).isEqualTo(0x00010040_00020041L);
        assertThat(word(cut, KeyLayout.W_MPLS_3)).isZero();
    }

    @Test
    void nothingBehindMplsIsLookedAt() {
        byte[] packet =
                ethernet(MAC2, MAC1, 0x8847, concat(hex("0001 0140"), ipv4("10.0.0.1", "10.0.0.2", 6, new byte[20])));
        Parsed p = Parsed.of(packet);
        assertThat(p.proto()).isZero();
        assertThat(p.ipv4Src()).isZero();
        assertThat(p.l3()).isZero();
    }

    @Test
    void theTagOfABackboneFrameWithAndWithoutVlan() {
        byte[] customer = ethernet(MAC1, MAC2, 0x0800, ipv4("10.0.0.1", "10.0.0.2", 17, new byte[8]));
        Parsed plain = Parsed.of(ethernet(MAC2, MAC1, 0x88e7, concat(hex("e8 0000cb"), customer)));
        assertThat(plain.ethType()).isEqualTo(0x88e7);
        assertThat(plain.key()[KeyLayout.W_MPLS]).isEqualTo(0xe80000cb_00000000L);
        assertThat(plain.proto()).isZero();
        Parsed tagged = Parsed.of(ethernet(MAC2, MAC1, 0x88a8, vlan(10, 0x88e7, concat(hex("00 000064"), customer))));
        assertThat(tagged.ethType()).isEqualTo(0x88e7);
        assertThat(tagged.tci()).isEqualTo(0x100a);
        assertThat(tagged.key()[KeyLayout.W_MPLS]).isEqualTo(0x00000064_00000000L);
    }

    /** Kinds of headers in order; what ipv6_exthdr is then (OpenFlow 1.3.5, section A.2.3.8). */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "'0', 0x40",
        "'0 51', 0x44",
        "'0 60 43 44 51 60', 0x7c",
        "'60', 0x08",
        "'43 60', 0x28",
        "'51 43', 0x124",
        "'43 0', 0x160",
        "'43 43', 0xa0",
        "'60 43 60 60', 0xa8",
        "'50', 0x02",
        "'59', 0x01",
        "'0 59', 0x41",
        "'51 50', 0x06",
    })
    void extensionHeaderBits(String kinds, int bits) {
        int[] list = kinds.isEmpty()
                ? new int[0]
                : Arrays.stream(kinds.split(" ")).mapToInt(Integer::parseInt).toArray();
        byte[] payload = UDP6;
        int next = 17;
        for (int i = list.length - 1; i >= 0; i--) {
            boolean last = list[i] == 50 || list[i] == 59;
            byte[] header = concat(new byte[] {(byte) next, 0}, new byte[6]);
            payload = last ? payload : concat(header, payload);
            next = list[i];
        }
        byte[] packet = ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, next, 0, 0, payload));
        assertThat(word(packet, KeyLayout.W_L4) & 0xffff).isEqualTo(bits);
    }

    @Test
    void portsAndFlagsStandBesideTheExtensionBits() {
        byte[] segment = tcp(A6, B6, 5, 6, 0x12, new byte[0]);
        byte[] packet =
                ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 0, 0, 0, concat(hex("0600 0000 0000 0000"), segment)));
        assertThat(word(packet, KeyLayout.W_L4)).isEqualTo(0x0005_0006_0012_0040L);
    }

    @Test
    void aTcpHeaderThatLiesAboutItsLengthHasNoPorts() {
        for (int words : new int[] {4, 6}) {
            byte[] segment = tcp(A6, B6, 5, 6, 0x12, new byte[0]);
            segment[12] = (byte) (words << 4);
            Parsed p = Parsed.of(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 6, 0, 0, segment)));
            assertThat(p.proto()).isEqualTo(6);
            assertThat(p.key()[KeyLayout.W_L4]).isZero();
            assertThat(p.l4()).isZero();
        }
    }

    @Test
    void neighbourDiscoveryHasItsFlagsAndTheFirstOptionsType() {
        byte[] advert = concat(hex("88 00 0000 e0000000"), ip(B6), hex("02 01 0a0b0c0d0e0f 01 01 010203040506"));
        Parsed p = Parsed.of(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, advert)));
        assertThat(p.key()[KeyLayout.W_IPV4]).isEqualTo(0xe0000000_00000000L);
        assertThat(p.key()[KeyLayout.W_L4]).isEqualTo(0x0088_0000_0002_0000L);
        assertThat(p.key()[KeyLayout.W_ARP_SHA]).isEqualTo(0x010203040506L << 16);
        assertThat(p.key()[KeyLayout.W_ARP_THA]).isEqualTo(0x0a0b0c0d0e0fL << 16);
        byte[] twice = concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01 0a0b0c0d0e0f 01 01 010203040506"));
        Parsed q = Parsed.of(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, twice)));
        assertThat(q.key()[KeyLayout.W_ND_TARGET]).isZero();
        assertThat(q.key()[KeyLayout.W_ARP_SHA]).isZero();
    }

    private static final String NSH_1 = "0fc6 01 03 000017 fe 11111111 22222222 33333333 44444444";

    @Test
    void nshOfTypeOne() {
        long[] key = Parsed.of(ethernet(MAC2, MAC1, 0x894f, concat(hex(NSH_1), new byte[20])))
                .key();
        assertThat(key[KeyLayout.W_NSH]).isEqualTo(0x00_3f_01_03_000017_feL);
        assertThat(key[KeyLayout.W_NSH_CONTEXT]).isEqualTo(0x11111111_22222222L);
        assertThat(key[KeyLayout.W_NSH_CONTEXT + 1]).isEqualTo(0x33333333_44444444L);
    }

    @ParameterizedTest
    @CsvSource({"4fc6 01", "0fc5 01", "0fc7 01", "0fff 02", "0fc1 02"})
    void nshThatLiesIsNone(String start) {
        byte[] packet = ethernet(MAC2, MAC1, 0x894f, hex(start + "03 000017 fe 11111111 22222222 33333333 44444444"));
        assertThat(word(packet, KeyLayout.W_NSH)).isZero();
        assertThat(word(packet, KeyLayout.W_NSH_CONTEXT)).isZero();
    }

    @Test
    void aPacketWithoutEthernetHeader() {
        byte[] packet = ipv4("10.0.0.1", "10.0.0.2", 17, udp("10.0.0.1", "10.0.0.2", 7, 8, new byte[3]));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(packet.length);
            memory.copyFrom(MemorySegment.ofArray(packet));
            long[] key = new long[KeyLayout.PACKET_WORDS];
            PacketParser parser = new PacketParser();
            parser.parseBare(memory, 0, packet.length, 0x1_0800, 3, key, 0);
            assertThat(parser.wroteState()).isTrue();
            assertThat(parser.l4Offset()).isEqualTo(20);
            assertThat(key[KeyLayout.W_ETH_DST_TYPE]).isEqualTo(0x0800);
            assertThat(key[KeyLayout.W_TYPE_HASH]).isEqualTo(0x1_0800L << 32);
            assertThat(key[KeyLayout.W_L4]).isEqualTo(0x0007_0008L << 32);
        }
    }

    @Test
    void sctpAndIgmp() {
        Parsed sctp = Parsed.of(ethernet(
                MAC2, MAC1, 0x0800, ipv4("10.0.0.1", "10.0.0.2", 132, concat(be16(5), be16(6), be32(1), be32(0)))));
        assertThat(sctp.tpSrc()).isEqualTo(5);
        assertThat(sctp.tpDst()).isEqualTo(6);
        Parsed igmp =
                Parsed.of(ethernet(MAC2, MAC1, 0x0800, ipv4("10.0.0.1", "224.0.0.1", 2, hex("16 00 0000 e0000001"))));
        assertThat(igmp.tpSrc()).isEqualTo(0x16);
    }
}
