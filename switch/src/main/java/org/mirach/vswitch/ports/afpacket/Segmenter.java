package org.mirach.vswitch.ports.afpacket;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put8;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Cuts a superpacket (TCP or UDP over IPv4 or IPv6, up to 64 KiB) into packets of {@code gsoSize} payload bytes, as a
 * device with segmentation offload would: {@link #begin}, then {@link #next} until it returns 0.
 *
 * <p>Every packet gets its own IPv4 identification and lengths, TCP sequence number (FIN and PSH on the last, CWR on
 * the first only) and full checksums.
 *
 * <p><b>Threads:</b> the engine. Allocates nothing.
 */
final class Segmenter {
    private static final int TCP_FIN = 0x01;
    private static final int TCP_PSH = 0x08;
    private static final int TCP_CWR = 0x80;

    private final PacketParser parser = new PacketParser();
    private final long[] key = new long[KeyLayout.PACKET_WORDS];
    private MemorySegment source;
    private long start;
    private int l3;
    private int l4;
    private int headerBytes;
    private int end;
    private int segmentBytes;
    private int at;
    private int proto;
    private boolean v4;

    /**
     * Takes up a superpacket.
     *
     * @return false where it is not one that can be cut: not TCP or UDP, or a header is malformed
     */
    boolean begin(MemorySegment memory, long offset, int length, int gsoSize) {
        parser.parse(memory, offset, length, 0, key, 0);
        source = memory;
        start = offset;
        l3 = parser.l3Offset();
        l4 = parser.l4Offset();
        proto = (int) (key[KeyLayout.W_IP] >>> 24) & 0xff;
        at = 0;
        end = 0;
        if (l4 == 0 || gsoSize <= 0 || proto != Ethernet.PROTO_TCP && proto != Ethernet.PROTO_UDP) {
            return false;
        }
        v4 = (key[KeyLayout.W_ETH_DST_TYPE] & 0xffff) == Ethernet.TYPE_IPV4;
        headerBytes = l4 + (proto == Ethernet.PROTO_TCP ? (u8(memory, offset + l4 + 12) >>> 4) * 4 : 8);
        end = v4 ? l3 + u16(memory, offset + l3 + 2) : l3 + Ethernet.IPV6_HEADER_BYTES + u16(memory, offset + l3 + 4);
        if (headerBytes > end || proto == Ethernet.PROTO_TCP && headerBytes < l4 + 20) {
            end = 0;
            return false;
        }
        segmentBytes = gsoSize;
        at = headerBytes;
        return true;
    }

    /** Whether {@link #next} has more. */
    boolean hasNext() {
        return at < end;
    }

    /** Length in bytes of the next packet. */
    int nextBytes() {
        return headerBytes + Math.min(segmentBytes, end - at);
    }

    /** Writes the next packet; there must be room for {@link #nextBytes}. Returns its length. */
    int next(MemorySegment target, long offset) {
        int payload = Math.min(segmentBytes, end - at);
        int done = at - headerBytes;
        boolean last = at + payload == end;
        MemorySegment.copy(source, start, target, offset, headerBytes);
        MemorySegment.copy(source, start + at, target, offset + headerBytes, payload);
        at += payload;
        int length = headerBytes + payload;
        ipHeader(target, offset + l3, length - l3, done / segmentBytes);
        long header = offset + l4;
        int l4Bytes = length - l4;
        int field = 6;
        if (proto == Ethernet.PROTO_TCP) {
            field = 16;
            put32(target, header + 4, u32(target, header + 4) + done);
            int flags = u8(target, header + 13);
            put8(target, header + 13, flags & ~((last ? 0 : TCP_FIN | TCP_PSH) | (done == 0 ? 0 : TCP_CWR)));
        } else {
            put16(target, header + 4, l4Bytes);
        }
        long pseudo = v4
                ? Checksum.pseudoHeader4(target, offset + l3, proto, l4Bytes)
                : Checksum.pseudoHeader6(target, offset + l3, proto, l4Bytes);
        int check = Checksum.transport(target, header, l4Bytes, field, pseudo);
        put16(target, header + field, check == 0 && proto == Ethernet.PROTO_UDP ? 0xffff : check);
        return length;
    }

    /** Leaves the next packet out. */
    void skip() {
        at += Math.min(segmentBytes, end - at);
    }

    private void ipHeader(MemorySegment target, long ip, int ipBytes, int number) {
        if (!v4) {
            put16(target, ip + 4, ipBytes - Ethernet.IPV6_HEADER_BYTES);
            return;
        }
        put16(target, ip + 2, ipBytes);
        put16(target, ip + 4, u16(target, ip + 4) + number);
        put16(target, ip + 10, Checksum.ipv4Header(target, ip, (u8(target, ip) & 0xf) * 4));
    }
}
