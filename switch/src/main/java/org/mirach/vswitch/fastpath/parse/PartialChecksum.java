package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Completes the TCP, UDP or SCTP checksum of a packet whose sender left it to offload (Linux: CHECKSUM_PARTIAL). Such a
 * packet's field holds the folded sum of the pseudo-header, not complemented.
 *
 * <p><i>Why by looking.</i> XDP has no word for it: the packets of a veth's peer look like any other. A finished
 * checksum equals that sum once in 65536 packets; the full sum then comes to the same field again, so nothing is
 * spoilt, except that one in 65536 packets that arrive corrupted is made to look sound.
 *
 * <p>Stateless.
 */
public final class PartialChecksum {
    private static final int TCP_FIELD = 16;
    private static final int UDP_FIELD = 6;

    private PartialChecksum() {}

    /**
     * Completes the checksum where it is partial.
     *
     * @param key of the packet, from {@code base}
     * @param l3 offset of the network header from {@code start}
     * @param l4 offset of the transport header from {@code start}; 0 where there is none
     * @return whether it was partial
     */
    public static boolean complete(MemorySegment memory, long start, int l3, int l4, long[] key, int base) {
        int ip = (int) key[base + KeyLayout.W_IP];
        int proto = ip >>> 24;
        if (l4 == 0 || (ip & 0xff) != 0) {
            return false;
        }
        if (proto != Ethernet.PROTO_TCP && proto != Ethernet.PROTO_UDP) {
            return proto == Ethernet.PROTO_SCTP && completeSctp(memory, start, l3, l4, key, base);
        }
        int field = proto == Ethernet.PROTO_TCP ? TCP_FIELD : UDP_FIELD;
        int found = u16(memory, start + l4 + field);
        boolean v4 = isIpv4(key, base);
        int l4Bytes = l4Bytes(memory, start, l3, l4, v4);
        long pseudo = v4
                ? Checksum.pseudoHeader4(memory, start + l3, proto, l4Bytes)
                : Checksum.pseudoHeader6(memory, start + l3, proto, l4Bytes);
        if (found != Checksum.fold(pseudo)) {
            return false;
        }
        if (found == 0 && proto == Ethernet.PROTO_UDP) {
            return false; // zero means "no checksum"; a pseudo-header never sums to zero, its protocol is in it
        }
        int complete = Checksum.transport(memory, start + l4, l4Bytes, field, pseudo);
        put16(memory, start + l4 + field, complete == 0 && proto == Ethernet.PROTO_UDP ? 0xffff : complete);
        return true;
    }

    /** SCTP leaves zero in the field of a packet whose CRC is left to offload. */
    private static boolean completeSctp(MemorySegment memory, long start, int l3, int l4, long[] key, int base) {
        long field = start + l4 + Crc32c.FIELD;
        if (u32(memory, field) != 0) {
            return false;
        }
        put32(memory, field, Crc32c.sctp(memory, start + l4, l4Bytes(memory, start, l3, l4, isIpv4(key, base))));
        return true;
    }

    private static boolean isIpv4(long[] key, int base) {
        return (key[base + KeyLayout.W_ETH_DST_TYPE] & 0xffff) == Ethernet.TYPE_IPV4;
    }

    /** Bytes from the transport header to the end of the IP packet. */
    private static int l4Bytes(MemorySegment memory, long start, int l3, int l4, boolean v4) {
        int ipBytes = v4 ? u16(memory, start + l3 + 2) : u16(memory, start + l3 + 4) + Ethernet.IPV6_HEADER_BYTES;
        return ipBytes - (l4 - l3);
    }
}
