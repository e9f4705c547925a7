package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;

/** CRC-32C (Castagnoli) as SCTP uses it (RFC 9260, appendix A). Stateless. By table: SCTP is rare. */
public final class Crc32c {
    private static final int REVERSED_POLYNOMIAL = 0x82f63b78;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ REVERSED_POLYNOMIAL : crc >>> 1;
            }
            TABLE[i] = crc;
        }
    }

    private Crc32c() {}

    /** Where the field is in the SCTP header. */
    public static final int FIELD = 8;

    /** Checksum field of an SCTP packet, as {@code PacketBytes.u32} would read it; its own four bytes count as zero. */
    public static int sctp(MemorySegment memory, long offset, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            int octet = i >= 8 && i < 12 ? 0 : u8(memory, offset + i);
            crc = TABLE[(crc ^ octet) & 0xff] ^ crc >>> 8;
        }
        return Integer.reverseBytes(~crc);
    }
}
