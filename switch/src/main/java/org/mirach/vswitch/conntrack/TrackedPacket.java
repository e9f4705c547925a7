package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.Ipv6Headers;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The packet in hand: where it and its headers lie, and its key. Offsets are those of {@link #memory}.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing.
 */
final class TrackedPacket {
    private final Ipv6Headers ipv6Headers = new Ipv6Headers();

    MemorySegment memory;
    long start;
    int length;
    /** Bytes that it may grow to. */
    int room;

    long[] key;
    int base;
    boolean ipv6;
    /** IP header, 0 where there is none. */
    long l3;
    /** Behind the IP header and its extensions, 0 where they are not whole. */
    long l4;
    /** From {@link #l4} to the end that the IP header tells; padding is behind it. */
    int l4Bytes;

    int proto;
    /** The IP header says that this is a part of a packet. */
    boolean fragment;

    // Where the packet is an ICMP error: of the packet that it tells of.
    boolean icmpError;
    long innerL3;
    long innerL4;

    /** Takes up a packet, and finds its headers. */
    void begin(MemorySegment packetMemory, long offset, int bytes, int mayGrowTo, int l3Offset, long[] words, int at) {
        memory = packetMemory;
        start = offset;
        length = bytes;
        room = mayGrowTo;
        key = words;
        base = at;
        l3 = l3Offset == 0 ? 0 : offset + l3Offset;
        l4 = 0;
        l4Bytes = 0;
        fragment = false;
        icmpError = false;
        int type = (int) words[at + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        ipv6 = type == Ethernet.TYPE_IPV6;
        if (l3 == 0) {
            return;
        }
        if (ipv6) {
            findTransport6();
        } else if (type == Ethernet.TYPE_IPV4) {
            findTransport4();
        }
    }

    private void findTransport4() {
        int headerBytes = (u8(memory, l3) & 0xf) * 4;
        l4 = l3 + headerBytes;
        l4Bytes = u16(memory, l3 + 2) - headerBytes;
        proto = u8(memory, l3 + 9);
        fragment = (u16(memory, l3 + 6) & 0x3fff) != 0;
    }

    private void findTransport6() {
        long first = l3 + Ethernet.IPV6_HEADER_BYTES;
        long end = first + u16(memory, l3 + 4);
        if (ipv6Headers.walk(memory, first, end, u8(memory, l3 + 6))) {
            l4 = ipv6Headers.end();
            l4Bytes = (int) (end - l4);
            proto = ipv6Headers.proto();
            fragment = ipv6Headers.fragment() != 0;
        }
    }

    int state() {
        return (int) (key[base + KeyLayout.W_CT] >>> 32);
    }

    void setState(int state) {
        key[base + KeyLayout.W_CT] = (long) state << 32 | key[base + KeyLayout.W_CT] & 0xffffffffL;
    }

    void addState(int bits) {
        key[base + KeyLayout.W_CT] |= (long) bits << 32;
    }

    /** Zone of the last ct. */
    int zone() {
        return (int) key[base + KeyLayout.W_CT] >>> 16;
    }

    void setZone(int zone) {
        key[base + KeyLayout.W_CT] = key[base + KeyLayout.W_CT] & ~0xffff0000L | (long) zone << 16;
    }

    int originalProto() {
        return (int) key[base + KeyLayout.W_CT] >>> 8 & 0xff;
    }

    int mark() {
        return (int) key[base + KeyLayout.W_MARK];
    }

    void setMark(int mark) {
        key[base + KeyLayout.W_MARK] = key[base + KeyLayout.W_MARK] & 0xffffffff_00000000L | mark & 0xffffffffL;
    }

    void setLabel(long hi, long lo) {
        key[base + KeyLayout.W_CT_LABEL] = hi;
        key[base + KeyLayout.W_CT_LABEL + 1] = lo;
    }

    /** Writes the original tuple; null is none. */
    void setOriginal(Tuple tuple) {
        for (int word = KeyLayout.W_CT_IPV4; word <= KeyLayout.W_CT_TP; word++) {
            key[base + word] = 0;
        }
        key[base + KeyLayout.W_CT] &= 0xffffffff_ffff00ffL;
        if (tuple == null) {
            return;
        }
        int tupleProto = tuple.proto();
        key[base + KeyLayout.W_CT] |= (long) tupleProto << 8;
        boolean icmp;
        if (tuple.ipv6()) {
            icmp = tupleProto == Ethernet.PROTO_ICMPV6;
            key[base + KeyLayout.W_CT_IPV6_SRC] = tuple.srcHi;
            key[base + KeyLayout.W_CT_IPV6_SRC + 1] = tuple.srcLo;
            key[base + KeyLayout.W_CT_IPV6_DST] = tuple.dstHi;
            key[base + KeyLayout.W_CT_IPV6_DST + 1] = tuple.dstLo;
        } else {
            icmp = tupleProto == Ethernet.PROTO_ICMP;
            key[base + KeyLayout.W_CT_IPV4] = tuple.srcLo << 32 | tuple.dstLo;
        }
        long src = icmp ? tuple.icmpType() : tuple.srcPort();
        long dst = icmp ? 0 : tuple.dstPort(); // an ICMP query's code is 0
        key[base + KeyLayout.W_CT_TP] = src << 48 | dst << 32;
    }

    /** The tuple that the last ct wrote, in the zone of that. ICMP's identifier is that of {@code now}. */
    void readOriginal(Tuple into, Tuple now) {
        into.clear();
        int tupleProto = originalProto();
        into.setKind(ipv6, tupleProto, zone());
        if (ipv6) {
            into.srcHi = key[base + KeyLayout.W_CT_IPV6_SRC];
            into.srcLo = key[base + KeyLayout.W_CT_IPV6_SRC + 1];
            into.dstHi = key[base + KeyLayout.W_CT_IPV6_DST];
            into.dstLo = key[base + KeyLayout.W_CT_IPV6_DST + 1];
        } else {
            into.srcLo = key[base + KeyLayout.W_CT_IPV4] >>> 32;
            into.dstLo = key[base + KeyLayout.W_CT_IPV4] & 0xffffffffL;
        }
        int src = (int) (key[base + KeyLayout.W_CT_TP] >>> 48);
        if (now.proto() == (ipv6 ? Ethernet.PROTO_ICMPV6 : Ethernet.PROTO_ICMP)) {
            into.srcL4 = now.srcPort() | (src & 0xff) << 16;
            into.dstL4 = now.dstPort() | IcmpTypes.answerTo(src & 0xff, ipv6) << 16;
        } else {
            into.srcL4 = src;
            into.dstL4 = (int) (key[base + KeyLayout.W_CT_TP] >>> 32) & 0xffff;
        }
    }

    /** Whether the last ct left an original tuple of this version of IP. */
    boolean hasOriginal() {
        return originalProto() != 0;
    }

    /** Name of the connection found by the last ct: its slot plus one, and how often the slot was used; 0 is none. */
    int connectionSlot() {
        return ((int) key[base + KeyLayout.W_CT_TP] >>> 8) - 1;
    }

    boolean names(Connection connection) {
        int generation = (int) key[base + KeyLayout.W_CT_TP] & 0xff | ((int) key[base + KeyLayout.W_CT] & 0xfc) << 6;
        return connection.live && (connection.generation & 0x3fff) == generation;
    }

    boolean namedReply() {
        return (key[base + KeyLayout.W_CT] & 1) != 0;
    }

    boolean namedIcmpError() {
        return (key[base + KeyLayout.W_CT] & 2) != 0;
    }

    /** Leaves the connection's name for the next ct; null is none. */
    void name(Connection connection, boolean reply) {
        long tp = key[base + KeyLayout.W_CT_TP] & 0xffffffff_00000000L;
        long ct = key[base + KeyLayout.W_CT] & ~0xffL;
        if (connection != null) {
            int generation = connection.generation & 0x3fff;
            tp |= (connection.slot + 1 << 8 | generation & 0xff) & 0xffffffffL;
            ct |= generation >>> 6 & 0xfc | (icmpError ? 2 : 0) | (reply ? 1 : 0);
        }
        key[base + KeyLayout.W_CT_TP] = tp;
        key[base + KeyLayout.W_CT] = ct;
    }
}
