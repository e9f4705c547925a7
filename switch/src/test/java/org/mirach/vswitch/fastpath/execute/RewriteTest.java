package org.mirach.vswitch.fastpath.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.fastpath.Packets.MAC1;
import static org.mirach.vswitch.fastpath.Packets.MAC2;
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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.PopVlan;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.SetArp;
import org.mirach.vswitch.flow.DatapathAction.SetEthernet;
import org.mirach.vswitch.flow.DatapathAction.SetIcmp;
import org.mirach.vswitch.flow.DatapathAction.SetIpv4;
import org.mirach.vswitch.flow.DatapathAction.SetIpv6;
import org.mirach.vswitch.flow.DatapathAction.SetNd;
import org.mirach.vswitch.flow.DatapathAction.SetTransport;
import org.mirach.vswitch.flow.KeyLayout;

/** Each rewritten packet must equal the packet made anew with the new fields, checksums and all. */
class RewriteTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "192.168.77.5";
    private static final String D = "172.16.3.250";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final String C6 = "2001:db8:1:2:3:4:5:6";
    private static final String D6 = "fe80::1234";
    private static final byte[] NONE = {};
    private static final byte[] DATA = hex("0102030405060708090a0b");

    private final MemorySegment frame = Arena.ofAuto().allocate(2048, 2048);

    private byte[] edit(byte[] packet, DatapathAction... edits) {
        return EditedPacket.of(packet, edits);
    }

    private static int int32(String address) {
        byte[] b = ip(address);
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
    }

    private static long word(String address, int which) {
        byte[] b = ip(address);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | b[which * 8 + i] & 0xff;
        }
        return value;
    }

    private static SetIpv6 addresses6(String src, String dst) {
        return new SetIpv6(word(src, 0), word(src, 1), -1, -1, word(dst, 0), word(dst, 1), -1, -1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void ethernetAddressesUnderTheirMasks() {
        byte[] packet = ethernet(MAC2, MAC1, 0x1234, DATA);
        assertThat(edit(packet, new SetEthernet(0xaabbccddeeffL, 0xffffffffffffL, 0x99, 0xff)))
                .isEqualTo(ethernet(0xaabbccddeeffL, 0x020000000099L, 0x1234, DATA));
    }

    @Test
    void vlanPushAndPopAtAnyDepth() {
        byte[] plain = Packets.udpFrame(1, 2, 11);
        byte[] inner = Arrays.copyOfRange(plain, 12, plain.length);
        byte[] one = concat(mac(MAC2), mac(MAC1), hex("8100 600a"), inner);
        byte[] two = concat(mac(MAC2), mac(MAC1), hex("88a8 0002 8100 600a"), inner);
        assertThat(edit(plain, new PushVlan(0x8100, 0x600a))).isEqualTo(one);
        assertThat(edit(one, new PushVlan(0x88a8, 2))).isEqualTo(two);
        assertThat(edit(two, new PopVlan())).isEqualTo(one);
        assertThat(edit(two, new PopVlan(), new PopVlan())).isEqualTo(plain);
        assertThat(edit(plain, new PopVlan())).isEqualTo(plain);
    }

    @Test
    void aStackOfTagsOutgrowsTheHeadroom() {
        DatapathAction[] pushes = new DatapathAction[100];
        Arrays.fill(pushes, new PushVlan(0x8100, 1));
        assertThat(edit(Packets.udpFrame(1, 2, 11), pushes)).hasSize(53 + 100 * 4);
    }

    @Test
    void ipv4AddressesTosAndTtlWithTcpAndUdp() {
        SetIpv4 set = new SetIpv4(int32(C), -1, int32(D), -1, 0xb8, 0xfc, 9, 0xff);
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, 1, 64, 0, NONE, tcp(A, B, 5, 6, 2, DATA))), set))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(C, D, 6, 0xb9, 9, 0, NONE, tcp(C, D, 5, 6, 2, DATA))));
        assertThat(edit(
                        ethernet(
                                MAC2,
                                MAC1,
                                0x8100,
                                vlan(3, 0x0800, ipv4(A, B, 17, 1, 64, 0, new byte[4], udp(A, B, 5, 6, DATA)))),
                        set))
                .isEqualTo(ethernet(
                        MAC2,
                        MAC1,
                        0x8100,
                        vlan(3, 0x0800, ipv4(C, D, 17, 0xb9, 9, 0, new byte[4], udp(C, D, 5, 6, DATA)))));
    }

    @Test
    void editsAfterATagWasPushedOrPoppedFindTheirHeaders() {
        byte[] packet = ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, tcp(A, B, 5, 6, 2, DATA)));
        byte[] expected = ethernet(MAC2, MAC1, 0x0800, ipv4(C, B, 6, tcp(C, B, 5, 6, 2, DATA)));
        SetIpv4 set = new SetIpv4(int32(C), -1, 0, 0, 0, 0, 0, 0);
        assertThat(edit(packet, new PushVlan(0x8100, 7), set, new PopVlan())).isEqualTo(expected);
    }

    @Test
    void aMissingUdpChecksumStaysMissing() {
        byte[] udp = udp(A, B, 5, 6, DATA);
        Packets.put16(udp, 6, 0);
        byte[] expected = udp.clone();
        Packets.put16(expected, 2, 99);
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, udp)),
                        new SetIpv4(int32(C), -1, 0, 0, 0, 0, 0, 0),
                        new SetTransport(0, 0, 99, 0xffff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(C, B, 17, expected)));
    }

    @Test
    void laterFragmentsKeepTheirPayloadAndFirstOnesTheirChecksum() {
        byte[] later = ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, 0, 64, 0x2010, NONE, DATA));
        SetIpv4 set = new SetIpv4(int32(C), -1, 0, 0, 0, 0, 0, 0);
        assertThat(edit(later, set, new SetTransport(1, 0xffff, 2, 0xffff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(C, B, 17, 0, 64, 0x2010, NONE, DATA)));
        byte[] first = ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, 0, 64, 0x2000, NONE, udp(A, B, 5, 6, DATA)));
        assertThat(edit(first, set))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(C, B, 17, 0, 64, 0x2000, NONE, udp(C, B, 5, 6, DATA))));
    }

    @Test
    void ipv6AddressesWithTcpUdpAndIcmp() {
        byte[] echo = concat(hex("80 00 0000 0001 0002"), DATA);
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 6, 0, 0, tcp(A6, B6, 5, 6, 2, DATA))),
                        addresses6(C6, D6)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(C6, D6, 6, 0, 0, tcp(C6, D6, 5, 6, 2, DATA))));
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 17, 0, 0, udp(A6, B6, 5, 6, DATA))),
                        addresses6(C6, D6)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(C6, D6, 17, 0, 0, udp(C6, D6, 5, 6, DATA))));
        assertThat(edit(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, icmp6(A6, B6, echo))), addresses6(C6, D6)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(C6, D6, 58, 0, 0, icmp6(C6, D6, echo))));
    }

    @Test
    void ipv6ClassLabelAndHopLimit() {
        byte[] packet = ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 17, 0xff, 0xfffff, udp(A6, B6, 5, 6, DATA)));
        byte[] expected = ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 17, 0x03, 0x12345, udp(A6, B6, 5, 6, DATA)));
        expected[14 + 7] = 3;
        assertThat(edit(packet, new SetIpv6(0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfc, 0x12345, 0xfffff, 3, 0xff)))
                .isEqualTo(expected);
    }

    @Test
    void withSegmentsLeftTheDestinationIsNotInTheChecksum() {
        byte[] routing = concat(hex("11 02 04 01 00000000"), ip(C6));
        byte[] udp = udp(A6, C6, 5, 6, DATA);
        byte[] packet = ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 43, 0, 0, concat(routing, udp)));
        SetIpv6 dst = new SetIpv6(0, 0, 0, 0, word(D6, 0), word(D6, 1), -1, -1, 0, 0, 0, 0, 0, 0);
        assertThat(edit(packet, dst))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, D6, 43, 0, 0, concat(routing, udp))));
    }

    @Test
    void ports() {
        SetTransport set = new SetTransport(0x1234, 0xffff, 0xff00, 0xff00);
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, tcp(A, B, 5, 6, 2, DATA))), set))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, tcp(A, B, 0x1234, 0xff06, 2, DATA))));
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, udp(A, B, 5, 6, DATA))), set))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 17, udp(A, B, 0x1234, 0xff06, DATA))));
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 132, sctp(5, 6))), set))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 132, sctp(0x1234, 0xff06))));
    }

    private static byte[] sctp(int src, int dst) {
        byte[] packet = concat(Packets.be16(src), Packets.be16(dst), hex("01020304 00000000 01000004"), DATA);
        CRC32C crc = new CRC32C();
        crc.update(packet);
        int value = Integer.reverseBytes((int) crc.getValue());
        System.arraycopy(Packets.be32(value), 0, packet, 8, 4);
        return packet;
    }

    @Test
    void icmpTypeAndCode() {
        byte[] echo = hex("0800 0000 0001 0002 aabb");
        Packets.put16(echo, 2, ~Packets.fold(Packets.sum(echo, 0, echo.length)));
        byte[] expected = hex("0303 0000 0001 0002 aabb");
        Packets.put16(expected, 2, ~Packets.fold(Packets.sum(expected, 0, expected.length)));
        assertThat(edit(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 1, echo)), new SetIcmp(3, 0xff, 3, 0xff)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 1, expected)));
    }

    @Test
    void arpFields() {
        byte[] head = hex("0001 0800 06 04");
        byte[] request = concat(head, hex("0001"), mac(MAC1), ip(A), mac(0), ip(B));
        byte[] reply = concat(head, hex("0002"), mac(MAC2), ip(B), mac(MAC1), ip(A));
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x0806, request),
                        new SetArp(2, 0xffff, int32(B), -1, int32(A), -1, MAC2, -1, MAC1, -1)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x0806, reply));
    }

    @Test
    void neighbourDiscoveryFields() {
        byte[] message = concat(hex("88 00 0000 60000000"), ip(B6), hex("02 01"), mac(MAC1));
        byte[] expected = concat(hex("88 00 0000 60000000"), ip(C6), hex("02 01"), mac(MAC2));
        assertThat(edit(
                        ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, icmp6(A6, B6, message))),
                        new SetNd(word(C6, 0), word(C6, 1), -1, -1, 0, 0, MAC2, -1)))
                .isEqualTo(ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, icmp6(A6, B6, expected))));
    }

    @Test
    void editsOfHeadersThatAreNotThereChangeNothing() {
        byte[] arp = ethernet(MAC2, MAC1, 0x0806, new byte[28]);
        byte[] broken = ethernet(MAC2, MAC1, 0x0800, hex("45000100"));
        for (byte[] packet : List.of(arp, broken)) {
            assertThat(edit(
                            packet,
                            new SetIpv4(1, -1, 2, -1, 3, 0xff, 4, 0xff),
                            addresses6(C6, D6),
                            new SetTransport(1, 0xffff, 2, 0xffff),
                            new SetIcmp(1, 0xff, 2, 0xff),
                            new SetNd(1, 1, -1, -1, 1, -1, 1, -1),
                            new SetArp(2, 0xffff, 1, -1, 1, -1, 1, -1, 1, -1)))
                    .isEqualTo(packet);
        }
    }

    @Test
    void randomRewritesKeepEveryChecksumRight() {
        Random random = new Random(4);
        for (int round = 0; round < 3000; round++) {
            byte[] data = new byte[random.nextInt(64)];
            random.nextBytes(data);
            int sport = random.nextInt(65536);
            int src = random.nextInt();
            String text = (src >>> 24) + "." + (src >>> 16 & 255) + "." + (src >>> 8 & 255) + "." + (src & 255);
            SetIpv4 set = new SetIpv4(src, -1, 0, 0, 0, 0, 0, 0);
            SetTransport ports = new SetTransport(sport, 0xffff, 0, 0);
            assertThat(edit(ethernet(1, 2, 0x0800, ipv4(A, B, 17, udp(A, B, 1, 2, data))), set, ports))
                    .isEqualTo(ethernet(1, 2, 0x0800, ipv4(text, B, 17, udp(text, B, sport, 2, data))));
        }
    }

    /** The rewriter trusts what the parser found: whatever the packet says, no edit may reach past its end. */
    @Test
    void editsOfRandomPacketsStayWithinThem() {
        Random random = new Random(5);
        byte[] nd = icmp6(A6, B6, concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01"), mac(MAC1)));
        List<byte[]> seeds = List.of(
                ethernet(MAC2, MAC1, 0x0800, ipv4(A, B, 6, 0, 64, 0, new byte[8], tcp(A, B, 5, 6, 2, DATA))),
                ethernet(MAC2, MAC1, 0x8100, vlan(3, 0x0800, ipv4(A, B, 132, sctp(1, 2)))),
                ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, nd)),
                ethernet(
                        MAC2,
                        MAC1,
                        0x86dd,
                        ipv6(A6, B6, 43, 0, 0, concat(hex("11 02 04 01 00000000"), ip(C6), udp(A6, C6, 5, 6, DATA)))),
                ethernet(MAC2, MAC1, 0x0806, new byte[28]));
        DatapathAction.Edit[] all = {
            new SetEthernet(1, -1, 2, -1),
            new PushVlan(0x8100, 5),
            new PopVlan(),
            new PopVlan(),
            new SetIpv4(1, -1, 2, -1, 3, 0xff, 4, 0xff),
            addresses6(C6, D6),
            new SetTransport(1, 0xffff, 2, 0xffff),
            new SetIcmp(1, 0xff, 2, 0xff),
            new SetNd(1, 1, -1, -1, 1, -1, 1, -1),
            new SetArp(2, 0xffff, 1, -1, 1, -1, 1, -1, 1, -1)
        };
        for (int round = 0; round < 50_000; round++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] mutant = Arrays.copyOf(seed, 14 + random.nextInt(seed.length - 13));
            for (int i = random.nextInt(4); i > 0; i--) {
                mutant[12 + random.nextInt(mutant.length - 12)] = (byte) random.nextInt();
            }
            editBeforeTail(mutant, all[random.nextInt(all.length)], all[random.nextInt(all.length)]);
        }
    }

    private void editBeforeTail(byte[] packet, DatapathAction.Edit first, DatapathAction.Edit second) {
        long tail = 0x5a5a5a5a5a5a5a5aL;
        MemorySegment.copy(packet, 0, frame, ValueLayout.JAVA_BYTE, 256, packet.length);
        frame.set(ValueLayout.JAVA_LONG_UNALIGNED, 256 + packet.length, tail);
        PacketParser parser = new PacketParser();
        long[] key = new long[KeyLayout.PACKET_WORDS];
        parser.parse(frame, 256, packet.length, 1, key, 0);
        HeaderRewriter rewriter = new HeaderRewriter(frame);
        ActivePacket active = new ActivePacket(frame, 2048, parser);
        active.begin(256, packet.length, parser.l3Offset(), parser.l4Offset(), key, 0);
        rewriter.apply(first, active);
        rewriter.apply(second, active);
        assertThat(active.offset + active.length).isEqualTo(256 + packet.length);
        assertThat(frame.get(ValueLayout.JAVA_LONG_UNALIGNED, 256 + packet.length))
                .isEqualTo(tail);
    }
}
