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
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Crc32c;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * Masked changes of TCP, UDP, SCTP, ICMP and neighbour discovery, checksums kept. A UDP checksum of zero means that
 * there is none, and stays; one that comes out as zero is written as 0xffff (RFC 768).
 *
 * <p><b>Threads:</b> one; part of a {@link HeaderRewriter}.
 */
final class TransportRewriter {
    private static final int TCP_CHECK = 16;
    private static final int UDP_CHECK = 6;
    private static final int ICMP_CHECK = 2;
    private static final int SCTP_CHECK = Crc32c.FIELD;
    private static final int ND_OPTIONS = 24;

    private final MemorySegment memory;

    TransportRewriter(MemorySegment memory) {
        this.memory = memory;
    }

    /** 32 bits of the pseudo-header in front of this transport changed. */
    void pseudoHeaderChanged(long l4, int proto, long was, long is) {
        switch (proto) {
            case Ethernet.PROTO_TCP -> update(l4 + TCP_CHECK, (int) was, (int) is);
            case Ethernet.PROTO_UDP -> updateUdp(l4 + UDP_CHECK, (int) was, (int) is);
            case Ethernet.PROTO_ICMPV6 -> update(l4 + ICMP_CHECK, (int) was, (int) is);
            default -> {} // SCTP and ICMP have no pseudo-header
        }
    }

    private void update(long field, int was, int is) {
        put16(memory, field, Checksum.update32(u16(memory, field), was, is));
    }

    private void updateUdp(long field, int was, int is) {
        int check = u16(memory, field);
        if (check != 0) {
            int updated = Checksum.update32(check, was, is);
            put16(memory, field, updated == 0 ? 0xffff : updated);
        }
    }

    void setPorts(DatapathAction.SetTransport set, long l4, int l4Bytes, int proto) {
        int mask = set.srcMask() << 16 | set.dstMask() & 0xffff;
        int was = u32(memory, l4);
        int is = was & ~mask | (set.src() << 16 | set.dst() & 0xffff) & mask;
        if (was == is) {
            return;
        }
        switch (proto) {
            case Ethernet.PROTO_TCP -> {
                put32(memory, l4, is);
                update(l4 + TCP_CHECK, was, is);
            }
            case Ethernet.PROTO_UDP -> {
                put32(memory, l4, is);
                updateUdp(l4 + UDP_CHECK, was, is);
            }
            case Ethernet.PROTO_SCTP -> setSctpPorts(l4, l4Bytes, is);
            default -> {}
        }
    }

    /** A checksum that was wrong stays as wrong as it was. */
    private void setSctpPorts(long sctp, int bytes, int ports) {
        int field = u32(memory, sctp + SCTP_CHECK);
        int right = Crc32c.sctp(memory, sctp, bytes);
        put32(memory, sctp, ports);
        put32(memory, sctp + SCTP_CHECK, field ^ right ^ Crc32c.sctp(memory, sctp, bytes));
    }

    void setIcmp(DatapathAction.SetIcmp set, long icmp, int proto) {
        if (proto != Ethernet.PROTO_ICMP && proto != Ethernet.PROTO_ICMPV6) {
            return;
        }
        int mask = (set.typeMask() & 0xff) << 8 | set.codeMask() & 0xff;
        int was = u16(memory, icmp);
        int is = was & ~mask | ((set.type() & 0xff) << 8 | set.code() & 0xff) & mask;
        if (was != is) {
            put16(memory, icmp, is);
            put16(memory, icmp + ICMP_CHECK, Checksum.update16(u16(memory, icmp + ICMP_CHECK), was, is));
        }
    }

    void setNd(DatapathAction.SetNd set, long icmp, int icmpBytes) {
        if (icmpBytes < ND_OPTIONS) {
            return;
        }
        setWord(icmp, icmp + 8, set.targetHi(), set.targetHiMask());
        setWord(icmp, icmp + 16, set.targetLo(), set.targetLoMask());
        int at = ND_OPTIONS;
        while (icmpBytes - at >= 8) {
            int optionBytes = u8(memory, icmp + at + 1) * 8;
            if (optionBytes == 0 || optionBytes > icmpBytes - at) {
                return;
            }
            int option = u8(memory, icmp + at);
            if (optionBytes == 8 && option == 1) {
                setAddress(icmp, icmp + at + 2, set.sll(), set.sllMask());
                return; // as in Open vSwitch, what comes behind the first such option stays
            } else if (optionBytes == 8 && option == 2) {
                setAddress(icmp, icmp + at + 2, set.tll(), set.tllMask());
                return;
            }
            at += optionBytes;
        }
    }

    /** The checksum is computed anew, not changed: one that was wrong is right then, as in Open vSwitch. */
    void setNdExtensions(DatapathAction.SetNdExtensions set, long ip, long icmp, int icmpBytes) {
        if (icmpBytes < ND_OPTIONS) {
            return;
        }
        int reserved = u32(memory, icmp + 4);
        put32(memory, icmp + 4, reserved & ~set.reservedMask() | set.reserved() & set.reservedMask());
        if (icmpBytes > ND_OPTIONS) {
            int type = u8(memory, icmp + ND_OPTIONS);
            put8(memory, icmp + ND_OPTIONS, type & ~set.optionsTypeMask() | set.optionsType() & set.optionsTypeMask());
        }
        long pseudo = Checksum.pseudoHeader6(memory, ip, Ethernet.PROTO_ICMPV6, icmpBytes);
        put16(memory, icmp + ICMP_CHECK, Checksum.transport(memory, icmp, icmpBytes, ICMP_CHECK, pseudo));
    }

    private void setWord(long icmp, long at, long value, long mask) {
        long was = u64(memory, at);
        long is = was & ~mask | value & mask;
        if (was != is) {
            put64(memory, at, is);
            put16(memory, icmp + ICMP_CHECK, Checksum.update64(u16(memory, icmp + ICMP_CHECK), was, is));
        }
    }

    /** Six bytes at an even place: the two above them don't count. */
    private void setAddress(long icmp, long at, long value, long mask) {
        long was = u48(memory, at);
        long is = was & ~mask | value & mask;
        if (was != is) {
            put48(memory, at, is);
            put16(memory, icmp + ICMP_CHECK, Checksum.update64(u16(memory, icmp + ICMP_CHECK), was, is));
        }
    }
}
