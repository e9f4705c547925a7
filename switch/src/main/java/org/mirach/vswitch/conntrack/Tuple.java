package org.mirach.vswitch.conntrack;

/**
 * One direction of a connection: addresses, ports, protocol and zone. Reused; a key of {@link ConnectionTable}.
 *
 * <p>An IPv4 address lies in the low 32 bits of its low word. An end's {@code L4} is the port; of an ICMP query it is the
 * identifier (16 bits) and, above it, the message's type as this end sends it. So turning a tuple round also turns an
 * echo request into an echo reply. Protocols without ports have 0.
 *
 * <p><b>Threads:</b> the engine's.
 */
final class Tuple {
    private static final int IPV6 = 1 << 24;

    long srcHi;
    long srcLo;
    long dstHi;
    long dstLo;
    int srcL4;
    int dstL4;
    /** {@code ipv6} (1 bit) | protocol (8) | zone (16). */
    private int kind;

    void setKind(boolean ipv6, int proto, int zone) {
        kind = (ipv6 ? IPV6 : 0) | proto << 16 | zone;
    }

    void setProto(int proto) {
        kind = kind & ~0xff0000 | proto << 16;
    }

    boolean ipv6() {
        return (kind & IPV6) != 0;
    }

    int proto() {
        return kind >>> 16 & 0xff;
    }

    int zone() {
        return kind & 0xffff;
    }

    /** Port, or ICMP identifier. */
    int srcPort() {
        return srcL4 & 0xffff;
    }

    int dstPort() {
        return dstL4 & 0xffff;
    }

    /** Type of the ICMP message that the source sends. */
    int icmpType() {
        return srcL4 >>> 16 & 0xff;
    }

    void clear() {
        srcHi = 0;
        srcLo = 0;
        dstHi = 0;
        dstLo = 0;
        srcL4 = 0;
        dstL4 = 0;
        kind = 0;
    }

    void set(Tuple other) {
        srcHi = other.srcHi;
        srcLo = other.srcLo;
        dstHi = other.dstHi;
        dstLo = other.dstLo;
        srcL4 = other.srcL4;
        dstL4 = other.dstL4;
        kind = other.kind;
    }

    /** Turns it round. */
    void reverse() {
        long hi = srcHi;
        long lo = srcLo;
        int l4 = srcL4;
        srcHi = dstHi;
        srcLo = dstLo;
        srcL4 = dstL4;
        dstHi = hi;
        dstLo = lo;
        dstL4 = l4;
    }

    boolean same(Tuple other) {
        return srcLo == other.srcLo
                && dstLo == other.dstLo
                && srcL4 == other.srcL4
                && dstL4 == other.dstL4
                && kind == other.kind
                && srcHi == other.srcHi
                && dstHi == other.dstHi;
    }

    /** The same for both directions, so that a connection that is not translated needs one entry only. */
    int hash(long salt) {
        long ends = end(srcHi, srcLo, srcL4, salt) ^ end(dstHi, dstLo, dstL4, salt);
        return (int) (mix(ends + kind) >>> 32);
    }

    private static long end(long hi, long lo, int l4, long salt) {
        return mix(mix(lo ^ salt) + hi + (long) l4 * 0x9e3779b97f4a7c15L);
    }

    private static long mix(long z) {
        long x = (z ^ z >>> 32) * 0xd6e8feb86659fd93L;
        x = (x ^ x >>> 32) * 0xd6e8feb86659fd93L;
        return x ^ x >>> 32;
    }
}
