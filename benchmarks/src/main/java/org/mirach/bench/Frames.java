package org.mirach.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * UDP frames of 60 bytes, one a connection, in native memory as an engine finds them: each at the start of a buffer of
 * {@link #STRIDE_BYTES}. Connection i differs from others in its IPv4 source address and UDP source port.
 *
 * <p><b>Threads:</b> written once; then any may read.
 */
final class Frames {
    static final int STRIDE_BYTES = 2048;
    static final int LENGTH_BYTES = 60;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment memory;

    Frames(int count) {
        memory = Arena.ofAuto().allocate((long) count * STRIDE_BYTES, 64);
        for (int i = 0; i < count; i++) {
            write((long) i * STRIDE_BYTES, i);
        }
    }

    private void write(long at, int connection) {
        memory.set(U16, at, (short) 0x0200);
        memory.set(U32, at + 2, 2);
        memory.set(U16, at + 6, (short) 0x0200);
        memory.set(U32, at + 8, 1);
        memory.set(U16, at + 12, (short) 0x0800);
        memory.set(U32, at + 14, 0x4500002e);
        memory.set(U16, at + 22, (short) 0x4011);
        memory.set(U32, at + 26, 0x0a010000 + (connection & 0xffff));
        memory.set(U32, at + 30, 0x0a020000);
        memory.set(U16, at + 34, (short) (1024 + (connection & 0x3fff)));
        memory.set(U16, at + 36, (short) 2000);
        memory.set(U16, at + 38, (short) 26);
    }

    MemorySegment memory() {
        return memory;
    }

    static long offset(int index) {
        return (long) index * STRIDE_BYTES;
    }
}
