package org.mirach.vswitch.slowpath.translate;

import java.nio.ByteBuffer;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.model.HashFields;
import org.mirach.vswitch.flow.KeyLayout;

/** Hash of a packet by some of its fields, as Open vSwitch computes it, and which bits of the packet went into it. */
final class FlowHash {
    private static final int SYMMETRIC_BYTES = 32;
    private static final int SYMMETRIC_L3_BYTES = 20;
    private static final long ADDRESS = 0xffffffffffffL;
    private static final int VID = 0xfff;

    private FlowHash() {}

    static int of(HashFields fields, long[] key, int basis) {
        return switch (fields) {
            case ETH_SRC -> Hashes.lookup3(octets(6, key[KeyLayout.W_ETH_SRC_TCI] >>> 16 << 16), basis);
            case SYMMETRIC_L4 -> symmetricL4(key, basis);
            case SYMMETRIC_L3L4 -> symmetricL3L4(key, basis, false);
            case SYMMETRIC_L3L4_UDP -> symmetricL3L4(key, basis, true);
            case NW_SRC -> network(key, basis, 32, KeyLayout.W_IPV6_SRC);
            case NW_DST -> network(key, basis, 0, KeyLayout.W_IPV6_DST);
            case SYMMETRIC_L3 -> symmetricL3(key, basis);
        };
    }

    /** Adds the bits that {@link #of} takes to {@code lookedAt}. */
    static void look(HashFields fields, long[] key, long[] lookedAt) {
        switch (fields) {
            case ETH_SRC -> lookedAt[KeyLayout.W_ETH_SRC_TCI] |= ADDRESS << 16;
            case SYMMETRIC_L4 -> lookL4(key, lookedAt);
            case SYMMETRIC_L3L4, SYMMETRIC_L3L4_UDP -> {
                if (isIp(key)) {
                    lookAddresses(key, lookedAt, true, true);
                    lookedAt[KeyLayout.W_IP] |= 0xffL << 24;
                    if (hasPorts(key, fields == HashFields.SYMMETRIC_L3L4_UDP) && !fragment(key)) {
                        lookedAt[KeyLayout.W_L4] |= 0xffffffffL << 32;
                    }
                } else {
                    lookL2(lookedAt);
                }
            }
            case NW_SRC -> lookAddresses(key, lookedAt, true, false);
            case NW_DST -> lookAddresses(key, lookedAt, false, true);
            case SYMMETRIC_L3 -> lookAddresses(key, lookedAt, true, true);
        }
    }

    private static void lookL4(long[] key, long[] lookedAt) {
        lookL2(lookedAt);
        lookAddresses(key, lookedAt, true, true);
        if (isIp(key)) {
            lookedAt[KeyLayout.W_IP] |= 0xffL << 24;
            if (protocol(key) != IpProtocol.UDP) {
                lookedAt[KeyLayout.W_L4] |= 0xffffffffL << 32;
            }
        }
    }

    private static void lookL2(long[] lookedAt) {
        lookedAt[KeyLayout.W_ETH_SRC_TCI] |= ADDRESS << 16 | VID | KeyLayout.VLAN_PRESENT;
        lookedAt[KeyLayout.W_ETH_DST_TYPE] |= ADDRESS << 16;
        lookedAt[KeyLayout.W_VLAN] |= (long) (VID | KeyLayout.VLAN_PRESENT) << 16;
    }

    private static void lookAddresses(long[] key, long[] lookedAt, boolean src, boolean dst) {
        if (type(key) == EtherType.IPV4) {
            lookedAt[KeyLayout.W_IPV4] |= (src ? -1L << 32 : 0) | (dst ? 0xffffffffL : 0);
        } else if (type(key) == EtherType.IPV6) {
            for (int i = 0; i < 2; i++) {
                lookedAt[KeyLayout.W_IPV6_SRC + i] |= src ? -1L : 0;
                lookedAt[KeyLayout.W_IPV6_DST + i] |= dst ? -1L : 0;
            }
        }
    }

    /** UDP's ports do not count: those of the two directions need not be the same pair. */
    private static int symmetricL4(long[] key, int basis) {
        ByteBuffer octets = ByteBuffer.allocate(SYMMETRIC_BYTES);
        putAddresses(octets, key);
        octets.putShort(16, (short) type(key));
        octets.putShort(18, (short) vlans(key));
        if (isIp(key) && hasPorts(key, false)) {
            octets.putShort(20, (short) ports(key));
        }
        long addresses = ethernet(key);
        octets.putShort(22, (short) (addresses >>> 32)).putInt(24, (int) addresses);
        octets.put(28, (byte) (isIp(key) ? protocol(key) : 0));
        return Hashes.lookup3(octets.array(), basis);
    }

    private static int symmetricL3(long[] key, int basis) {
        ByteBuffer octets = ByteBuffer.allocate(SYMMETRIC_L3_BYTES);
        putAddresses(octets, key);
        octets.putShort(16, (short) type(key));
        return Hashes.lookup3(octets.array(), basis);
    }

    private static void putAddresses(ByteBuffer octets, long[] key) {
        if (type(key) == EtherType.IPV4) {
            octets.putInt(0, (int) (key[KeyLayout.W_IPV4] >>> 32) ^ (int) key[KeyLayout.W_IPV4]);
        } else if (type(key) == EtherType.IPV6) {
            octets.putLong(0, key[KeyLayout.W_IPV6_SRC] ^ key[KeyLayout.W_IPV6_DST]);
            octets.putLong(8, key[KeyLayout.W_IPV6_SRC + 1] ^ key[KeyLayout.W_IPV6_DST + 1]);
        }
    }

    private static int symmetricL3L4(long[] key, int basis, boolean udp) {
        if (!isIp(key)) {
            return symmetricL2(key, basis);
        }
        int hash = basis;
        if (type(key) == EtherType.IPV4) {
            long addresses = key[KeyLayout.W_IPV4];
            hash = Hashes.add(hash, Integer.reverseBytes((int) (addresses >>> 32) ^ (int) addresses));
        } else {
            for (int i = 0; i < 2; i++) {
                long half = Long.reverseBytes(key[KeyLayout.W_IPV6_SRC + i] ^ key[KeyLayout.W_IPV6_DST + i]);
                hash = Hashes.add(Hashes.add(hash, (int) half), (int) (half >>> 32));
            }
        }
        hash = Hashes.add(hash, protocol(key));
        if (!fragment(key) && hasPorts(key, udp)) {
            hash = Hashes.add(hash, Short.toUnsignedInt(Short.reverseBytes((short) ports(key))));
        }
        return Hashes.finish(hash, basis);
    }

    private static int symmetricL2(long[] key, int basis) {
        if (HeaderEdits.packetType(key) != 0) {
            return 0;
        }
        long addresses = ethernet(key);
        ByteBuffer octets = ByteBuffer.allocate(12);
        octets.putShort((short) type(key)).putShort((short) vlans(key));
        octets.putShort((short) (addresses >>> 32)).putInt((int) addresses);
        int hash = basis;
        for (int i = 0; i < 3; i++) {
            hash = Hashes.add(hash, Integer.reverseBytes(octets.getInt(4 * i)));
        }
        return Hashes.finish(hash, basis);
    }

    private static int network(long[] key, int basis, int ipv4Shift, int ipv6Word) {
        return switch (type(key)) {
            case EtherType.IPV4 -> Hashes.lookup3(octets(4, key[KeyLayout.W_IPV4] >>> ipv4Shift << 32), basis);
            case EtherType.IPV6 -> {
                ByteBuffer octets = ByteBuffer.allocate(16);
                octets.putLong(key[ipv6Word]).putLong(key[ipv6Word + 1]);
                yield Hashes.lookup3(octets.array(), basis);
            }
            default -> basis;
        };
    }

    /** The {@code count} highest octets. */
    private static byte[] octets(int count, long value) {
        return java.util.Arrays.copyOf(ByteBuffer.allocate(8).putLong(value).array(), count);
    }

    private static long ethernet(long[] key) {
        return key[KeyLayout.W_ETH_SRC_TCI] >>> 16 ^ key[KeyLayout.W_ETH_DST_TYPE] >>> 16;
    }

    private static int vlans(long[] key) {
        return ((int) key[KeyLayout.W_ETH_SRC_TCI] ^ (int) (key[KeyLayout.W_VLAN] >>> 16)) & VID;
    }

    private static int ports(long[] key) {
        return (int) (key[KeyLayout.W_L4] >>> 48 ^ key[KeyLayout.W_L4] >>> 32) & 0xffff;
    }

    private static boolean hasPorts(long[] key, boolean udp) {
        return switch (protocol(key)) {
            case IpProtocol.TCP, IpProtocol.SCTP -> true;
            case IpProtocol.UDP -> udp;
            default -> false;
        };
    }

    private static boolean fragment(long[] key) {
        return (key[KeyLayout.W_IP] & (KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER)) != 0;
    }

    private static int protocol(long[] key) {
        return (int) (key[KeyLayout.W_IP] >>> 24) & 0xff;
    }

    private static boolean isIp(long[] key) {
        return type(key) == EtherType.IPV4 || type(key) == EtherType.IPV6;
    }

    private static int type(long[] key) {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }
}
