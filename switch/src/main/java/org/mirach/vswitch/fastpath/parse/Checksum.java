package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;

/**
 * The Internet checksum (RFC 1071): sums of 16-bit words in one's complement, kept in a long until folded; and the
 * change of a checksum when a field changes (RFC 1624, equation 3). Stateless.
 *
 * <p>A <i>sum</i> is unfolded or folded; the field on the wire is the complement of the folded sum.
 */
public final class Checksum {
    private Checksum() {}

    /** Sum of the {@code length} bytes from {@code offset}; an odd last byte counts as if a zero followed. */
    public static long sum(MemorySegment memory, long offset, int length) {
        long sum = 0;
        long at = offset;
        long end = offset + length;
        for (; end - at >= 16; at += 16) { // two loads a step: the additions do not wait for each other
            long a = u64(memory, at);
            long b = u64(memory, at + 8);
            sum += (a >>> 32) + (a & 0xffffffffL) + (b >>> 32) + (b & 0xffffffffL);
        }
        for (; end - at >= 4; at += 4) {
            sum += u32(memory, at) & 0xffffffffL;
        }
        if (end - at >= 2) {
            sum += u16(memory, at);
            at += 2;
        }
        if (at < end) {
            sum += u8(memory, at) << 8;
        }
        return sum;
    }

    /** A sum in 16 bits. */
    public static int fold(long sum) {
        long s = (sum >>> 32) + (sum & 0xffffffffL);
        s = (s >>> 32) + (s & 0xffffffffL);
        s = (s >>> 16) + (s & 0xffff);
        s = (s >>> 16) + (s & 0xffff);
        return (int) ((s >>> 16) + (s & 0xffff));
    }

    /** Sum of the pseudo-header in front of TCP or UDP over IPv4 (RFC 9293, section 3.1). */
    public static long pseudoHeader4(MemorySegment memory, long ipHeader, int proto, int l4Bytes) {
        return sum(memory, ipHeader + 12, 8) + proto + l4Bytes;
    }

    /** Sum of the pseudo-header in front of a transport over IPv6 (RFC 8200, section 8.1). */
    public static long pseudoHeader6(MemorySegment memory, long ipHeader, int proto, int l4Bytes) {
        return sum(memory, ipHeader + 8, 32) + proto + l4Bytes;
    }

    /** The field's new value when a 16-bit word that it covers changes. */
    public static int update16(int field, int was, int is) {
        return ~fold((~field & 0xffffL) + (~was & 0xffffL) + (is & 0xffffL)) & 0xffff;
    }

    /** The field's new value when a 32-bit word at an even place changes. */
    public static int update32(int field, int was, int is) {
        return ~fold((~field & 0xffffL) + (~was & 0xffffffffL) + (is & 0xffffffffL)) & 0xffff;
    }

    /** The field's new value when a 64-bit word at an even place changes. */
    public static int update64(int field, long was, long is) {
        int high = update32(field, (int) (was >>> 32), (int) (is >>> 32));
        return update32(high, (int) was, (int) is);
    }

    /** Checksum field of an IPv4 header. */
    public static int ipv4Header(MemorySegment memory, long ipHeader, int headerBytes) {
        long sum = sum(memory, ipHeader, headerBytes) - u16(memory, ipHeader + 10);
        return ~fold(sum) & 0xffff;
    }

    /**
     * Checksum field of a transport header: everything behind it, and the pseudo-header.
     *
     * @param fieldOffset of the field from the transport header's first byte
     */
    public static int transport(MemorySegment memory, long l4, int l4Bytes, int fieldOffset, long pseudoSum) {
        long sum = sum(memory, l4, l4Bytes) - u16(memory, l4 + fieldOffset) + pseudoSum;
        return ~fold(sum) & 0xffff;
    }
}
