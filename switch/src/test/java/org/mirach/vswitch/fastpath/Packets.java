package org.mirach.vswitch.fastpath;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Packets made by hand for tests, checksums by plain addition, written apart from the code under test. */
public final class Packets {
    public static final long MAC1 = 0x020000000001L;
    public static final long MAC2 = 0x020000000002L;

    private Packets() {}

    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] be16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    public static byte[] be32(int value) {
        return concat(be16(value >>> 16), be16(value));
    }

    public static byte[] mac(long value) {
        return concat(be16((int) (value >>> 32)), be32((int) value));
    }

    public static byte[] ip(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static byte[] ethernet(long dst, long src, int type, byte[] payload) {
        return concat(mac(dst), mac(src), be16(type), payload);
    }

    public static byte[] vlan(int tci, int type, byte[] payload) {
        return concat(be16(tci), be16(type), payload);
    }

    /** An IPv4 packet; {@code fragment} is the flags and offset word. */
    public static byte[] ipv4(
            String src, String dst, int proto, int tos, int ttl, int fragment, byte[] options, byte[] payload) {
        int headerBytes = 20 + options.length;
        byte[] header = concat(
                new byte[] {(byte) (0x40 | headerBytes / 4), (byte) tos},
                be16(headerBytes + payload.length),
                be16(0x1234),
                be16(fragment),
                new byte[] {(byte) ttl, (byte) proto, 0, 0},
                ip(src),
                ip(dst),
                options);
        put16(header, 10, ~fold(sum(header, 0, header.length)));
        return concat(header, payload);
    }

    public static byte[] ipv4(String src, String dst, int proto, byte[] payload) {
        return ipv4(src, dst, proto, 0, 64, 0, new byte[0], payload);
    }

    public static byte[] ipv6(String src, String dst, int next, int trafficClass, int label, byte[] payload) {
        return concat(
                be32(6 << 28 | trafficClass << 20 | label),
                be16(payload.length),
                new byte[] {(byte) next, 64},
                ip(src),
                ip(dst),
                payload);
    }

    /** A TCP segment with its right checksum. */
    public static byte[] tcp(String src, String dst, int srcPort, int dstPort, int flags, byte[] data) {
        byte[] segment = concat(
                be16(srcPort), be16(dstPort), be32(1), be32(2), be16(5 << 12 | flags), be16(1000), be32(0), data);
        put16(segment, 16, ~fold(pseudo(src, dst, 6, segment.length) + sum(segment, 0, segment.length)));
        return segment;
    }

    /** A UDP datagram with its right checksum. */
    public static byte[] udp(String src, String dst, int srcPort, int dstPort, byte[] data) {
        byte[] datagram = concat(be16(srcPort), be16(dstPort), be16(8 + data.length), be16(0), data);
        int check = ~fold(pseudo(src, dst, 17, datagram.length) + sum(datagram, 0, datagram.length)) & 0xffff;
        put16(datagram, 6, check == 0 ? 0xffff : check);
        return datagram;
    }

    /** ICMPv6 with its right checksum; {@code message} begins with type, code and a checksum of zero. */
    public static byte[] icmp6(String src, String dst, byte[] message) {
        byte[] copy = message.clone();
        put16(copy, 2, ~fold(pseudo(src, dst, 58, copy.length) + sum(copy, 0, copy.length)));
        return copy;
    }

    public static byte[] udpFrame(int srcPort, int dstPort, int dataBytes) {
        return ethernet(
                MAC2,
                MAC1,
                0x0800,
                ipv4("10.0.0.1", "10.0.0.2", 17, udp("10.0.0.1", "10.0.0.2", srcPort, dstPort, new byte[dataBytes])));
    }

    public static byte[] tcpFrame(int srcPort, int dstPort, int flags, byte[] data) {
        return ethernet(
                MAC2,
                MAC1,
                0x0800,
                ipv4("10.0.0.1", "10.0.0.2", 6, tcp("10.0.0.1", "10.0.0.2", srcPort, dstPort, flags, data)));
    }

    public static long pseudo(String src, String dst, int proto, int length) {
        byte[] both = concat(ip(src), ip(dst));
        return sum(both, 0, both.length) + proto + length;
    }

    public static long sum(byte[] data, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = data[from + i] & 0xff;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        return sum;
    }

    public static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded >> 16) + (folded & 0xffff);
        }
        return (int) folded;
    }

    public static void put16(byte[] data, int at, int value) {
        data[at] = (byte) (value >> 8);
        data[at + 1] = (byte) value;
    }

    public static int get16(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
