package org.mirach.openflow.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.mirach.openflow.model.Bytes;

/** Network-order numbers in a byte array; every access is checked against the array. */
final class Octets {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    static int u8(byte[] from, int offset) {
        return from[offset] & 0xff;
    }

    static int u16(byte[] from, int offset) {
        return (short) SHORT.get(from, offset) & 0xffff;
    }

    static int i32(byte[] from, int offset) {
        return (int) INT.get(from, offset);
    }

    static long u32(byte[] from, int offset) {
        return (int) INT.get(from, offset) & 0xffffffffL;
    }

    static long i64(byte[] from, int offset) {
        return (long) LONG.get(from, offset);
    }

    /** Right-aligned number of up to 8 octets. */
    static long number(byte[] from, int offset, int size) {
        return switch (size) {
            case 1 -> from[offset] & 0xffL;
            case 2 -> u16(from, offset);
            case 4 -> u32(from, offset);
            case 8 -> i64(from, offset);
            default -> slow(from, offset, size);
        };
    }

    private static long slow(byte[] from, int offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | from[offset + i] & 0xff;
        }
        return value;
    }

    static Bytes bytes(byte[] from, int offset, int end) {
        return Bytes.wrap(Arrays.copyOfRange(from, offset, end));
    }

    static boolean zero(byte[] from, int offset, int end) {
        for (int i = offset; i < end; i++) {
            if (from[i] != 0) {
                return false;
            }
        }
        return true;
    }

    static int pad8(int size) {
        return size + 7 & ~7;
    }
}
