package org.mirach.vswitch.fastpath.execute;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put8;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.NshHeader;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropReason;

/**
 * Adds, removes and changes what lies between the Ethernet addresses and IP, or in front of all: MPLS, PBB, NSH, the
 * Ethernet header itself. What is behind a header that comes or goes is not touched, and found again by parsing.
 *
 * <p><b>Threads:</b> one; part of a {@link HeaderRewriter}.
 */
final class EncapRewriter {
    private static final int LSE_BYTES = 4;
    private static final int LSE_BOTTOM = 0x100;
    /** Transparent Ethernet bridging: what pop_mpls says where an Ethernet frame is inside. */
    private static final int TYPE_TEB = 0x6558;

    private static final int ITAG_BYTES = 4;
    /** Backbone addresses, type and I-TAG. */
    private static final int PBB_BYTES = Ethernet.HEADER_BYTES + ITAG_BYTES;

    private final MemorySegment memory;

    EncapRewriter(MemorySegment memory) {
        this.memory = memory;
    }

    void setEtherType(DatapathAction.SetEtherType set, ActivePacket packet) {
        packet.ensureLayers();
        int payload = packet.payload();
        if (payload != 0) {
            put16(memory, packet.offset + payload - 2, set.etherType());
            packet.layersChanged();
        }
    }

    DropReason pushMpls(DatapathAction.PushMpls push, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.packetType() == 0 && !packet.hasEthernet()) {
            return null;
        }
        if (!packet.ensureHeadroom(LSE_BYTES)) {
            return DropReason.NO_HEADROOM;
        }
        int payload = packet.payload();
        packet.insert(payload, LSE_BYTES);
        put32(memory, packet.offset + payload, push.lse());
        setType(push.etherType(), payload, packet);
        return null;
    }

    DropReason encapMpls(DatapathAction.EncapMpls push, ActivePacket packet) {
        if (!packet.ensureHeadroom(LSE_BYTES)) {
            return DropReason.NO_HEADROOM;
        }
        packet.insert(0, LSE_BYTES);
        put32(memory, packet.offset, push.lse());
        setType(push.etherType(), 0, packet);
        return null;
    }

    void popMpls(DatapathAction.PopMpls pop, ActivePacket packet) {
        int payload = mpls(packet);
        if (payload < 0) {
            return;
        }
        int before = packet.length;
        packet.cut(payload, LSE_BYTES);
        if (payload > 0) {
            packet.padAfterCut(before);
        }
        if (payload == 0 && pop.etherType() == TYPE_TEB) {
            packet.setPacketType(0);
            packet.layersChanged();
        } else {
            setType(pop.etherType(), payload, packet);
        }
    }

    /** @param payload 0 where there is no Ethernet header, and the packet's type is beside it */
    private void setType(int etherType, int payload, ActivePacket packet) {
        if (payload == 0) {
            packet.setPacketType(PacketParser.TYPE_IS_ETHERTYPE | etherType);
        } else {
            put16(memory, packet.offset + payload - 2, etherType);
        }
        packet.layersChanged();
    }

    void setMpls(DatapathAction.SetMpls set, ActivePacket packet) {
        int payload = mpls(packet);
        if (payload >= 0) {
            long at = packet.offset + payload;
            put32(memory, at, u32(memory, at) & ~set.lseMask() | set.lse() & set.lseMask());
            packet.fieldsChanged();
        }
    }

    /** Offset of the outer label stack entry, or -1. */
    private static int mpls(ActivePacket packet) {
        packet.ensureLayers();
        if (!Ethernet.isMpls(packet.type)) {
            return -1;
        }
        int payload = packet.payload();
        return packet.length - payload < LSE_BYTES ? -1 : payload;
    }

    /** Between the outer label stack entry and what is behind it: another, or IP behind the bottom one. */
    void copyTtl(boolean inward, ActivePacket packet) {
        int payload = mpls(packet);
        if (payload < 0) {
            return;
        }
        long outer = packet.offset + payload;
        long inner = outer + LSE_BYTES;
        int remaining = packet.length - payload - LSE_BYTES;
        if ((u32(memory, outer) & LSE_BOTTOM) == 0) {
            if (remaining >= LSE_BYTES) {
                copyTtl(inward, outer + 3, inner + 3);
            }
        } else if (remaining >= Ethernet.IPV4_HEADER_BYTES && u8(memory, inner) >>> 4 == 4) {
            int was = u16(memory, inner + 8);
            copyTtl(inward, outer + 3, inner + 8);
            put16(memory, inner + 10, Checksum.update16(u16(memory, inner + 10), was, u16(memory, inner + 8)));
        } else if (remaining >= Ethernet.IPV6_HEADER_BYTES && u8(memory, inner) >>> 4 == 6) {
            copyTtl(inward, outer + 3, inner + 7);
        }
        packet.fieldsChanged();
    }

    private void copyTtl(boolean inward, long outer, long inner) {
        put8(memory, inward ? inner : outer, u8(memory, inward ? outer : inner));
    }

    DropReason pushPbb(DatapathAction.PushPbb push, ActivePacket packet) {
        if (!packet.hasEthernet()) {
            return null;
        }
        if (!packet.ensureHeadroom(PBB_BYTES)) {
            return DropReason.NO_HEADROOM;
        }
        packet.insert(0, PBB_BYTES);
        MemorySegment.copy(memory, packet.offset + PBB_BYTES, memory, packet.offset, 12);
        put16(memory, packet.offset + 12, push.etherType());
        put32(memory, packet.offset + Ethernet.HEADER_BYTES, push.itag());
        packet.layersChanged();
        return null;
    }

    void popPbb(ActivePacket packet) {
        int itag = itag(packet);
        int customer = itag + ITAG_BYTES;
        if (itag < 0 || packet.length - customer < Ethernet.HEADER_BYTES) {
            return;
        }
        // Backbone tags stay, behind the customer's addresses: only they move.
        long dst = u48(memory, packet.offset + customer);
        long src = u48(memory, packet.offset + customer + 6);
        packet.cut(itag - 2, PBB_BYTES);
        put48(memory, packet.offset, dst);
        put48(memory, packet.offset + 6, src);
        packet.layersChanged();
    }

    void setPbb(DatapathAction.SetPbbIsid set, ActivePacket packet) {
        int itag = itag(packet);
        if (itag >= 0) {
            long at = packet.offset + itag;
            put32(memory, at, u32(memory, at) & ~set.isidMask() | set.isid() & set.isidMask());
            packet.fieldsChanged();
        }
    }

    /** Offset of the I-TAG, or -1. */
    private static int itag(ActivePacket packet) {
        packet.ensureLayers();
        if (packet.type != Ethernet.TYPE_PBB || !packet.hasEthernet()) {
            return -1;
        }
        int payload = packet.payload();
        return packet.length - payload < ITAG_BYTES ? -1 : payload;
    }

    DropReason pushEthernet(DatapathAction.PushEthernet push, ActivePacket packet) {
        if (packet.packetType() == 0) {
            return null;
        }
        if (!packet.ensureHeadroom(Ethernet.HEADER_BYTES)) {
            return DropReason.NO_HEADROOM;
        }
        packet.insert(0, Ethernet.HEADER_BYTES);
        put48(memory, packet.offset, push.dst());
        put48(memory, packet.offset + 6, push.src());
        put16(memory, packet.offset + 12, push.etherType());
        packet.setPacketType(0);
        packet.layersChanged();
        return null;
    }

    /** Removes the tags too: what they carried is the packet then. */
    void popEthernet(ActivePacket packet) {
        packet.ensureLayers();
        int payload = packet.payload();
        if (payload == 0) {
            return;
        }
        int etherType = u16(memory, packet.offset + payload - 2);
        packet.cut(0, payload);
        packet.setPacketType(PacketParser.TYPE_IS_ETHERTYPE | etherType);
        packet.layersChanged();
    }

    DropReason pushNsh(DatapathAction.PushNsh push, ActivePacket packet) {
        byte[] header = push.header().bytes();
        int next = nextProtocol(packet.packetType());
        if (next == 0) {
            return DropReason.UNSUPPORTED_ACTION;
        }
        if (!packet.ensureHeadroom(header.length)) {
            return DropReason.NO_HEADROOM;
        }
        packet.insert(0, header.length);
        MemorySegment.copy(header, 0, memory, ValueLayout.JAVA_BYTE, packet.offset, header.length);
        put8(memory, packet.offset + 3, next);
        packet.setPacketType(PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_NSH);
        packet.layersChanged();
        return null;
    }

    private static int nextProtocol(int packetType) {
        return switch (packetType) {
            case 0 -> NshHeader.NEXT_ETHERNET;
            case PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_IPV4 -> NshHeader.NEXT_IPV4;
            case PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_IPV6 -> NshHeader.NEXT_IPV6;
            case PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_NSH -> NshHeader.NEXT_NSH;
            default -> 0;
        };
    }

    /** Only where NSH is the first header, as in Open vSwitch. */
    DropReason popNsh(ActivePacket packet) {
        if (packet.packetType() != (PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_NSH)) {
            return null;
        }
        if (!NshHeader.isSound(memory, packet.offset, packet.length)) {
            return DropReason.BAD_HEADER;
        }
        int inner = packetType(NshHeader.next(memory, packet.offset));
        if (inner < 0) {
            return DropReason.UNKNOWN_INNER_PACKET;
        }
        packet.cut(0, NshHeader.bytes(memory, packet.offset));
        packet.setPacketType(inner);
        packet.layersChanged();
        return null;
    }

    private static int packetType(int next) {
        return switch (next) {
            case NshHeader.NEXT_IPV4 -> PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_IPV4;
            case NshHeader.NEXT_IPV6 -> PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_IPV6;
            case NshHeader.NEXT_ETHERNET -> 0;
            case NshHeader.NEXT_NSH -> PacketParser.TYPE_IS_ETHERTYPE | Ethernet.TYPE_NSH;
            default -> -1;
        };
    }

    void setNsh(DatapathAction.SetNsh set, ActivePacket packet) {
        packet.ensureLayers();
        long at = packet.offset + packet.payload();
        int remaining = packet.length - packet.payload();
        if (packet.type != Ethernet.TYPE_NSH || !NshHeader.isSound(memory, at, remaining)) {
            return;
        }
        int flags = nshWord(set.base(), set.baseMask(), u16(memory, at));
        put16(memory, at, flags);
        int pathMask = (int) set.baseMask();
        put32(memory, at + 4, u32(memory, at + 4) & ~pathMask | (int) set.base() & pathMask);
        if (u8(memory, at + 2) == 1) {
            put64(memory, at + 8, merge(u64(memory, at + 8), set.context12(), set.context12Mask()));
            put64(memory, at + 16, merge(u64(memory, at + 16), set.context34(), set.context34Mask()));
        }
        packet.fieldsChanged();
    }

    /** Flags and TTL of the header's first word; version and length stay. */
    private static int nshWord(long base, long mask, int was) {
        int value = (int) (base >>> 56 & 3) << 12 | (int) (base >>> 48 & 0x3f) << 6;
        int bits = (int) (mask >>> 56 & 3) << 12 | (int) (mask >>> 48 & 0x3f) << 6;
        return was & ~bits | value & bits;
    }

    private static long merge(long was, long value, long mask) {
        return was & ~mask | value & mask;
    }
}
