package org.mirach.vswitch.fastpath.execute;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put8;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.Ipv6Headers;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * Masked changes of the IPv4, IPv6 and ARP headers. An address is part of the transport's pseudo-header, so its change
 * goes into that checksum too.
 *
 * <p><b>Threads:</b> one; part of a {@link HeaderRewriter}.
 */
final class NetworkRewriter {
    private final MemorySegment memory;
    private final TransportRewriter transport;
    private final Ipv6Headers ipv6Headers = new Ipv6Headers();

    NetworkRewriter(MemorySegment memory, TransportRewriter transport) {
        this.memory = memory;
        this.transport = transport;
    }

    /** @param l4 the transport header, or 0 where there is none */
    void setIpv4(DatapathAction.SetIpv4 set, long ip, long l4, int proto) {
        int check = u16(memory, ip + 10);
        int was = u16(memory, ip); // version, header length, TOS
        int is = was & ~(set.tosMask() & 0xff) | set.tos() & set.tosMask() & 0xff;
        if (is != was) {
            put16(memory, ip, is);
            check = Checksum.update16(check, was, is);
        }
        was = u16(memory, ip + 8); // TTL, protocol
        is = was & ~(set.ttlMask() << 8) | (set.ttl() & set.ttlMask()) << 8;
        if (is != was) {
            put16(memory, ip + 8, is);
            check = Checksum.update16(check, was, is);
        }
        check = setAddress4(ip + 12, set.src(), set.srcMask(), check, l4, proto);
        check = setAddress4(ip + 16, set.dst(), set.dstMask(), check, l4, proto);
        put16(memory, ip + 10, check);
    }

    void setDscp4(int dscp, long ip) {
        int was = u16(memory, ip);
        int is = was & ~0xfc | dscp << 2;
        put16(memory, ip, is);
        put16(memory, ip + 10, Checksum.update16(u16(memory, ip + 10), was, is));
    }

    private int setAddress4(long at, int value, int mask, int check, long l4, int proto) {
        int was = u32(memory, at);
        int is = was & ~mask | value & mask;
        if (is == was) {
            return check;
        }
        put32(memory, at, is);
        if (l4 != 0 && proto != Ethernet.PROTO_ICMPV6) {
            transport.pseudoHeaderChanged(l4, proto, was & 0xffffffffL, is & 0xffffffffL);
        }
        return Checksum.update32(check, was, is);
    }

    /** @param l4 the transport header, or 0 where there is none */
    void setIpv6(DatapathAction.SetIpv6 set, long ip, long l4, int proto) {
        int was = u32(memory, ip); // version, traffic class, flow label
        int mask = (set.trafficClassMask() & 0xff) << 20 | set.flowLabelMask() & 0xfffff;
        put32(memory, ip, was & ~mask | ((set.trafficClass() & 0xff) << 20 | set.flowLabel() & 0xfffff) & mask);
        int hopLimit = u8(memory, ip + 7);
        put8(memory, ip + 7, hopLimit & ~set.hopLimitMask() | set.hopLimit() & set.hopLimitMask());
        setWord6(ip + 8, set.srcHi(), set.srcHiMask(), l4, proto);
        setWord6(ip + 16, set.srcLo(), set.srcLoMask(), l4, proto);
        // With segments left, the pseudo-header has the last destination, which stands in the routing header.
        long dstL4 = (set.dstHiMask() | set.dstLoMask()) != 0 && l4 != 0 && segmentsLeft(ip, l4) ? 0 : l4;
        setWord6(ip + 24, set.dstHi(), set.dstHiMask(), dstL4, proto);
        setWord6(ip + 32, set.dstLo(), set.dstLoMask(), dstL4, proto);
    }

    private boolean segmentsLeft(long ip, long l4) {
        int first = u8(memory, ip + 6);
        return Ipv6Headers.isExtension(first)
                && ipv6Headers.walk(memory, ip + Ethernet.IPV6_HEADER_BYTES, l4, first)
                && ipv6Headers.routingLeft();
    }

    private void setWord6(long at, long value, long mask, long l4, int proto) {
        long was = u64(memory, at);
        long is = was & ~mask | value & mask;
        if (is == was) {
            return;
        }
        put64(memory, at, is);
        if (l4 != 0 && proto != Ethernet.PROTO_ICMP) {
            transport.pseudoHeaderChanged(l4, proto, was >>> 32, is >>> 32);
            transport.pseudoHeaderChanged(l4, proto, was & 0xffffffffL, is & 0xffffffffL);
        }
    }

    /** @param l4 the transport header, or 0 where there is none */
    void setProto4(int proto, long ip, long l4, int wasProto) {
        int was = u16(memory, ip + 8); // TTL, protocol
        int is = was & 0xff00 | proto & 0xff;
        put16(memory, ip + 8, is);
        put16(memory, ip + 10, Checksum.update16(u16(memory, ip + 10), was, is));
        if (l4 != 0 && wasProto != Ethernet.PROTO_ICMPV6) {
            transport.pseudoHeaderChanged(l4, wasProto, wasProto, proto & 0xff);
        }
    }

    /**
     * @param limit first byte behind the packet
     * @param l4    the transport header, or 0 where there is none
     */
    void setProto6(int proto, long ip, long limit, long l4, int wasProto) {
        int first = u8(memory, ip + 6);
        long field = ip + 6;
        if (Ipv6Headers.isExtension(first)) {
            long end = Math.min(limit, ip + Ethernet.IPV6_HEADER_BYTES + u16(memory, ip + 4));
            if (!ipv6Headers.walk(memory, ip + Ethernet.IPV6_HEADER_BYTES, end, first)) {
                return;
            }
            field = ipv6Headers.lastField();
        }
        put8(memory, field, proto);
        if (l4 != 0 && wasProto != Ethernet.PROTO_ICMP) {
            transport.pseudoHeaderChanged(l4, wasProto, wasProto, proto & 0xff);
        }
    }

    void setArp(DatapathAction.SetArp set, long arp) {
        put16(memory, arp + 6, merge(u16(memory, arp + 6), set.op(), set.opMask()));
        set48(arp + 8, set.sha(), set.shaMask());
        put32(memory, arp + 14, merge(u32(memory, arp + 14), set.spa(), set.spaMask()));
        set48(arp + 18, set.tha(), set.thaMask());
        put32(memory, arp + 24, merge(u32(memory, arp + 24), set.tpa(), set.tpaMask()));
    }

    private void set48(long at, long value, long mask) {
        put48(memory, at, u48(memory, at) & ~mask | value & mask);
    }

    private static int merge(int was, int value, int mask) {
        return was & ~mask | value & mask;
    }
}
