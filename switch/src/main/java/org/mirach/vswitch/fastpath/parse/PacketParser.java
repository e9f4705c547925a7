package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Frame bytes to key words, exactly per {@link KeyLayout}, and the offsets of the network and transport headers.
 *
 * <p><i>What.</i> The wire zone is written whole. Of the state zone only what stands in the bytes is written, and only
 * where it is there: NSH, and the packet type of a packet without Ethernet header ({@link #wroteState()}). The caller
 * sees to it that the rest is zero, which costs nothing a packet where nothing was written.
 *
 * <p><i>Why this way.</i> What a malformed packet is, is a matter of agreement: a truncated or lying header leaves its
 * fields 0 and the outer ones set, as Open vSwitch's {@code miniflow_extract} does ({@code lib/flow.c}), so that the
 * same rules match the same packets.
 *
 * <p><i>Invariant:</i> nothing outside {@code [start, start + length)} is read.
 *
 * <p><b>Threads:</b> one; each thread makes its own. Allocates nothing.
 */
public final class PacketParser {
    /** The high 48 bits: where an address lies in eight bytes that begin with it. */
    private static final long ADDRESS_BITS = 0xffffffff_ffff0000L;

    private static final int VLAN_BYTES = 4;
    private static final int LLC_SNAP_BYTES = 8;
    /**
     * dsap aa, ssap aa, control 03, organisation 00:00:00: the first six bytes of a SNAP header that has an ether type.
     */
    private static final long SNAP_ETHERNET = 0xaaaa03000000L;

    private static final int ARP_BYTES = 28;
    /** Hardware type Ethernet, protocol IPv4, address lengths 6 and 4. */
    private static final long ARP_IPV4_OVER_ETHERNET = 0x000108000604L;

    private static final int MPLS_BOTTOM = 0x100;
    private static final int TCP_HEADER_BYTES = 20;
    /** Name space of a packet type that is an ether type (ONF TS-025, section 7.2.3.11). */
    public static final int TYPE_IS_ETHERTYPE = 1 << 16;

    private final Ipv6Headers ipv6Headers = new Ipv6Headers();
    private int l3Offset;
    private int l4Offset;
    private boolean wroteState;
    private boolean networkFirst;

    /** Offset of a complete IPv4, IPv6 or ARP header from the packet's first byte; 0 where there is none. */
    public int l3Offset() {
        return l3Offset;
    }

    /** Whether there is a complete IPv4, IPv6 or ARP header: one without Ethernet in front stands at offset 0. */
    public boolean hasNetwork() {
        return l3Offset != 0 || networkFirst;
    }

    /** Offset of a complete TCP, UDP, SCTP or ICMP header from the packet's first byte; 0 where there is none. */
    public int l4Offset() {
        return l4Offset;
    }

    /** Whether the last packet put something into the state zone of its key. */
    public boolean wroteState() {
        return wroteState;
    }

    /**
     * Parses one Ethernet frame into {@code key[base .. base + WIRE_WORDS)}; recirc_id is zero.
     *
     * @param start of the packet in {@code memory}
     * @param length in bytes; below an Ethernet header's only the input port is set
     */
    public void parse(MemorySegment memory, long start, int length, int inPort, long[] key, int base) {
        Arrays.fill(key, base, base + KeyLayout.WIRE_WORDS, 0L);
        key[base + KeyLayout.W_IN_PORT] = (long) inPort << 32;
        l3Offset = 0;
        l4Offset = 0;
        wroteState = false;
        networkFirst = false;
        if (length < Ethernet.HEADER_BYTES) {
            return;
        }
        long dst = u64(memory, start); // and the first two bytes of the source
        long srcType = u64(memory, start + 6);
        int type = (int) srcType & 0xffff;
        int at = 14;
        int tci = 0;
        if (Ethernet.isVlan(type)) {
            int tags = vlanTags(memory, start, length, key, base);
            tci = tags == 0 ? 0 : u16(memory, start + 14) | KeyLayout.VLAN_PRESENT;
            at += tags * VLAN_BYTES;
            type = u16(memory, start + at - 2);
        }
        if (type < Ethernet.TYPE_MIN) {
            type = snapType(memory, start + at, length - at);
            at += type == Ethernet.TYPE_NONE && !isSnap(memory, start + at, length - at) ? 0 : LLC_SNAP_BYTES;
        }
        key[base + KeyLayout.W_ETH_DST_TYPE] = dst & ADDRESS_BITS | type;
        key[base + KeyLayout.W_ETH_SRC_TCI] = srcType & ADDRESS_BITS | tci;
        payload(memory, start, at, length, type, key, base);
    }

    /**
     * Parses a packet whose first header is of {@code packetType}'s ether type: there is no Ethernet header.
     *
     * @param packetType {@link #TYPE_IS_ETHERTYPE} with an ether type
     */
    public void parseBare(
            MemorySegment memory, long start, int length, int packetType, int inPort, long[] key, int base) {
        Arrays.fill(key, base, base + KeyLayout.WIRE_WORDS, 0L);
        int type = packetType & 0xffff;
        key[base + KeyLayout.W_IN_PORT] = (long) inPort << 32;
        key[base + KeyLayout.W_ETH_DST_TYPE] = type;
        int at = base + KeyLayout.W_TYPE_HASH;
        key[at] = key[at] & 0xffffffffL | (long) packetType << 32;
        l3Offset = -1;
        l4Offset = 0;
        payload(memory, start, 0, length, type, key, base);
        networkFirst = l3Offset == 0;
        l3Offset = 0;
        wroteState = true;
    }

    /** What is behind the Ethernet header. */
    private void payload(MemorySegment memory, long start, int at, int length, int type, long[] key, int base) {
        switch (type) {
            case Ethernet.TYPE_IPV4 -> ipv4(memory, start, at, length, key, base);
            case Ethernet.TYPE_IPV6 -> ipv6(memory, start, at, length, key, base);
            case Ethernet.TYPE_ARP, Ethernet.TYPE_RARP -> arp(memory, start, at, length, key, base);
            case Ethernet.TYPE_MPLS, Ethernet.TYPE_MPLS_MULTICAST -> mpls(memory, start + at, length - at, key, base);
            case Ethernet.TYPE_PBB -> pbb(memory, start + at, length - at, key, base);
            case Ethernet.TYPE_NSH -> wroteState = NshHeader.parse(memory, start + at, length - at, key, base);
            default -> {}
        }
    }

    /** Tags read, 0 to 2: a tag counts only where the ether type behind it is there too. */
    private static int vlanTags(MemorySegment memory, long start, int length, long[] key, int base) {
        if (length < 18) {
            return 0;
        }
        long word = (long) u16(memory, start + 12) << 48;
        int innerType = u16(memory, start + 16);
        int tags = 1;
        if (Ethernet.isVlan(innerType) && length >= 22) {
            word |= (long) innerType << 32 | (u16(memory, start + 18) | KeyLayout.VLAN_PRESENT) * 0x10000L;
            tags = 2;
        }
        key[base + KeyLayout.W_VLAN] = word;
        return tags;
    }

    private static boolean isSnap(MemorySegment memory, long at, int remaining) {
        return remaining >= LLC_SNAP_BYTES && u48(memory, at) == SNAP_ETHERNET;
    }

    private static int snapType(MemorySegment memory, long at, int remaining) {
        if (!isSnap(memory, at, remaining)) {
            return Ethernet.TYPE_NONE;
        }
        int type = u16(memory, at + 6);
        return type >= Ethernet.TYPE_MIN ? type : Ethernet.TYPE_NONE;
    }

    /** Three entries at most, none behind the bottom of the stack. What is behind them is not looked at, as in OVS. */
    private static void mpls(MemorySegment memory, long at, int remaining, long[] key, int base) {
        if (remaining < 4) {
            return;
        }
        int outer = u32(memory, at);
        long word = (long) outer << 32;
        if ((outer & MPLS_BOTTOM) == 0 && remaining >= 8) {
            int second = u32(memory, at + 4);
            word |= second & 0xffffffffL;
            if ((second & MPLS_BOTTOM) == 0 && remaining >= 12) {
                key[base + KeyLayout.W_MPLS_3] = (long) u32(memory, at + 8) << 32;
            }
        }
        key[base + KeyLayout.W_MPLS] = word;
    }

    /** The I-TAG (IEEE 802.1Q, section 9.7); the customer's frame behind it is not looked at. */
    private static void pbb(MemorySegment memory, long at, int remaining, long[] key, int base) {
        if (remaining >= 4) {
            key[base + KeyLayout.W_MPLS] = (long) u32(memory, at) << 32;
        }
    }

    private void arp(MemorySegment memory, long start, int at, int length, long[] key, int base) {
        long header = start + at;
        if (length - at < ARP_BYTES || u48(memory, header) != ARP_IPV4_OVER_ETHERNET) {
            return;
        }
        l3Offset = at;
        int opcode = u16(memory, header + 6);
        if (opcode <= 0xff) {
            key[base + KeyLayout.W_IP] = (long) opcode << 24;
        }
        key[base + KeyLayout.W_IPV4] = (long) u32(memory, header + 14) << 32 | u32(memory, header + 24) & 0xffffffffL;
        key[base + KeyLayout.W_ARP_SHA] = u48(memory, header + 8) << 16;
        key[base + KeyLayout.W_ARP_THA] = u48(memory, header + 18) << 16;
    }

    private void ipv4(MemorySegment memory, long start, int at, int length, long[] key, int base) {
        int remaining = length - at;
        if (remaining < Ethernet.IPV4_HEADER_BYTES) {
            return;
        }
        long header = start + at;
        long first = u64(memory, header);
        int headerBytes = (int) (first >>> 54) & 0x3c;
        int totalBytes = (int) (first >>> 32) & 0xffff;
        if (headerBytes < Ethernet.IPV4_HEADER_BYTES || totalBytes < headerBytes || totalBytes > remaining) {
            return;
        }
        l3Offset = at;
        int second = u32(memory, header + 8);
        int ttl = second >>> 24;
        int proto = second >>> 16 & 0xff;
        int tos = (int) (first >>> 48) & 0xff;
        int fragment = fragment((int) first & 0x3fff);
        key[base + KeyLayout.W_IP] = (long) proto << 24 | tos << 16 | ttl << 8 | fragment;
        key[base + KeyLayout.W_IPV4] = u64(memory, header + 12);
        if ((fragment & KeyLayout.FRAG_LATER) == 0) {
            transport(memory, start, at + headerBytes, at + totalBytes, proto, key, base);
        }
    }

    /** @param bits the "more fragments" bit and the offset of an IPv4 header */
    private static int fragment(int bits) {
        if (bits == 0) {
            return 0;
        }
        return (bits & 0x1fff) == 0 ? KeyLayout.FRAG_ANY : KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER;
    }

    private void ipv6(MemorySegment memory, long start, int at, int length, long[] key, int base) {
        int remaining = length - at;
        if (remaining < Ethernet.IPV6_HEADER_BYTES) {
            return;
        }
        long header = start + at;
        long first = u64(memory, header);
        int payloadBytes = (int) (first >>> 16) & 0xffff;
        if (payloadBytes + Ethernet.IPV6_HEADER_BYTES > remaining) {
            return;
        }
        l3Offset = at;
        key[base + KeyLayout.W_IPV6_SRC] = u64(memory, header + 8);
        key[base + KeyLayout.W_IPV6_SRC + 1] = u64(memory, header + 16);
        key[base + KeyLayout.W_IPV6_DST] = u64(memory, header + 24);
        key[base + KeyLayout.W_IPV6_DST + 1] = u64(memory, header + 32);
        int l4 = at + Ethernet.IPV6_HEADER_BYTES;
        int end = l4 + payloadBytes;
        int proto = (int) (first >>> 8) & 0xff;
        int fragment = 0;
        if (Ipv6Headers.isHeader(proto)) {
            if (!ipv6Headers.walk(memory, start + l4, start + end, proto)) {
                return;
            }
            l4 = (int) (ipv6Headers.end() - start);
            proto = ipv6Headers.proto();
            fragment = ipv6Headers.fragment();
            key[base + KeyLayout.W_L4] = ipv6Headers.seen();
        }
        key[base + KeyLayout.W_IP] = (first >>> 32 & 0xfffff) << 32
                | (long) proto << 24
                | (first >>> 52 & 0xff) << 16
                | (first & 0xff) << 8
                | fragment;
        if ((fragment & KeyLayout.FRAG_LATER) == 0) {
            transport(memory, start, l4, end, proto, key, base);
        }
    }

    private void transport(MemorySegment memory, long start, int at, int end, int proto, long[] key, int base) {
        int remaining = end - at;
        long header = start + at;
        switch (proto) {
            case Ethernet.PROTO_TCP -> {
                if (remaining >= TCP_HEADER_BYTES) {
                    tcp(memory, header, at, remaining, key, base);
                }
            }
            case Ethernet.PROTO_UDP -> ports(memory, header, at, remaining >= 8, key, base);
            case Ethernet.PROTO_SCTP -> ports(memory, header, at, remaining >= 12, key, base);
            case Ethernet.PROTO_ICMP, Ethernet.PROTO_IGMP -> typeAndCode(memory, header, at, remaining, key, base);
            case Ethernet.PROTO_ICMPV6 -> {
                typeAndCode(memory, header, at, remaining, key, base);
                if (l4Offset != 0) {
                    NeighbourDiscovery.parse(memory, header, remaining, key, base);
                }
            }
            default -> {}
        }
    }

    private void tcp(MemorySegment memory, long header, int at, int remaining, long[] key, int base) {
        int offsetAndFlags = u16(memory, header + 12);
        int headerBytes = offsetAndFlags >>> 10 & 0x3c;
        if (headerBytes >= TCP_HEADER_BYTES && headerBytes <= remaining) {
            l4Offset = at;
            key[base + KeyLayout.W_L4] |= (long) u32(memory, header) << 32 | (offsetAndFlags & 0xfff) << 16;
        }
    }

    private void ports(MemorySegment memory, long header, int at, boolean complete, long[] key, int base) {
        if (complete) {
            l4Offset = at;
            key[base + KeyLayout.W_L4] |= (long) u32(memory, header) << 32;
        }
    }

    private void typeAndCode(MemorySegment memory, long header, int at, int remaining, long[] key, int base) {
        if (remaining >= 8) {
            l4Offset = at;
            key[base + KeyLayout.W_L4] |= (long) u8(memory, header) << 48 | (long) u8(memory, header + 1) << 32;
        }
    }
}
