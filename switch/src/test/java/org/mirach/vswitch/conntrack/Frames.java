package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.Packets.be16;
import static org.mirach.vswitch.fastpath.Packets.be32;
import static org.mirach.vswitch.fastpath.Packets.concat;
import static org.mirach.vswitch.fastpath.Packets.fold;
import static org.mirach.vswitch.fastpath.Packets.get16;
import static org.mirach.vswitch.fastpath.Packets.pseudo;
import static org.mirach.vswitch.fastpath.Packets.put16;
import static org.mirach.vswitch.fastpath.Packets.sum;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.vswitch.fastpath.Packets;

/** Frames by hand, and a reading of them that shares no code with what is tested. */
final class Frames {
    private Frames() {}

    static byte[] ip(String src, String dst, int proto, byte[] payload) {
        boolean ipv6 = src.indexOf(':') >= 0;
        return Packets.ethernet(
                Packets.MAC2,
                Packets.MAC1,
                ipv6 ? 0x86dd : 0x0800,
                ipv6 ? Packets.ipv6(src, dst, proto, 0, 0, payload) : Packets.ipv4(src, dst, proto, payload));
    }

    static byte[] udp(String src, int srcPort, String dst, int dstPort, String data) {
        return ip(src, dst, 17, Packets.udp(src, dst, srcPort, dstPort, data.getBytes()));
    }

    /** @param flags letters of S, A, F, R, P, U */
    static byte[] tcp(
            String src, int srcPort, String dst, int dstPort, String flags, int seq, int ack, int window, String data) {
        return tcp(src, srcPort, dst, dstPort, flags, seq, ack, window, new byte[0], data.getBytes());
    }

    static byte[] tcp(
            String src,
            int srcPort,
            String dst,
            int dstPort,
            String flags,
            int seq,
            int ack,
            int window,
            byte[] options,
            byte[] data) {
        int bits = 0;
        for (char flag : flags.toCharArray()) {
            bits |= 1 << "FSRPAU".indexOf(flag);
        }
        byte[] segment = concat(
                be16(srcPort),
                be16(dstPort),
                be32(seq),
                be32(ack),
                be16((5 + options.length / 4) << 12 | bits),
                be16(window),
                be32(0),
                options,
                data);
        put16(segment, 16, ~fold(pseudo(src, dst, 6, segment.length) + sum(segment, 0, segment.length)));
        return ip(src, dst, 6, segment);
    }

    static byte[] icmp(String src, String dst, int type, int code, byte[] rest) {
        byte[] message = concat(new byte[] {(byte) type, (byte) code, 0, 0}, rest);
        if (src.indexOf(':') >= 0) {
            return ip(src, dst, 58, Packets.icmp6(src, dst, message));
        }
        put16(message, 2, ~fold(sum(message, 0, message.length)));
        return ip(src, dst, 1, message);
    }

    static byte[] echo(String src, String dst, int type, int id) {
        return icmp(src, dst, type, 0, concat(be16(id), be16(1), new byte[] {1, 2, 3, 4, 5}));
    }

    /** An ICMP error about a frame, of which it carries so many bytes behind the Ethernet header. */
    static byte[] error(String src, String dst, int type, int code, byte[] about, int bytes) {
        byte[] inner = Arrays.copyOfRange(about, 14, Math.min(about.length, 14 + bytes));
        return icmp(src, dst, type, code, concat(be32(0), inner));
    }

    /** {@code src:port>dst:port}; without ports for what has none; checks all checksums that it finds. */
    static String endpoints(byte[] frame) {
        return packet(frame, 14, frame.length, get16(frame, 12) == 0x86dd, true);
    }

    /** The same of the packet that an ICMP error carries; its transport checksum may cover what is missing. */
    static String inner(byte[] frame) {
        boolean ipv6 = get16(frame, 12) == 0x86dd;
        int at = 14 + (ipv6 ? 40 : 20) + 8;
        return packet(frame, at, frame.length, ipv6, false);
    }

    private static String packet(byte[] frame, int at, int end, boolean ipv6, boolean whole) {
        int l4 = at + (ipv6 ? 40 : (frame[at] & 0xf) * 4);
        int proto = frame[at + (ipv6 ? 6 : 9)] & 0xff;
        String src = address(frame, at + (ipv6 ? 8 : 12), ipv6);
        String dst = address(frame, at + (ipv6 ? 24 : 16), ipv6);
        if (!ipv6 && fold(sum(frame, at, l4 - at)) != 0xffff) {
            return "bad IPv4 checksum";
        }
        int l4Bytes = whole ? (ipv6 ? get16(frame, at + 4) : get16(frame, at + 2) - (l4 - at)) : end - l4;
        boolean noUdpSum = proto == 17 && get16(frame, l4 + 6) == 0;
        long start = proto == 1 ? 0 : pseudo(src, dst, proto, l4Bytes);
        if (whole && !noUdpSum && proto != 132 && fold(sum(frame, l4, l4Bytes) + start) != 0xffff) {
            return "bad transport checksum";
        }
        if (proto != 6 && proto != 17) {
            return src + ">" + dst;
        }
        return src + ":" + get16(frame, l4) + ">" + dst + ":" + get16(frame, l4 + 2);
    }

    private static String address(byte[] frame, int at, boolean ipv6) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + (ipv6 ? 16 : 4)))
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Cuts an IP packet into fragments, each with at most so many bytes behind the IP header (a multiple of 8). */
    static List<byte[]> fragments(byte[] frame, int each) {
        boolean ipv6 = get16(frame, 12) == 0x86dd;
        int l4 = 14 + (ipv6 ? 40 : 20);
        List<byte[]> fragments = new ArrayList<>();
        for (int from = l4; from < frame.length; from += each) {
            int to = Math.min(from + each, frame.length);
            byte[] data = Arrays.copyOfRange(frame, from, to);
            int more = to < frame.length ? 1 : 0;
            byte[] header = Arrays.copyOf(frame, l4);
            if (ipv6) {
                byte[] extension = concat(new byte[] {header[20], 0}, be16(from - l4 | more), be32(0x99));
                header[20] = 44;
                put16(header, 18, data.length + 8);
                fragments.add(concat(header, extension, data));
            } else {
                put16(header, 16, 20 + data.length);
                put16(header, 20, (from - l4) / 8 | more << 13);
                put16(header, 24, 0);
                put16(header, 24, ~fold(sum(header, 14, 20)));
                fragments.add(concat(header, data));
            }
        }
        return fragments;
    }

    /** What {@link #fragments} cut: put together again. */
    static byte[] join(List<byte[]> fragments) {
        boolean ipv6 = get16(fragments.getFirst(), 12) == 0x86dd;
        int l4 = 14 + (ipv6 ? 40 : 20);
        byte[] whole = Arrays.copyOf(fragments.getFirst(), l4);
        for (byte[] fragment : fragments) {
            whole = concat(whole, Arrays.copyOfRange(fragment, l4 + (ipv6 ? 8 : 0), fragment.length));
        }
        if (ipv6) {
            whole[20] = fragments.getFirst()[54];
            put16(whole, 18, whole.length - l4);
        } else {
            put16(whole, 16, whole.length - 14);
            put16(whole, 20, 0);
            put16(whole, 24, 0);
            put16(whole, 24, ~fold(sum(whole, 14, 20)));
        }
        return whole;
    }
}
