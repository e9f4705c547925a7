package org.mirach.vswitch.fastpath.parse;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads and writes of packet bytes, in network order, at any alignment. Stateless.
 *
 * <p>Always on native memory: one kind of segment keeps the access a plain load. The slow path copies into native
 * scratch for the same reason.
 */
public final class PacketBytes {
    private static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private PacketBytes() {}

    public static int u8(MemorySegment memory, long offset) {
        return memory.get(U8, offset) & 0xff;
    }

    public static int u16(MemorySegment memory, long offset) {
        return memory.get(U16, offset) & 0xffff;
    }

    /** All 32 bits, as an int. */
    public static int u32(MemorySegment memory, long offset) {
        return memory.get(U32, offset);
    }

    /** An Ethernet address in the low 48 bits. */
    public static long u48(MemorySegment memory, long offset) {
        return (memory.get(U32, offset) & 0xffffffffL) << 16 | u16(memory, offset + 4);
    }

    public static long u64(MemorySegment memory, long offset) {
        return memory.get(U64, offset);
    }

    public static void put8(MemorySegment memory, long offset, int value) {
        memory.set(U8, offset, (byte) value);
    }

    public static void put16(MemorySegment memory, long offset, int value) {
        memory.set(U16, offset, (short) value);
    }

    public static void put32(MemorySegment memory, long offset, int value) {
        memory.set(U32, offset, value);
    }

    public static void put48(MemorySegment memory, long offset, long value) {
        memory.set(U32, offset, (int) (value >>> 16));
        memory.set(U16, offset + 4, (short) value);
    }

    public static void put64(MemorySegment memory, long offset, long value) {
        memory.set(U64, offset, value);
    }
}
