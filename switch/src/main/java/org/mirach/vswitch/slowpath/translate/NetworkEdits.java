package org.mirach.vswitch.slowpath.translate;

import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The part of {@link HeaderEdits} behind the Ethernet header: IP, ARP, transport, ICMP and neighbour discovery.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class NetworkEdits {
    private static final long PORTS = 0xffff_ffffL << 32;
    private static final long PROTOCOL = 0xffL << 24;
    private static final long L3_BITS = 0xfffffL << 32 | 0xffff00L;

    private final long[] key;
    private final long[] lookedAt;
    private final long[] base;

    NetworkEdits(long[] key, long[] lookedAt, long[] base) {
        this.key = key;
        this.lookedAt = lookedAt;
        this.base = base;
    }

    /**
     * Appends the edits. Open vSwitch takes a packet of IP protocol (or ARP opcode) 0 for one without a network header,
     * and leaves it alone.
     */
    void commit(List<DatapathAction> actions) {
        int type = (int) base[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        boolean arp = type == EtherType.ARP || type == EtherType.RARP;
        boolean ip = type == EtherType.IPV4 || type == EtherType.IPV6;
        if (!arp && !ip || !changed(arp)) {
            return;
        }
        lookedAt[KeyLayout.W_IP] |= PROTOCOL;
        if ((key[KeyLayout.W_IP] & PROTOCOL) == 0) {
            return;
        }
        if (arp) {
            commitArp(actions);
        } else {
            if (type == EtherType.IPV4) {
                commitIpv4(actions);
            } else {
                commitIpv6(actions);
            }
            commitTransport(actions);
        }
        keep(arp);
    }

    private boolean changed(boolean arp) {
        return differs(KeyLayout.W_IP, arp ? L3_BITS | PROTOCOL : L3_BITS)
                || differs(KeyLayout.W_IPV4, -1L)
                || differs(KeyLayout.W_L4, -1L)
                || !Arrays.equals(
                        key,
                        KeyLayout.W_IPV6_SRC,
                        KeyLayout.W_ND_TARGET + 2,
                        base,
                        KeyLayout.W_IPV6_SRC,
                        KeyLayout.W_ND_TARGET + 2);
    }

    private boolean differs(int word, long bits) {
        return ((key[word] ^ base[word]) & bits) != 0;
    }

    private void keep(boolean arp) {
        long bits = arp ? L3_BITS | PROTOCOL : L3_BITS;
        base[KeyLayout.W_IP] = base[KeyLayout.W_IP] & ~bits | key[KeyLayout.W_IP] & bits;
        System.arraycopy(key, KeyLayout.W_IPV4, base, KeyLayout.W_IPV4, KeyLayout.W_MPLS - KeyLayout.W_IPV4);
    }

    private void commitIpv4(List<DatapathAction> actions) {
        long src = mask(KeyLayout.W_IPV4, 0xffff_ffffL << 32);
        long dst = mask(KeyLayout.W_IPV4, 0xffff_ffffL);
        long tos = mask(KeyLayout.W_IP, 0xff0000);
        long ttl = mask(KeyLayout.W_IP, 0xff00);
        if ((src | dst | tos | ttl) != 0) {
            long addresses = key[KeyLayout.W_IPV4];
            long ip = key[KeyLayout.W_IP];
            actions.add(new DatapathAction.SetIpv4(
                    (int) ((addresses & src) >>> 32),
                    (int) (src >>> 32),
                    (int) (addresses & dst),
                    (int) dst,
                    (int) (ip & tos) >>> 16,
                    (int) tos >>> 16,
                    (int) (ip & ttl) >>> 8,
                    (int) ttl >>> 8));
        }
    }

    private void commitIpv6(List<DatapathAction> actions) {
        long[] src = wide(KeyLayout.W_IPV6_SRC);
        long[] dst = wide(KeyLayout.W_IPV6_DST);
        long flabel = mask(KeyLayout.W_IP, 0xfffffL << 32);
        long tos = mask(KeyLayout.W_IP, 0xff0000);
        long ttl = mask(KeyLayout.W_IP, 0xff00);
        if ((src[0] | src[1] | dst[0] | dst[1] | flabel | tos | ttl) != 0) {
            long ip = key[KeyLayout.W_IP];
            actions.add(new DatapathAction.SetIpv6(
                    key[KeyLayout.W_IPV6_SRC] & src[0],
                    key[KeyLayout.W_IPV6_SRC + 1] & src[1],
                    src[0],
                    src[1],
                    key[KeyLayout.W_IPV6_DST] & dst[0],
                    key[KeyLayout.W_IPV6_DST + 1] & dst[1],
                    dst[0],
                    dst[1],
                    (int) (ip & tos) >>> 16,
                    (int) tos >>> 16,
                    (int) ((ip & flabel) >>> 32),
                    (int) (flabel >>> 32),
                    (int) (ip & ttl) >>> 8,
                    (int) ttl >>> 8));
        }
    }

    private void commitTransport(List<DatapathAction> actions) {
        switch ((int) (key[KeyLayout.W_IP] >>> 24) & 0xff) {
            case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP -> commitPorts(actions);
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> commitIcmp(actions);
            default -> {}
        }
    }

    private void commitPorts(List<DatapathAction> actions) {
        long src = mask(KeyLayout.W_L4, 0xffffL << 48);
        long dst = mask(KeyLayout.W_L4, 0xffffL << 32);
        if ((src | dst) != 0) {
            long ports = key[KeyLayout.W_L4];
            actions.add(new DatapathAction.SetTransport(
                    (int) ((ports & src) >>> 48), (int) (src >>> 48), (int) ((ports & dst) >>> 32), (int)
                            (dst >>> 32)));
        }
    }

    private void commitIcmp(List<DatapathAction> actions) {
        long changed = mask(KeyLayout.W_L4, PORTS) & 0x00ff_00ffL << 32;
        if (changed != 0) {
            long l4 = key[KeyLayout.W_L4] & changed;
            actions.add(new DatapathAction.SetIcmp(
                    (int) (l4 >>> 48),
                    (int) (changed >>> 48),
                    (int) (l4 >>> 32) & 0xff,
                    (int) (changed >>> 32) & 0xff));
        }
        if ((int) (key[KeyLayout.W_IP] >>> 24 & 0xff) == IpProtocol.ICMPV6) {
            commitNd(actions);
        }
    }

    private void commitNd(List<DatapathAction> actions) {
        long reserved = mask(KeyLayout.W_IPV4, -1L << 32) >>> 32;
        long optionsType = mask(KeyLayout.W_L4, 0xffL << 16) >>> 16;
        if ((reserved | optionsType) != 0) {
            actions.add(new DatapathAction.SetNdExtensions(
                    (int) (key[KeyLayout.W_IPV4] >>> 32 & reserved),
                    (int) reserved,
                    (int) (key[KeyLayout.W_L4] >>> 16 & optionsType),
                    (int) optionsType));
        }
        long[] target = wide(KeyLayout.W_ND_TARGET);
        long sll = mask(KeyLayout.W_ARP_SHA, -1L << 16) >>> 16;
        long tll = mask(KeyLayout.W_ARP_THA, -1L << 16) >>> 16;
        if ((target[0] | target[1] | sll | tll) != 0) {
            actions.add(new DatapathAction.SetNd(
                    key[KeyLayout.W_ND_TARGET] & target[0],
                    key[KeyLayout.W_ND_TARGET + 1] & target[1],
                    target[0],
                    target[1],
                    key[KeyLayout.W_ARP_SHA] >>> 16 & sll,
                    sll,
                    key[KeyLayout.W_ARP_THA] >>> 16 & tll,
                    tll));
        }
    }

    private void commitArp(List<DatapathAction> actions) {
        long op = mask(KeyLayout.W_IP, 0xffL << 24) >>> 24;
        long spa = mask(KeyLayout.W_IPV4, 0xffff_ffffL << 32);
        long tpa = mask(KeyLayout.W_IPV4, 0xffff_ffffL);
        long sha = mask(KeyLayout.W_ARP_SHA, -1L << 16) >>> 16;
        long tha = mask(KeyLayout.W_ARP_THA, -1L << 16) >>> 16;
        if ((op | spa | tpa | sha | tha) != 0) {
            long addresses = key[KeyLayout.W_IPV4];
            actions.add(new DatapathAction.SetArp(
                    (int) (key[KeyLayout.W_IP] >>> 24 & op),
                    (int) op,
                    (int) ((addresses & spa) >>> 32),
                    (int) (spa >>> 32),
                    (int) (addresses & tpa),
                    (int) tpa,
                    key[KeyLayout.W_ARP_SHA] >>> 16 & sha,
                    sha,
                    key[KeyLayout.W_ARP_THA] >>> 16 & tha,
                    tha));
        }
    }

    /** The bits of a field to write: none where nothing differs, else all that were looked at (so all that may differ). */
    private long mask(int word, long field) {
        return ((key[word] ^ base[word]) & field) == 0 ? 0 : lookedAt[word] & field;
    }

    private long[] wide(int word) {
        if (Arrays.equals(key, word, word + 2, base, word, word + 2)) {
            return new long[2];
        }
        return new long[] {lookedAt[word], lookedAt[word + 1]};
    }
}
