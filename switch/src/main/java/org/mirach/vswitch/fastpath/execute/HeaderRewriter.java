package org.mirach.vswitch.fastpath.execute;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropReason;

/**
 * Changes the headers of a packet in place, keeping its checksums right incrementally.
 *
 * <p>An edit of a header that the packet has not (IPv4 in an ARP packet, ports in a later fragment) changes nothing, as
 * in Open vSwitch.
 *
 * <p><b>Threads:</b> the engine thread, or the one slow-path thread that made it. Allocates nothing.
 */
final class HeaderRewriter {
    private static final int TAG_BYTES = 4;

    private final MemorySegment memory;
    private final NetworkRewriter network;
    private final TransportRewriter transport;
    private final EncapRewriter encap;

    HeaderRewriter(MemorySegment memory) {
        this.memory = memory;
        this.transport = new TransportRewriter(memory);
        this.network = new NetworkRewriter(memory, transport);
        this.encap = new EncapRewriter(memory);
    }

    /** Applies one edit; why the packet must be dropped where it can't take it, else null. */
    DropReason apply(DatapathAction.Edit edit, ActivePacket packet) {
        switch (edit) {
            case DatapathAction.SetEthernet set -> setEthernet(set, packet);
            case DatapathAction.SetIpv4 set -> setIpv4(set, packet);
            case DatapathAction.SetTransport set -> setTransport(set, packet);
            case DatapathAction.PushVlan push -> {
                return pushVlan(push.tpid(), push.tci(), packet);
            }
            case DatapathAction.PopVlan _ -> popVlan(packet);
            case DatapathAction.SetIpv6 set -> setIpv6(set, packet);
            case DatapathAction.SetIpProto set -> setIpProto(set, packet);
            case DatapathAction.SetIcmp set -> setIcmp(set, packet);
            case DatapathAction.SetArp set -> setArp(set, packet);
            case DatapathAction.SetNd set -> setNd(set, packet);
            case DatapathAction.SetNdExtensions set -> setNdExtensions(set, packet);
            case DatapathAction.SetEtherType set -> encap.setEtherType(set, packet);
            case DatapathAction.PushMpls push -> {
                return encap.pushMpls(push, packet);
            }
            case DatapathAction.EncapMpls push -> {
                return encap.encapMpls(push, packet);
            }
            case DatapathAction.PopMpls pop -> encap.popMpls(pop, packet);
            case DatapathAction.SetMpls set -> encap.setMpls(set, packet);
            case DatapathAction.CopyMplsTtl copy -> encap.copyTtl(copy.inward(), packet);
            case DatapathAction.PushPbb push -> {
                return encap.pushPbb(push, packet);
            }
            case DatapathAction.PopPbb _ -> encap.popPbb(packet);
            case DatapathAction.SetPbbIsid set -> encap.setPbb(set, packet);
            case DatapathAction.PushEthernet push -> {
                return encap.pushEthernet(push, packet);
            }
            case DatapathAction.PopEthernet _ -> encap.popEthernet(packet);
            case DatapathAction.PushNsh push -> {
                return encap.pushNsh(push, packet);
            }
            case DatapathAction.PopNsh _ -> {
                return encap.popNsh(packet);
            }
            case DatapathAction.SetNsh set -> encap.setNsh(set, packet);
        }
        return null;
    }

    private void setEthernet(DatapathAction.SetEthernet set, ActivePacket packet) {
        if (packet.hasEthernet()) {
            long at = packet.offset;
            long dst = u48(memory, at);
            put48(memory, at, dst & ~set.dstMask() | set.dst() & set.dstMask());
            long src = u48(memory, at + 6);
            put48(memory, at + 6, src & ~set.srcMask() | set.src() & set.srcMask());
            packet.fieldsChanged();
        }
    }

    private void setIpv4(DatapathAction.SetIpv4 set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.type == Ethernet.TYPE_IPV4 && packet.network) {
            network.setIpv4(set, packet.offset + packet.l3, l4(packet), packet.proto);
            packet.fieldsChanged();
        }
    }

    private void setIpv6(DatapathAction.SetIpv6 set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.type == Ethernet.TYPE_IPV6 && packet.network) {
            network.setIpv6(set, packet.offset + packet.l3, l4(packet), packet.proto);
            packet.fieldsChanged();
        }
    }

    private void setIpProto(DatapathAction.SetIpProto set, ActivePacket packet) {
        packet.ensureLayers();
        if (!packet.network) {
            return;
        }
        long ip = packet.offset + packet.l3;
        if (packet.type == Ethernet.TYPE_IPV4) {
            network.setProto4(set.proto(), ip, l4(packet), packet.proto);
            packet.layersChanged();
        } else if (packet.type == Ethernet.TYPE_IPV6) {
            network.setProto6(set.proto(), ip, packet.offset + packet.length, l4(packet), packet.proto);
            packet.layersChanged();
        }
    }

    private void setTransport(DatapathAction.SetTransport set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.l4 != 0) {
            transport.setPorts(set, packet.offset + packet.l4, packet.l4Bytes(), packet.proto);
            packet.fieldsChanged();
        }
    }

    private void setIcmp(DatapathAction.SetIcmp set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.l4 != 0) {
            transport.setIcmp(set, packet.offset + packet.l4, packet.proto);
            packet.fieldsChanged();
        }
    }

    private void setArp(DatapathAction.SetArp set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.network && (packet.type == Ethernet.TYPE_ARP || packet.type == Ethernet.TYPE_RARP)) {
            network.setArp(set, packet.offset + packet.l3);
            packet.fieldsChanged();
        }
    }

    private void setNd(DatapathAction.SetNd set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.l4 != 0 && packet.proto == Ethernet.PROTO_ICMPV6) {
            transport.setNd(set, packet.offset + packet.l4, packet.l4Bytes());
            packet.fieldsChanged();
        }
    }

    private void setNdExtensions(DatapathAction.SetNdExtensions set, ActivePacket packet) {
        packet.ensureLayers();
        if (packet.l4 != 0 && packet.proto == Ethernet.PROTO_ICMPV6 && packet.type == Ethernet.TYPE_IPV6) {
            transport.setNdExtensions(set, packet.offset + packet.l3, packet.offset + packet.l4, packet.l4Bytes());
            packet.fieldsChanged();
        }
    }

    /**
     * Makes the packet more likely to be dropped further on: raises the drop precedence that an assured forwarding DSCP
     * holds (RFC 2597, section 6), to 3 at most. Other DSCPs stay (OpenFlow 1.3.5, section 5.7.1).
     */
    void raiseDropPrecedence(int raise, ActivePacket packet) {
        packet.ensureLayers();
        if (!packet.network) {
            return;
        }
        long ip = packet.offset + packet.l3;
        boolean v4 = packet.type == Ethernet.TYPE_IPV4;
        if (!v4 && packet.type != Ethernet.TYPE_IPV6) {
            return;
        }
        int dscp = v4 ? u8(memory, ip + 1) >>> 2 : u16(memory, ip) >>> 6 & 0x3f;
        int precedence = dscp >>> 1 & 3;
        int forwardingClass = dscp >>> 3;
        if (forwardingClass < 1 || forwardingClass > 4 || precedence == 0 || (dscp & 1) != 0) {
            return;
        }
        int raised = dscp & ~6 | Math.min(precedence + raise, 3) << 1;
        if (v4) {
            network.setDscp4(raised, ip);
        } else {
            put16(memory, ip, u16(memory, ip) & ~(0x3f << 6) | raised << 6);
        }
        packet.fieldsChanged();
    }

    private static long l4(ActivePacket packet) {
        return packet.l4 == 0 ? 0 : packet.offset + packet.l4;
    }

    /** The two addresses move 4 bytes forward into the headroom; the tag takes their place. */
    private DropReason pushVlan(int tpid, int tci, ActivePacket packet) {
        if (!packet.hasEthernet()) {
            return null;
        }
        if (!packet.ensureHeadroom(TAG_BYTES)) {
            return DropReason.NO_HEADROOM;
        }
        moveAddresses(packet.offset, packet.offset - TAG_BYTES);
        packet.offset -= TAG_BYTES;
        packet.length += TAG_BYTES;
        put16(memory, packet.offset + 12, tpid);
        put16(memory, packet.offset + 14, tci);
        packet.tagsChanged(TAG_BYTES);
        return null;
    }

    private void popVlan(ActivePacket packet) {
        if (packet.hasEthernet()
                && packet.length >= Ethernet.HEADER_BYTES + TAG_BYTES
                && Ethernet.isVlan(u16(memory, packet.offset + 12))) {
            moveAddresses(packet.offset, packet.offset + TAG_BYTES);
            packet.offset += TAG_BYTES;
            packet.length -= TAG_BYTES;
            packet.tagsChanged(-TAG_BYTES);
        }
    }

    private void moveAddresses(long from, long to) {
        long first = u64(memory, from);
        int rest = u32(memory, from + 8);
        put64(memory, to, first);
        put32(memory, to + 8, rest);
    }
}
