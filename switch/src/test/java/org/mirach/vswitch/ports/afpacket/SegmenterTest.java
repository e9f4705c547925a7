package org.mirach.vswitch.ports.afpacket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;

class SegmenterTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";

    private final Arena arena = Arena.ofAuto();
    private final Segmenter segmenter = new Segmenter();

    private List<byte[]> cut(byte[] packet, int gsoSize) {
        MemorySegment source = arena.allocate(packet.length);
        MemorySegment.copy(packet, 0, source, ValueLayout.JAVA_BYTE, 0, packet.length);
        MemorySegment target = arena.allocate(4096);
        List<byte[]> result = new ArrayList<>();
        if (segmenter.begin(source, 0, packet.length, gsoSize)) {
            while (segmenter.hasNext()) {
                int expected = segmenter.nextBytes();
                int length = segmenter.next(target, 256);
                assertThat(length).isEqualTo(expected);
                result.add(target.asSlice(256, length).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return result;
    }

    private static byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return data;
    }

    /** Each segment must equal the packet made by hand; FIN, PSH and CWR were set on the whole. */
    @Test
    void tcpOverIpv4() {
        byte[] data = data(3000);
        byte[] big = Packets.ethernet(1, 2, 0x0800, Packets.ipv4(A, B, 6, Packets.tcp(A, B, 5, 6, 0x99, data)));
        List<byte[]> segments = cut(big, 1400);
        assertThat(segments).hasSize(3);
        int[] flags = {0x90, 0x10, 0x19};
        for (int i = 0; i < 3; i++) {
            byte[] part = Arrays.copyOfRange(data, i * 1400, Math.min(3000, (i + 1) * 1400));
            byte[] tcp = Packets.tcp(A, B, 5, 6, flags[i], part);
            int seq = 1 + i * 1400;
            Packets.put16(tcp, 4, seq >>> 16);
            Packets.put16(tcp, 6, seq);
            Packets.put16(tcp, 16, 0);
            Packets.put16(
                    tcp, 16, ~Packets.fold(Packets.pseudo(A, B, 6, tcp.length) + Packets.sum(tcp, 0, tcp.length)));
            byte[] ip = Packets.ipv4(A, B, 6, tcp);
            Packets.put16(ip, 4, 0x1234 + i);
            Packets.put16(ip, 10, 0);
            Packets.put16(ip, 10, ~Packets.fold(Packets.sum(ip, 0, 20)));
            assertThat(segments.get(i)).isEqualTo(Packets.ethernet(1, 2, 0x0800, ip));
        }
    }

    @Test
    void tcpAndUdpOverIpv6InAVlan() {
        byte[] data = data(2500);
        byte[] bigUdp = vlan6(17, Packets.udp(A6, B6, 5, 6, data));
        List<byte[]> datagrams = cut(bigUdp, 1000);
        assertThat(datagrams).hasSize(3);
        for (int i = 0; i < 3; i++) {
            byte[] part = Arrays.copyOfRange(data, i * 1000, Math.min(2500, (i + 1) * 1000));
            assertThat(datagrams.get(i)).isEqualTo(vlan6(17, Packets.udp(A6, B6, 5, 6, part)));
        }
        List<byte[]> segments = cut(vlan6(6, Packets.tcp(A6, B6, 5, 6, 0x10, data)), 2000);
        assertThat(segments.getFirst()).isEqualTo(vlan6(6, Packets.tcp(A6, B6, 5, 6, 0x10, Arrays.copyOf(data, 2000))));
        assertThat(segments.get(1)).hasSize(18 + 40 + 20 + 500);
    }

    private static byte[] vlan6(int proto, byte[] l4) {
        return Packets.ethernet(1, 2, 0x8100, Packets.vlan(5, 0x86dd, Packets.ipv6(A6, B6, proto, 0, 0, l4)));
    }

    @Test
    void whatCannotBeCutIsRefused() {
        assertThat(cut(Packets.ethernet(1, 2, 0x0806, new byte[2000]), 100)).isEmpty();
        assertThat(cut(Packets.ethernet(1, 2, 0x0800, Packets.ipv4(A, B, 1, new byte[2000])), 100))
                .isEmpty();
        byte[] lyingHeader =
                Packets.ethernet(1, 2, 0x0800, Packets.ipv4(A, B, 6, Packets.tcp(A, B, 5, 6, 2, new byte[10])));
        lyingHeader[14 + 20 + 12] = (byte) 0xf0;
        assertThat(cut(lyingHeader, 100)).isEmpty();
        lyingHeader[14 + 20 + 12] = 0x40;
        assertThat(cut(lyingHeader, 100)).isEmpty();
    }
}
