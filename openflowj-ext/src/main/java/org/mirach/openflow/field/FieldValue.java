package org.mirach.openflow.field;

/** Up to 128 bits, right-aligned: {@code hi} holds bits 127..64, {@code lo} bits 63..0. */
public record FieldValue(long hi, long lo) {
    public static final FieldValue ZERO = new FieldValue(0, 0);

    /** A value of at most 64 bits. */
    public static FieldValue of(long lo) {
        return new FieldValue(0, lo);
    }

    /** The {@code bits} lowest bits set. */
    public static FieldValue ones(int bits) {
        return new FieldValue(onesHi(bits), onesLo(bits));
    }

    static long onesLo(int bits) {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }

    static long onesHi(int bits) {
        if (bits <= 64) {
            return 0;
        }
        return bits >= 128 ? -1L : (1L << (bits - 64)) - 1;
    }

    /** Big-endian octets (network order), at most 16. */
    public static FieldValue of(byte[] octets) {
        long hi = 0;
        long lo = 0;
        for (byte octet : octets) {
            hi = hi << 8 | lo >>> 56;
            lo = lo << 8 | octet & 0xff;
        }
        return new FieldValue(hi, lo);
    }

    /** The lowest {@code length} octets in network order. */
    public byte[] octets(int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            int shift = 8 * (length - 1 - i);
            out[i] = (byte) (shift >= 64 ? hi >>> (shift - 64) : lo >>> shift);
        }
        return out;
    }

    public FieldValue and(FieldValue other) {
        return new FieldValue(hi & other.hi, lo & other.lo);
    }

    public boolean isZero() {
        return (hi | lo) == 0;
    }

    public FieldValue or(FieldValue other) {
        return new FieldValue(hi | other.hi, lo | other.lo);
    }

    /** By up to 128 bits; what leaves 128 bits is lost. */
    public FieldValue shiftLeft(int bits) {
        if (bits >= 128) {
            return ZERO;
        }
        if (bits >= 64) {
            return new FieldValue(lo << bits - 64, 0);
        }
        return bits == 0 ? this : new FieldValue(hi << bits | lo >>> 64 - bits, lo << bits);
    }

    /** By up to 128 bits, without sign. */
    public FieldValue shiftRight(int bits) {
        if (bits >= 128) {
            return ZERO;
        }
        if (bits >= 64) {
            return new FieldValue(0, hi >>> bits - 64);
        }
        return bits == 0 ? this : new FieldValue(hi >>> bits, lo >>> bits | hi << 64 - bits);
    }

    /** The bit at {@code index}, from the lowest. */
    public boolean bit(int index) {
        return ((index < 64 ? lo >>> index : hi >>> index - 64) & 1) != 0;
    }

    /** The lowest bit from {@code start} on that is {@code set}, or {@code end}. */
    public int nextBit(boolean set, int start, int end) {
        int at = start;
        while (at < end && bit(at) != set) {
            at++;
        }
        return at;
    }
}
