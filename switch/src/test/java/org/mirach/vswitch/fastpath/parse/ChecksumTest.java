package org.mirach.vswitch.fastpath.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.flow.KeyLayout;

class ChecksumTest {
    private final Arena arena = Arena.ofAuto();
    private final Random random = new Random(2);

    private MemorySegment memory(byte[] data, int at) {
        MemorySegment memory = arena.allocate(data.length + at);
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, at, data.length);
        return memory;
    }

    @Test
    void sumEqualsPlainAdditionAtAnyLengthAndAlignment() {
        for (int length = 0; length < 300; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            int at = length % 5;
            assertThat(Checksum.fold(Checksum.sum(memory(data, at), at, length)))
                    .isEqualTo(Packets.fold(Packets.sum(data, 0, length)));
        }
        byte[] ones = new byte[65536];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(Checksum.fold(Checksum.sum(memory(ones, 0), 0, ones.length))).isEqualTo(0xffff);
    }

    @Test
    void updatesEqualFullRecomputation() {
        for (int round = 0; round < 100_000; round++) {
            byte[] data = new byte[40];
            random.nextBytes(data);
            int check = ~Packets.fold(Packets.sum(data, 0, 40)) & 0xffff;
            byte[] changed = data.clone();
            int at = 2 * random.nextInt(16);
            int bytes = 2 << random.nextInt(3);
            for (int i = 0; i < bytes; i++) {
                changed[at + i] = (byte) random.nextInt();
            }
            MemorySegment was = memory(data, 0);
            MemorySegment is = memory(changed, 0);
            int updated = switch (bytes) {
                case 2 -> Checksum.update16(check, PacketBytes.u16(was, at), PacketBytes.u16(is, at));
                case 4 -> Checksum.update32(check, PacketBytes.u32(was, at), PacketBytes.u32(is, at));
                default -> Checksum.update64(check, PacketBytes.u64(was, at), PacketBytes.u64(is, at));
            };
            assertThat(updated).isEqualTo(~Packets.fold(Packets.sum(changed, 0, 40)) & 0xffff);
        }
    }

    @Test
    void partialChecksumsAreCompletedAndFinishedOnesLeft() {
        for (int round = 0; round < 2000; round++) {
            byte[] data = new byte[random.nextInt(100)];
            random.nextBytes(data);
            boolean v4 = random.nextBoolean();
            boolean tcp = random.nextBoolean();
            boolean tagged = random.nextBoolean();
            byte[] right = packet(v4, tcp, tagged, data);
            assertThat(completed(right)).isEqualTo(right);
            byte[] partial = right.clone();
            int l4 = 14 + (tagged ? 4 : 0) + (v4 ? 20 : 40);
            int l4Bytes = data.length + (tcp ? 20 : 8);
            long pseudo = v4
                    ? Packets.pseudo("10.0.0.1", "10.0.0.2", tcp ? 6 : 17, l4Bytes)
                    : Packets.pseudo("fd00::1", "fd00::2", tcp ? 6 : 17, l4Bytes);
            Packets.put16(partial, l4 + (tcp ? 16 : 6), Packets.fold(pseudo));
            assertThat(completed(partial)).isEqualTo(right);
        }
    }

    @Test
    void aFragmentAndAMissingUdpChecksumAreLeft() {
        byte[] udp = Packets.udp("10.0.0.1", "10.0.0.2", 1, 2, new byte[20]);
        Packets.put16(udp, 6, Packets.fold(Packets.pseudo("10.0.0.1", "10.0.0.2", 17, udp.length)));
        byte[] fragment = Packets.ethernet(
                1, 2, 0x0800, Packets.ipv4("10.0.0.1", "10.0.0.2", 17, 0, 64, 0x2000, new byte[0], udp));
        assertThat(completed(fragment)).isEqualTo(fragment);
        Packets.put16(udp, 6, 0);
        byte[] none = Packets.ethernet(1, 2, 0x0800, Packets.ipv4("10.0.0.1", "10.0.0.2", 17, udp));
        assertThat(completed(none)).isEqualTo(none);
    }

    @Test
    void anSctpPacketWithoutItsCrcGetsIt() {
        byte[] sctp = Packets.hex("0001 0002 01020304 00000000 01000007 aabbcc");
        CRC32C crc = new CRC32C();
        crc.update(sctp);
        byte[] right = sctp.clone();
        System.arraycopy(Packets.be32(Integer.reverseBytes((int) crc.getValue())), 0, right, 8, 4);
        byte[] partial = Packets.ethernet(1, 2, 0x0800, Packets.ipv4("10.0.0.1", "10.0.0.2", 132, sctp));
        byte[] expected = Packets.ethernet(1, 2, 0x0800, Packets.ipv4("10.0.0.1", "10.0.0.2", 132, right));
        assertThat(completed(partial)).isEqualTo(expected);
        assertThat(completed(expected)).isEqualTo(expected);
    }

    private static byte[] packet(boolean v4, boolean tcp, boolean tagged, byte[] data) {
        String a = v4 ? "10.0.0.1" : "fd00::1";
        String b = v4 ? "10.0.0.2" : "fd00::2";
        byte[] l4 = tcp ? Packets.tcp(a, b, 5, 6, 0x10, data) : Packets.udp(a, b, 5, 6, data);
        byte[] l3 = v4 ? Packets.ipv4(a, b, tcp ? 6 : 17, l4) : Packets.ipv6(a, b, tcp ? 6 : 17, 0, 0, l4);
        int type = v4 ? 0x0800 : 0x86dd;
        // Padding behind the IP packet must not count.
        byte[] padded = Packets.concat(l3, new byte[] {1, 2, 3});
        return tagged
                ? Packets.ethernet(1, 2, 0x8100, Packets.vlan(7, type, padded))
                : Packets.ethernet(1, 2, type, padded);
    }

    private byte[] completed(byte[] packet) {
        MemorySegment memory = memory(packet, 3);
        PacketParser parser = new PacketParser();
        long[] key = new long[KeyLayout.PACKET_WORDS];
        parser.parse(memory, 3, packet.length, 1, key, 0);
        PartialChecksum.complete(memory, 3, parser.l3Offset(), parser.l4Offset(), key, 0);
        return memory.asSlice(3).toArray(ValueLayout.JAVA_BYTE);
    }
}
