package org.mirach.vswitch.fastpath.execute;

import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * dp_hash, with the very values of Open vSwitch's userspace datapath on a little-endian machine (MurmurHash3's steps,
 * by Austin Appleby), so that a select group has the same bucket for the same packet. Stateless.
 */
public final class DatapathHash {
    /** Of addresses, protocol and ports. */
    public static final int L4 = 0;
    /** The same for both directions of a connection. */
    public static final int SYMMETRIC_L4 = 1;

    /** What Open vSwitch closes the hash of a 5-tuple with. */
    private static final int FIVE_TUPLE_END = 42;

    private DatapathHash() {}

    /** @param basis what sets the hashes of several groups apart */
    public static int of(int algorithm, int basis, long[] key, int base) {
        return algorithm == SYMMETRIC_L4
                ? symmetric(basis, key, base)
                : finish(add(add(fiveTuple(key, base), 0), basis), 8);
    }

    private static int fiveTuple(long[] key, int base) {
        int type = (int) key[base + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        int hash = 0;
        if (type == Ethernet.TYPE_IPV6) {
            for (int i = 0; i < 4; i++) {
                hash = add64(hash, key[base + KeyLayout.W_IPV6_SRC + i]);
            }
        } else if (type == Ethernet.TYPE_IPV4 || type == Ethernet.TYPE_ARP) {
            hash = add64(hash, key[base + KeyLayout.W_IPV4]);
        } else {
            return finish(hash, FIVE_TUPLE_END);
        }
        int proto = (int) (key[base + KeyLayout.W_IP] >>> 24) & 0xff;
        hash = add(hash, proto);
        if (hasPorts(proto)) {
            hash = add(hash, Integer.reverseBytes((int) (key[base + KeyLayout.W_L4] >>> 32)));
        }
        return finish(hash, FIVE_TUPLE_END);
    }

    private static boolean hasPorts(int proto) {
        return switch (proto) {
            case Ethernet.PROTO_TCP,
                    Ethernet.PROTO_UDP,
                    Ethernet.PROTO_SCTP,
                    Ethernet.PROTO_ICMP,
                    Ethernet.PROTO_ICMPV6 -> true;
            default -> false;
        };
    }

    /** UDP's ports are left out: fragments of a datagram go the same way. */
    private static int symmetric(int basis, long[] key, int base) {
        int type = (int) key[base + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        int hash = basis;
        if (type == Ethernet.TYPE_IPV4) {
            long addresses = key[base + KeyLayout.W_IPV4];
            hash = add(hash, Integer.reverseBytes((int) (addresses >>> 32) ^ (int) addresses));
        } else if (type == Ethernet.TYPE_IPV6) {
            hash = add64(hash, key[base + KeyLayout.W_IPV6_SRC] ^ key[base + KeyLayout.W_IPV6_DST]);
            hash = add64(hash, key[base + KeyLayout.W_IPV6_SRC + 1] ^ key[base + KeyLayout.W_IPV6_DST + 1]);
        } else {
            return symmetricL2(basis, type, key, base);
        }
        long ip = key[base + KeyLayout.W_IP];
        int proto = (int) (ip >>> 24) & 0xff;
        hash = add(hash, proto);
        if ((ip & 0xff) == 0 && (proto == Ethernet.PROTO_TCP || proto == Ethernet.PROTO_SCTP)) {
            long l4 = key[base + KeyLayout.W_L4];
            hash = add(hash, Short.reverseBytes((short) (l4 >>> 48 ^ l4 >>> 32)) & 0xffff);
        }
        return finish(hash, basis);
    }

    private static int symmetricL2(int basis, int type, long[] key, int base) {
        if (key[base + KeyLayout.W_TYPE_HASH] >>> 32 != 0) {
            return 0;
        }
        long dst = key[base + KeyLayout.W_ETH_DST_TYPE];
        long src = key[base + KeyLayout.W_ETH_SRC_TCI];
        int vlan = (int) src ^ (int) (key[base + KeyLayout.W_VLAN] >>> 16);
        long addresses = dst ^ src;
        int hash = add(basis, Integer.reverseBytes(type << 16 | vlan & 0xfff));
        hash = add(hash, Integer.reverseBytes((int) (addresses >>> 32)));
        hash = add(hash, Integer.reverseBytes((int) addresses & 0xffff0000));
        return finish(hash, basis);
    }

    /** Eight bytes in the order of the wire: two words, the first bytes first. */
    private static int add64(int hash, long wire) {
        return add(add(hash, Integer.reverseBytes((int) (wire >>> 32))), Integer.reverseBytes((int) wire));
    }

    private static int add(int hash, int word) {
        int mixed = hash ^ Integer.rotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
        return Integer.rotateLeft(mixed, 13) * 5 + 0xe6546b64;
    }

    private static int finish(int hash, int end) {
        int h = hash ^ end;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
