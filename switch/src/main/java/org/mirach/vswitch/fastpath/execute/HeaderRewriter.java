package org.mirach.vswitch.fastpath.execute;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Changes the headers of one packet in place, keeping its checksums right incrementally. {@link #begin}, {@link #apply}
 * for each edit, then {@link #offset} and {@link #length} tell where the packet is now.
 *
 * <p>An edit of a header that the packet has not (IPv4 in an ARP packet, ports in a later fragment) changes nothing, as
 * in Open vSwitch.
 *
 * <p><b>Threads:</b> the engine thread, or the one slow-path thread that made it. Allocates nothing.
 */
final class HeaderRewriter {
    private static final int TAG_BYTES = 4;

    private final MemorySegment memory;
    private final int offsetInFrame;
    private final NetworkRewriter network;
    private final TransportRewriter transport;
    private long offset;
    private int length;
    private int l3;
    private int l4;
    private int type;
    private int proto;

    HeaderRewriter(MemorySegment memory, int frameSize) {
        this.memory = memory;
        this.offsetInFrame = frameSize - 1;
        this.transport = new TransportRewriter(memory);
        this.network = new NetworkRewriter(memory, transport);
    }

    /** Takes up packet {@code i}, which was parsed. */
    void begin(PacketBatch batch, int i) {
        begin(
                batch.offset[i],
                batch.length[i],
                batch.l3Offset[i],
                batch.l4Offset[i],
                batch.keys,
                i * KeyLayout.PACKET_WORDS);
    }

    void begin(long packetOffset, int packetLength, int l3Offset, int l4Offset, long[] key, int base) {
        offset = packetOffset;
        length = packetLength;
        l3 = l3Offset;
        l4 = l4Offset;
        type = (int) key[base + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        proto = (int) (key[base + KeyLayout.W_IP] >>> 24) & 0xff;
    }

    /** Offset of the packet's first byte. */
    long offset() {
        return offset;
    }

    /** Length of the packet in bytes. */
    int length() {
        return length;
    }

    /** Applies one edit; false where the packet can't take it and must be dropped. */
    boolean apply(DatapathAction action) {
        switch (action) {
            case DatapathAction.SetEthernet set -> setEthernet(set);
            case DatapathAction.SetIpv4 set -> {
                if (type == Ethernet.TYPE_IPV4 && l3 != 0) {
                    network.setIpv4(set, offset + l3, l4 == 0 ? 0 : offset + l4, proto);
                }
            }
            case DatapathAction.SetTransport set -> {
                if (l4 != 0) {
                    transport.setPorts(set, offset + l4, l4Bytes(), proto);
                }
            }
            case DatapathAction.PushVlan push -> {
                return pushVlan(push.tpid(), push.tci());
            }
            case DatapathAction.PopVlan _ -> popVlan();
            case DatapathAction.SetIpv6 set -> {
                if (type == Ethernet.TYPE_IPV6 && l3 != 0) {
                    network.setIpv6(set, offset + l3, l4 == 0 ? 0 : offset + l4, proto);
                }
            }
            case DatapathAction.SetIcmp set -> {
                if (l4 != 0) {
                    transport.setIcmp(set, offset + l4, proto);
                }
            }
            case DatapathAction.SetArp set -> {
                if (l3 != 0 && (type == Ethernet.TYPE_ARP || type == Ethernet.TYPE_RARP)) {
                    network.setArp(set, offset + l3);
                }
            }
            case DatapathAction.SetNd set -> {
                if (l4 != 0 && proto == Ethernet.PROTO_ICMPV6) {
                    transport.setNd(set, offset + l4, l4Bytes());
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Bytes from the transport header to the end of the IP packet; Ethernet padding excluded. */
    private int l4Bytes() {
        int end = type == Ethernet.TYPE_IPV4
                ? l3 + u16(memory, offset + l3 + 2)
                : l3 + Ethernet.IPV6_HEADER_BYTES + u16(memory, offset + l3 + 4);
        return end - l4;
    }

    private void setEthernet(DatapathAction.SetEthernet set) {
        long dst = u48(memory, offset);
        put48(memory, offset, dst & ~set.dstMask() | set.dst() & set.dstMask());
        long src = u48(memory, offset + 6);
        put48(memory, offset + 6, src & ~set.srcMask() | set.src() & set.srcMask());
    }

    /** The two addresses move 4 bytes forward into the headroom; the tag takes their place. */
    private boolean pushVlan(int tpid, int tci) {
        if ((offset & offsetInFrame) < TAG_BYTES) {
            return false; // the headroom is used up
        }
        moveAddresses(offset, offset - TAG_BYTES);
        offset -= TAG_BYTES;
        length += TAG_BYTES;
        put16(memory, offset + 12, tpid);
        put16(memory, offset + 14, tci);
        shiftLayers(TAG_BYTES);
        return true;
    }

    private void popVlan() {
        int outer = u16(memory, offset + 12);
        if (length < Ethernet.HEADER_BYTES + TAG_BYTES || outer != Ethernet.TYPE_VLAN && outer != Ethernet.TYPE_QINQ) {
            return;
        }
        moveAddresses(offset, offset + TAG_BYTES);
        offset += TAG_BYTES;
        length -= TAG_BYTES;
        shiftLayers(-TAG_BYTES);
    }

    private void moveAddresses(long from, long to) {
        long first = u64(memory, from);
        int rest = u32(memory, from + 8);
        put64(memory, to, first);
        put32(memory, to + 8, rest);
    }

    private void shiftLayers(int bytes) {
        l3 = l3 == 0 ? 0 : l3 + bytes;
        l4 = l4 == 0 ? 0 : l4 + bytes;
    }
}
