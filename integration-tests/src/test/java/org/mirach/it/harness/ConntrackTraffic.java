package org.mirach.it.harness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random packets that a connection tracker has an opinion of: a few hosts and ports, TCP segments that are mostly in place
 * and sometimes not, datagrams, pings, ICMP errors about what was sent, answers to what came out, and some that are
 * broken.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class ConntrackTraffic {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final String[] FLAGS = {
        "S", "S", "SA", "A", "A", "A", "PA", "PA", "FA", "R", "RA", "SF", "F", "", "PU"
    };
    private static final int[] SKEWS = {0, 0, 0, 0, 0, 0, 0, 1, -1, 7, 1500, 66_000, -66_000, 68_000, -68_000, 200_000};
    private static final int[] WINDOWS = {0, 1, 100, 1000, 10_000, 65_535};
    private static final int RECENT = 24;

    private final Random random;
    private final boolean ipv6;
    private final List<byte[]> recent = new ArrayList<>();
    private int count;

    public ConntrackTraffic(long seed, boolean ipv6) {
        this.random = new Random(seed);
        this.ipv6 = ipv6;
    }

    /** A packet that came out: answers and errors may follow. */
    public void sent(byte[] frame) {
        recent.add(frame);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
    }

    /** The next packet; its source address ends in {@code tag}, its IP header has {@link #number}. */
    public byte[] next(int tag) {
        byte[] frame = frame();
        if (random.nextInt(40) == 0) {
            frame[20 + random.nextInt(frame.length - 20)] ^= (byte) (1 << random.nextInt(8));
        }
        frame[11] = (byte) tag;
        return frame;
    }

    /** What tells packets apart whatever is done to them: the identification, or the flow label. */
    public static int number(byte[] frame) {
        return u16(frame, frame[12] == 8 ? 18 : 16);
    }

    private byte[] frame() {
        int kind = random.nextInt(20);
        if (kind < 9 && !recent.isEmpty()) {
            byte[] about = recent.get(random.nextInt(recent.size()));
            byte[] made = kind < 7 ? answer(about) : error(about);
            if (made != null) {
                return made;
            }
        }
        if (kind < 15) {
            return tcp(client(), clientPort(), server(), serverPort(), flags(), sequence(), sequence(), text());
        }
        if (kind < 18) {
            return udp(client(), clientPort(), server(), serverPort());
        }
        return kind < 19 ? ping() : ip(client(), server(), 47, new byte[random.nextInt(20)]);
    }

    private <T> T one(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private byte[] address(int net, int host) {
        byte[] address = new byte[ipv6 ? 16 : 4];
        address[0] = (byte) (ipv6 ? 0xfc : 10);
        address[address.length - 2] = (byte) net;
        address[address.length - 1] = (byte) host;
        return address;
    }

    private byte[] client() {
        return address(0, 1 + random.nextInt(2));
    }

    private byte[] server() {
        return address(0, 3 + random.nextInt(2));
    }

    private int clientPort() {
        return random.nextInt(30) == 0 ? 0 : 2000 + random.nextInt(3);
    }

    private int serverPort() {
        return random.nextBoolean() ? 80 : 8080;
    }

    private String flags() {
        return one(FLAGS);
    }

    private int sequence() {
        return 10_000 * (1 + random.nextInt(3)) + SKEWS[random.nextInt(SKEWS.length)];
    }

    private byte[] text() {
        return "x".repeat(random.nextInt(3) == 0 ? random.nextInt(60) : 0).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] tcp(byte[] src, int srcPort, byte[] dst, int dstPort, String flags, int seq, int ack, byte[] data) {
        boolean scaled = flags.startsWith("S") && random.nextBoolean();
        byte[] options = scaled ? new byte[] {1, 3, 3, (byte) random.nextInt(9)} : new byte[0];
        int bits = 0;
        for (char flag : flags.toCharArray()) {
            bits |= 1 << "FSRPAU".indexOf(flag);
        }
        byte[] segment = ByteBuffer.allocate(20 + options.length + data.length)
                .putShort((short) srcPort)
                .putShort((short) dstPort)
                .putInt(seq)
                .putInt(ack)
                .putShort((short) ((5 + options.length / 4) << 12 | bits))
                .putShort((short) WINDOWS[random.nextInt(WINDOWS.length)])
                .putInt(0)
                .put(options)
                .put(data)
                .array();
        return ip(src, dst, TCP, withSum(src, dst, TCP, segment, 16));
    }

    private byte[] udp(byte[] src, int srcPort, byte[] dst, int dstPort) {
        byte[] data = text();
        int length = random.nextInt(25) == 0 ? random.nextInt(40) : 8 + data.length;
        byte[] datagram = ByteBuffer.allocate(8 + data.length)
                .putShort((short) srcPort)
                .putShort((short) dstPort)
                .putShort((short) length)
                .putShort((short) 0)
                .put(data)
                .array();
        return ip(src, dst, UDP, random.nextInt(8) == 0 ? datagram : withSum(src, dst, UDP, datagram, 6));
    }

    private byte[] ping() {
        int type = ipv6 ? one(new Integer[] {128, 128, 128, 129, 135}) : one(new Integer[] {8, 8, 8, 0, 13, 15, 17});
        return icmp(client(), server(), type, random.nextInt(20) == 0 ? 1 : 0, echoBody(1 + random.nextInt(3)));
    }

    private static byte[] echoBody(int id) {
        return ByteBuffer.allocate(24).putShort((short) id).array();
    }

    private byte[] icmp(byte[] src, byte[] dst, int type, int code, byte[] body) {
        byte[] message = ByteBuffer.allocate(4 + body.length)
                .put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .put(body)
                .array();
        int proto = ipv6 ? ICMPV6 : ICMP;
        return ip(src, dst, proto, withSum(src, dst, proto, message, 2));
    }

    private int l4() {
        return 14 + (ipv6 ? 40 : 20);
    }

    private byte[] part(byte[] frame, int at, int bytes) {
        byte[] part = new byte[bytes];
        System.arraycopy(frame, at, part, 0, Math.min(bytes, frame.length - at));
        return part;
    }

    private byte[] src(byte[] frame) {
        return part(frame, 14 + (ipv6 ? 8 : 12), ipv6 ? 16 : 4);
    }

    private byte[] dst(byte[] frame) {
        return part(frame, 14 + (ipv6 ? 24 : 16), ipv6 ? 16 : 4);
    }

    private static int u16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    /** What the other end might say, or null. */
    private byte[] answer(byte[] frame) {
        int l4 = l4();
        int proto = frame[14 + (ipv6 ? 6 : 9)] & 0xff;
        if (frame.length < l4 + 8) {
            return null;
        }
        if (proto == UDP) {
            return udp(dst(frame), u16(frame, l4 + 2), src(frame), u16(frame, l4));
        }
        if (proto == (ipv6 ? ICMPV6 : ICMP)) {
            int reply = ipv6 ? 129 : 0;
            return icmp(dst(frame), src(frame), reply, 0, echoBody(u16(frame, l4 + 4)));
        }
        return proto == TCP && frame.length >= l4 + 20 ? answerTcp(frame, l4) : null;
    }

    private byte[] answerTcp(byte[] frame, int l4) {
        int seq = u16(frame, l4 + 4) << 16 | u16(frame, l4 + 6);
        int ack = u16(frame, l4 + 8) << 16 | u16(frame, l4 + 10);
        int theirs = frame[l4 + 13];
        int grown = (frame.length - l4 - 20) + ((theirs & 3) != 0 ? 1 : 0);
        int skew = SKEWS[random.nextInt(SKEWS.length)];
        if (random.nextInt(4) == 0) { // the same end goes on
            String more = one(new String[] {"A", "PA", "FA", "RA", "R"});
            return tcp(
                    src(frame), u16(frame, l4), dst(frame), u16(frame, l4 + 2), more, seq + grown + skew, ack, text());
        }
        boolean syn = (theirs & 0x12) == 2;
        String flags = syn && random.nextInt(6) != 0 ? "SA" : one(new String[] {"A", "A", "PA", "FA", "R", "S"});
        int own = syn ? 500_000 : ack;
        return tcp(dst(frame), u16(frame, l4 + 2), src(frame), u16(frame, l4), flags, own + skew, seq + grown, text());
    }

    /**
     * An ICMP error about a packet, from its destination or a router. It carries the whole transport header: of less,
     * Open vSwitch 3.1 writes a checksum behind the packet's end when it translates, and dies sooner or later.
     */
    private byte[] error(byte[] frame) {
        int type = ipv6 ? one(new Integer[] {1, 2, 3, 4}) : one(new Integer[] {3, 4, 5, 11, 12});
        byte[] from = random.nextBoolean() ? dst(frame) : address(9, 9);
        int bytes = random.nextInt(4) == 0 ? l4() - 14 + 20 + random.nextInt(20) : 100;
        byte[] inner = part(frame, 14, Math.min(bytes, frame.length - 14));
        byte[] body = ByteBuffer.allocate(4 + inner.length).putInt(0).put(inner).array();
        return icmp(from, random.nextInt(12) == 0 ? client() : src(frame), type, 0, body);
    }

    private byte[] ip(byte[] src, byte[] dst, int proto, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(l4() + payload.length);
        frame.put(new byte[] {2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 0}).putShort((short) (ipv6 ? 0x86dd : 0x0800));
        if (ipv6) {
            frame.putInt(6 << 28 | count++)
                    .putShort((short) payload.length)
                    .put((byte) proto)
                    .put((byte) 64);
        } else {
            frame.putShort((short) 0x4500)
                    .putShort((short) (20 + payload.length))
                    .putInt(count++ << 16);
            frame.put((byte) 64).put((byte) proto).putShort((short) 0);
        }
        byte[] bytes = frame.put(src).put(dst).put(payload).array();
        if (!ipv6) {
            put16(bytes, 24, fold(sum(bytes, 14, 20)));
        }
        return bytes;
    }

    private byte[] withSum(byte[] src, byte[] dst, int proto, byte[] segment, int field) {
        long sum = sum(segment, 0, segment.length);
        if (proto != ICMP) {
            sum += sum(src, 0, src.length) + sum(dst, 0, dst.length) + proto + segment.length;
        }
        put16(segment, field, fold(sum));
        return segment;
    }

    private static long sum(byte[] bytes, int from, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (i & 1) == 0 ? (bytes[from + i] & 0xff) << 8 : bytes[from + i] & 0xff;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded >> 16) + (folded & 0xffff);
        }
        return (int) ~folded & 0xffff;
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }
}
