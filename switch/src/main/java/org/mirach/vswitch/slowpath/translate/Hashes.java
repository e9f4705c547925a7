package org.mirach.vswitch.slowpath.translate;

/**
 * The hash functions that Open vSwitch chooses links and buckets by, so that the same packet takes the same way in both:
 * MurmurHash3 (32 bits) by Austin Appleby, and lookup3 by Bob Jenkins, with the words of memory in little-endian order.
 */
final class Hashes {
    private static final int LOOKUP3_START = 0xdeadbeef;

    private Hashes() {}

    static int add(int hash, int word) {
        int mixed = hash ^ Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
        return Integer.rotateLeft(mixed, 13) * 5 + 0xe6546b64;
    }

    static int finish(int hash, int length) {
        int h = hash ^ length;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }

    static int ofInt(int value, int basis) {
        return ofInts(value, basis);
    }

    static int ofInts(int first, int second) {
        return finish(add(add(first, 0), second), 8);
    }

    static int ofLong(long value) {
        return finish(add(add(0, (int) value), (int) (value >>> 32)), 8);
    }

    static int ofBytes(byte[] bytes, int basis) {
        int hash = basis;
        for (int at = 0; at < bytes.length; at += 4) {
            hash = add(hash, word(bytes, at));
        }
        return finish(hash, bytes.length);
    }

    /** Jenkins's lookup3 (jhash_bytes). */
    static int lookup3(byte[] bytes, int basis) {
        int a = LOOKUP3_START + bytes.length + basis;
        int b = a;
        int c = a;
        int at = 0;
        for (; bytes.length - at >= 12; at += 12) {
            a += word(bytes, at);
            b += word(bytes, at + 4);
            c += word(bytes, at + 8);
            a = a - c ^ Integer.rotateLeft(c, 4);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 6);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 8);
            b += a;
            a = a - c ^ Integer.rotateLeft(c, 16);
            c += b;
            b = b - a ^ Integer.rotateLeft(a, 19);
            a += c;
            c = c - b ^ Integer.rotateLeft(b, 4);
            b += a;
        }
        return at == bytes.length
                ? c
                : lookup3End(a + word(bytes, at), b + word(bytes, at + 4), c + word(bytes, at + 8));
    }

    private static int lookup3End(int first, int second, int third) {
        int a = first;
        int b = second;
        int c = (third ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    /** Four octets from {@code at}, those beyond the end zero. */
    private static int word(byte[] bytes, int at) {
        int word = 0;
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            word |= (bytes[at + i] & 0xff) << 8 * i;
        }
        return word;
    }
}
