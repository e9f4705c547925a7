package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.Ipv6Headers;

/**
 * Packet to tuple, with the checks that say whether the packet can belong to any connection at all: lengths, checksums,
 * ports that are not 0, no fragment. Of an ICMP error the tuple is that of the packet that it tells of, turned round: the
 * direction that the error itself travels in.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing.
 */
final class TupleReader {
    private static final int TCP_HEADER_BYTES = 20;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int ICMP_HEADER_BYTES = 8;
    /** An IPv4 router sends at least so much of the transport header back (RFC 792). */
    private static final int ICMP_ERROR_L4_BYTES = 8;

    private final Ipv6Headers innerHeaders = new Ipv6Headers();
    private long badIpChecksums;
    private long badTransportChecksums;

    /** Packets refused because of the IPv4 header's checksum. */
    long badIpChecksums() {
        return badIpChecksums;
    }

    /** Packets refused because of the transport's checksum. */
    long badTransportChecksums() {
        return badTransportChecksums;
    }

    /** @return false where the packet belongs to no connection */
    boolean read(TrackedPacket packet, int zone, Tuple tuple) {
        tuple.clear();
        if (packet.l4 == 0 || packet.fragment) {
            return false;
        }
        tuple.setKind(packet.ipv6, packet.proto, zone);
        if (!packet.ipv6 && !ipv4HeaderValid(packet)) {
            return false;
        }
        addresses(packet.memory, packet.l3, packet.ipv6, tuple);
        return transport(packet, tuple);
    }

    private boolean ipv4HeaderValid(TrackedPacket packet) {
        if (Checksum.fold(Checksum.sum(packet.memory, packet.l3, (int) (packet.l4 - packet.l3))) == 0xffff) {
            return true;
        }
        badIpChecksums++;
        return false;
    }

    private static void addresses(MemorySegment memory, long ip, boolean ipv6, Tuple tuple) {
        if (ipv6) {
            tuple.srcHi = u64(memory, ip + 8);
            tuple.srcLo = u64(memory, ip + 16);
            tuple.dstHi = u64(memory, ip + 24);
            tuple.dstLo = u64(memory, ip + 32);
        } else {
            tuple.srcLo = u32(memory, ip + 12) & 0xffffffffL;
            tuple.dstLo = u32(memory, ip + 16) & 0xffffffffL;
        }
    }

    private boolean transport(TrackedPacket packet, Tuple tuple) {
        return switch (packet.proto) {
            case Ethernet.PROTO_TCP -> tcpValid(packet) && ports(packet.memory, packet.l4, tuple);
            case Ethernet.PROTO_UDP -> udpValid(packet) && ports(packet.memory, packet.l4, tuple);
            case Ethernet.PROTO_ICMP -> packet.ipv6 || checksumValid(packet, 0) && icmp(packet, tuple);
            case Ethernet.PROTO_ICMPV6 -> !packet.ipv6 || checksumValid(packet, pseudo(packet)) && icmp(packet, tuple);
            default -> true; // no ports: all of them between two addresses are one connection
        };
    }

    private boolean tcpValid(TrackedPacket packet) {
        if (packet.l4Bytes < TCP_HEADER_BYTES) {
            return false;
        }
        int headerBytes = (u8(packet.memory, packet.l4 + 12) >>> 4) * 4;
        return headerBytes >= TCP_HEADER_BYTES
                && headerBytes <= packet.l4Bytes
                && checksumValid(packet, pseudo(packet));
    }

    private boolean udpValid(TrackedPacket packet) {
        if (packet.l4Bytes < UDP_HEADER_BYTES) {
            return false;
        }
        int udpBytes = u16(packet.memory, packet.l4 + 4);
        if (udpBytes < UDP_HEADER_BYTES || udpBytes > packet.l4Bytes) {
            return false;
        }
        return !packet.ipv6 && u16(packet.memory, packet.l4 + 6) == 0 || checksumValid(packet, pseudo(packet));
    }

    private static long pseudo(TrackedPacket packet) {
        return packet.ipv6
                ? Checksum.pseudoHeader6(packet.memory, packet.l3, packet.proto, packet.l4Bytes)
                : Checksum.pseudoHeader4(packet.memory, packet.l3, packet.proto, packet.l4Bytes);
    }

    private boolean checksumValid(TrackedPacket packet, long pseudo) {
        if (Checksum.fold(Checksum.sum(packet.memory, packet.l4, packet.l4Bytes) + pseudo) == 0xffff) {
            return true;
        }
        badTransportChecksums++;
        return false;
    }

    private static boolean ports(MemorySegment memory, long l4, Tuple tuple) {
        tuple.srcL4 = u16(memory, l4);
        tuple.dstL4 = u16(memory, l4 + 2);
        return tuple.srcL4 != 0 && tuple.dstL4 != 0;
    }

    private boolean icmp(TrackedPacket packet, Tuple tuple) {
        if (packet.l4Bytes < ICMP_HEADER_BYTES) {
            return false;
        }
        if (IcmpTypes.isError(u8(packet.memory, packet.l4), packet.ipv6)) {
            return error(packet, tuple);
        }
        return query(packet.memory, packet.l4, packet.ipv6, tuple);
    }

    private static boolean query(MemorySegment memory, long icmp, boolean ipv6, Tuple tuple) {
        int type = u8(memory, icmp);
        int answer = IcmpTypes.answerTo(type, ipv6);
        if (answer < 0 || u8(memory, icmp + 1) != 0) {
            return false;
        }
        int id = u16(memory, icmp + 4);
        tuple.srcL4 = id | type << 16;
        tuple.dstL4 = id | answer << 16;
        return true;
    }

    /** The packet that the error tells of must have come from where the error goes. */
    private boolean error(TrackedPacket packet, Tuple tuple) {
        long inner = packet.l4 + ICMP_HEADER_BYTES;
        long end = packet.l4 + packet.l4Bytes;
        long dstHi = tuple.dstHi;
        long dstLo = tuple.dstLo;
        packet.innerL3 = inner;
        boolean whole = packet.ipv6 ? innerIpv6(packet, inner, end, tuple) : innerIpv4(packet, inner, end, tuple);
        if (!whole || tuple.srcHi != dstHi || tuple.srcLo != dstLo) {
            return false;
        }
        if (!innerTransport(packet, (int) (end - packet.innerL4), tuple)) {
            return false;
        }
        tuple.reverse();
        packet.icmpError = true;
        return true;
    }

    private static boolean innerIpv4(TrackedPacket packet, long inner, long end, Tuple tuple) {
        if (end - inner < Ethernet.IPV4_HEADER_BYTES) {
            return false;
        }
        int headerBytes = (u8(packet.memory, inner) & 0xf) * 4;
        if (headerBytes < Ethernet.IPV4_HEADER_BYTES
                || headerBytes > end - inner
                || (u16(packet.memory, inner + 6) & 0x3fff) != 0) {
            return false;
        }
        packet.innerL4 = inner + headerBytes;
        addresses(packet.memory, inner, false, tuple);
        tuple.setProto(u8(packet.memory, inner + 9));
        return true;
    }

    private boolean innerIpv6(TrackedPacket packet, long inner, long end, Tuple tuple) {
        long first = inner + Ethernet.IPV6_HEADER_BYTES;
        if (end < first
                || !innerHeaders.walk(packet.memory, first, end, u8(packet.memory, inner + 6))
                || innerHeaders.fragment() != 0) {
            return false;
        }
        packet.innerL4 = innerHeaders.end();
        addresses(packet.memory, inner, true, tuple);
        tuple.setProto(innerHeaders.proto());
        return true;
    }

    private static boolean innerTransport(TrackedPacket packet, int bytes, Tuple tuple) {
        tuple.srcL4 = 0;
        tuple.dstL4 = 0;
        boolean ipv6 = packet.ipv6;
        return switch (tuple.proto()) {
            case Ethernet.PROTO_TCP ->
                bytes >= (ipv6 ? TCP_HEADER_BYTES : ICMP_ERROR_L4_BYTES) && ports(packet.memory, packet.innerL4, tuple);
            case Ethernet.PROTO_UDP -> bytes >= UDP_HEADER_BYTES && ports(packet.memory, packet.innerL4, tuple);
            case Ethernet.PROTO_ICMP ->
                ipv6 || bytes >= ICMP_HEADER_BYTES && query(packet.memory, packet.innerL4, false, tuple);
            case Ethernet.PROTO_ICMPV6 ->
                !ipv6 || bytes >= ICMP_HEADER_BYTES && query(packet.memory, packet.innerL4, true, tuple);
            default -> true;
        };
    }
}
