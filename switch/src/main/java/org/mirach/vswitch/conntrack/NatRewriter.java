package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Writes a connection's other addresses and ports into a packet, its key and its checksums; in an ICMP error also into the
 * packet that it tells of, which travelled the other way.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing.
 */
final class NatRewriter {
    private static final int TCP_CHECK = 16;
    private static final int UDP_CHECK = 6;
    private static final int ICMP_CHECK = 2;

    // Of the headers being rewritten: the packet's own, or those within an ICMP error.
    private MemorySegment memory;
    private boolean ipv6;
    private long ip;
    private long l4;
    private long end;
    private int proto;

    /** Translates a packet of {@code connection}, and says so in its ct_state. */
    void translate(TrackedPacket packet, Connection connection, boolean reply) {
        boolean source = (connection.natAction & Connection.NAT_SRC) != 0;
        boolean destination = !source && (connection.natAction & Connection.NAT_DST) != 0;
        if (!source && !destination) {
            return;
        }
        // Answers are translated at their other end.
        boolean sourceNow = source != reply;
        packet.addState(sourceNow ? CtState.SRC_NAT : CtState.DST_NAT);
        Tuple other = reply ? connection.original : connection.reply; // as the answer to this packet comes in
        begin(packet, packet.l3, packet.l4, packet.proto);
        setAddress(other, sourceNow);
        if (packet.icmpError) {
            begin(packet, packet.innerL3, packet.innerL4, other.proto());
            setInner(other, sourceNow);
            checksumError(packet);
        } else {
            setPorts(other.dstPort(), other.srcPort());
        }
        writeKey(packet);
    }

    private void begin(TrackedPacket packet, long ipHeader, long transport, int protocol) {
        memory = packet.memory;
        ipv6 = packet.ipv6;
        ip = ipHeader;
        l4 = transport;
        end = packet.l4 + packet.l4Bytes;
        proto = protocol;
    }

    /** The packet within went the other way: {@code other} is its own tuple, as it has to look. */
    private void setInner(Tuple other, boolean destinationOfInner) {
        setPorts(other.srcPort(), other.dstPort());
        if (destinationOfInner) {
            setAddress(other.dstHi, other.dstLo, false);
        } else {
            setAddress(other.srcHi, other.srcLo, true);
        }
    }

    private void setAddress(Tuple other, boolean source) {
        if (source) {
            setAddress(other.dstHi, other.dstLo, true);
        } else {
            setAddress(other.srcHi, other.srcLo, false);
        }
    }

    private void setAddress(long hi, long lo, boolean source) {
        if (ipv6) {
            long at = ip + (source ? 8 : 24);
            setWord(at, hi);
            setWord(at + 8, lo);
            return;
        }
        long at = ip + (source ? 12 : 16);
        int was = u32(memory, at);
        int is = (int) lo;
        put32(memory, at, is);
        put16(memory, ip + 10, Checksum.update32(u16(memory, ip + 10), was, is));
        pseudoHeaderChanged(was, is);
    }

    private void setWord(long at, long is) {
        long was = u64(memory, at);
        put64(memory, at, is);
        pseudoHeaderChanged((int) (was >>> 32), (int) (is >>> 32));
        pseudoHeaderChanged((int) was, (int) is);
    }

    private void pseudoHeaderChanged(int was, int is) {
        switch (proto) {
            case Ethernet.PROTO_TCP -> update(TCP_CHECK, was, is, false);
            case Ethernet.PROTO_UDP -> update(UDP_CHECK, was, is, true);
            case Ethernet.PROTO_ICMPV6 -> {
                if (ipv6) {
                    update(ICMP_CHECK, was, is, false);
                }
            }
            default -> {} // no pseudo-header
        }
    }

    /** @param optional whether a checksum of 0 is none */
    private void update(int field, int was, int is, boolean optional) {
        long at = l4 + field;
        if (at + 2 > end) {
            return; // cut off: an ICMP error carries the beginning only
        }
        int check = u16(memory, at);
        if (optional && check == 0) {
            return;
        }
        int updated = Checksum.update32(check, was, is);
        put16(memory, at, optional && updated == 0 ? 0xffff : updated);
    }

    private void setPorts(int src, int dst) {
        if (proto != Ethernet.PROTO_TCP && proto != Ethernet.PROTO_UDP) {
            return;
        }
        int was = u32(memory, l4);
        int is = src << 16 | dst;
        put32(memory, l4, is);
        boolean udp = proto == Ethernet.PROTO_UDP;
        update(udp ? UDP_CHECK : TCP_CHECK, was, is, udp);
    }

    /** The message's checksum covers the packet within, whose end may be missing: it is summed up again. */
    private void checksumError(TrackedPacket packet) {
        long pseudo =
                packet.ipv6 ? Checksum.pseudoHeader6(memory, packet.l3, Ethernet.PROTO_ICMPV6, packet.l4Bytes) : 0;
        put16(
                memory,
                packet.l4 + ICMP_CHECK,
                Checksum.transport(memory, packet.l4, packet.l4Bytes, ICMP_CHECK, pseudo));
    }

    private static void writeKey(TrackedPacket packet) {
        MemorySegment memory = packet.memory;
        long[] key = packet.key;
        int base = packet.base;
        if (packet.ipv6) {
            key[base + KeyLayout.W_IPV6_SRC] = u64(memory, packet.l3 + 8);
            key[base + KeyLayout.W_IPV6_SRC + 1] = u64(memory, packet.l3 + 16);
            key[base + KeyLayout.W_IPV6_DST] = u64(memory, packet.l3 + 24);
            key[base + KeyLayout.W_IPV6_DST + 1] = u64(memory, packet.l3 + 32);
        } else {
            key[base + KeyLayout.W_IPV4] = u64(memory, packet.l3 + 12);
        }
        if (packet.proto == Ethernet.PROTO_TCP || packet.proto == Ethernet.PROTO_UDP) {
            key[base + KeyLayout.W_L4] = key[base + KeyLayout.W_L4] & 0xffffffffL | (long) u32(memory, packet.l4) << 32;
        }
    }
}
