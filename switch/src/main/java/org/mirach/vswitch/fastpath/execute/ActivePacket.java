package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.PacketBytes;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A packet while actions run on it: where its bytes are, what is known of them, and what travels beside it. Made once
 * for each level of nesting, then used for ever.
 *
 * <p><i>Layers.</i> Edits of a field keep the offsets right by themselves. Edits that add or take a header other than a
 * VLAN tag leave them unknown; the packet is parsed again when somebody next asks for them.
 *
 * <p><i>Invariant:</i> the packet lies whole in one frame of {@code memory}: {@code [offset & -frameSize, + frameSize)}.
 *
 * <p><b>Threads:</b> one: the engine's, or the one that made it.
 */
final class ActivePacket {
    private static final int TAG_BYTES = 4;
    private static final int LLC_SNAP_BYTES = 8;

    final MemorySegment memory;
    private final int frameSize;
    private final PacketParser parser;

    /** Of the packet's first byte in {@link #memory}. */
    long offset;
    /** Of the packet, in bytes. */
    int length;
    /** Of a complete IPv4, IPv6 or ARP header from the first byte; 0 where there is none, or no Ethernet header. */
    int l3;
    /** There is such a header. */
    boolean network;
    /** Of a complete transport header from the first byte; 0 where there is none. */
    int l4;
    /** Its key is {@code key[base .. base + PACKET_WORDS)}. The state zone is as it is now; the wire zone may be old. */
    long[] key;

    int base;
    /** Ether type behind the tags. */
    int type;
    /** Transport protocol of the IP header. */
    int proto;

    /** Bytes of VLAN tags that came or went since the key was parsed. */
    private int tagShift;
    /** The layers above have to be worked out anew before they are used. */
    private boolean layersStale;
    /** The bytes changed since the key was parsed. */
    private boolean keyStale;

    /** Somebody wrote to the key's state zone. */
    boolean stateful;
    /** Bytes at its end that the next output leaves away; what is pushed or popped until then does not change them. */
    int cutBytes;
    /** Queue of the outputs that follow; -1 is the port's default. */
    int queueId;
    /** How often it was looked up again. */
    int recirculations;
    /** Something was done with it that is not a drop. */
    boolean used;

    ActivePacket(MemorySegment memory, int frameSize, PacketParser parser) {
        this.memory = memory;
        this.frameSize = frameSize;
        this.parser = parser;
    }

    /** Takes up a packet that was parsed. */
    void begin(long packetOffset, int packetLength, int l3Offset, int l4Offset, long[] words, int wordsBase) {
        offset = packetOffset;
        length = packetLength;
        l3 = l3Offset;
        l4 = l4Offset;
        key = words;
        base = wordsBase;
        type = (int) words[wordsBase + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        proto = (int) (words[wordsBase + KeyLayout.W_IP] >>> 24) & 0xff;
        network = l3Offset != 0;
        tagShift = 0;
        layersStale = packetType() != 0; // an offset of 0 does not say what is there
        keyStale = layersStale;
        stateful = false;
        cutBytes = 0;
        queueId = -1;
        recirculations = 0;
        used = false;
    }

    /** Becomes what {@code from} is now, but at another place; the key is copied to this one's own. */
    void copyFrom(ActivePacket from, long newOffset, long[] ownKey) {
        System.arraycopy(from.key, from.base, ownKey, 0, KeyLayout.PACKET_WORDS);
        begin(newOffset, from.length, from.l3, from.l4, ownKey, 0);
        network = from.network;
        type = from.type;
        proto = from.proto;
        tagShift = from.tagShift;
        layersStale = from.layersStale;
        keyStale = from.keyStale;
        cutBytes = from.cutBytes;
        queueId = from.queueId;
        recirculations = from.recirculations;
    }

    /** Bytes changed; the offsets are right. */
    void fieldsChanged() {
        keyStale = true;
    }

    /** Bytes changed, and what lies where. */
    void layersChanged() {
        keyStale = true;
        layersStale = true;
    }

    /** A VLAN tag came or went in front: all behind it moved by {@code bytes}. */
    void tagsChanged(int bytes) {
        keyStale = true;
        layersStale |= tagBytes() + bytes < 0; // a tag more than the parser counts
        tagShift += bytes;
        l3 = l3 == 0 ? 0 : l3 + bytes;
        l4 = l4 == 0 ? 0 : l4 + bytes;
    }

    /** Sees to it that {@link #l3}, {@link #l4}, {@link #type} and {@link #proto} are right. */
    void ensureLayers() {
        if (layersStale) {
            refresh();
        }
    }

    /** Sees to it that the key is right, and so are the layers. */
    void ensureKey() {
        if (keyStale) {
            refresh();
        }
    }

    private void refresh() {
        KeyRefresh.parse(parser, memory, offset, length, key, base);
        stateful |= parser.wroteState();
        l3 = parser.l3Offset();
        network = parser.hasNetwork();
        l4 = parser.l4Offset();
        type = (int) key[base + KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        proto = (int) (key[base + KeyLayout.W_IP] >>> 24) & 0xff;
        tagShift = 0;
        layersStale = false;
        keyStale = false;
    }

    /** {@code packet_type} of the key: 0 is Ethernet. */
    int packetType() {
        return (int) (key[base + KeyLayout.W_TYPE_HASH] >>> 32);
    }

    void setPacketType(int packetType) {
        int at = base + KeyLayout.W_TYPE_HASH;
        key[at] = key[at] & 0xffffffffL | (long) packetType << 32;
        stateful = true;
    }

    /** Writes dp_hash. */
    void setHash(int hash) {
        int at = base + KeyLayout.W_TYPE_HASH;
        key[at] = key[at] & 0xffffffff_00000000L | hash & 0xffffffffL;
        stateful = true;
    }

    /** The next output sends {@code maxLength} of the bytes that there are now, as Open vSwitch cuts. */
    void truncate(int maxLength) {
        cutBytes = Math.max(0, length - Math.max(maxLength, Ethernet.HEADER_BYTES));
    }

    /** Bytes that the next output sends. */
    int sendLength() {
        return cutBytes == 0 ? length : Math.min(length, Math.max(length - cutBytes, Ethernet.HEADER_BYTES));
    }

    /** The same, for the output that does so: those behind it send all. */
    int takeSendLength() {
        int bytes = sendLength();
        cutBytes = 0;
        return bytes;
    }

    boolean hasEthernet() {
        return packetType() == 0 && length >= Ethernet.HEADER_BYTES;
    }

    /**
     * Offset of what follows the Ethernet header with its tags, and SNAP where there is one; 0 without Ethernet header.
     * The layers must be right.
     */
    int payload() {
        if (!hasEthernet()) {
            return 0;
        }
        int at = Ethernet.HEADER_BYTES + tagBytes();
        boolean snap = type != Ethernet.TYPE_NONE && PacketBytes.u16(memory, offset + at - 2) < Ethernet.TYPE_MIN;
        return snap ? at + LLC_SNAP_BYTES : at;
    }

    private int tagBytes() {
        long vlan = key[base + KeyLayout.W_VLAN];
        int tags = (int) (vlan >>> 48) == 0 ? 0 : (vlan >>> 32 & 0xffff) == 0 ? 1 : 2;
        return tags * TAG_BYTES + tagShift;
    }

    /** Bytes from the transport header to the end of the IP packet; Ethernet padding excluded. */
    int l4Bytes() {
        int end = type == Ethernet.TYPE_IPV4
                ? l3 + PacketBytes.u16(memory, offset + l3 + 2)
                : l3 + Ethernet.IPV6_HEADER_BYTES + PacketBytes.u16(memory, offset + l3 + 4);
        return end - l4;
    }

    /** Bytes free in the frame in front of the packet. */
    int headroom() {
        return (int) offset & frameSize - 1;
    }

    /** Bytes from the packet's first one to the frame's end: what it may grow to. */
    int room() {
        return frameSize - headroom();
    }

    /**
     * Makes {@code bytes} free in front of the packet, moving it back where need be.
     *
     * @return false where the frame is too small
     */
    boolean ensureHeadroom(int bytes) {
        if (headroom() >= bytes) {
            return true;
        }
        if (frameSize - length < bytes) {
            return false;
        }
        long to = offset - headroom() + frameSize - length;
        MemorySegment.copy(memory, offset, memory, to, length);
        offset = to;
        return true;
    }

    /** Moves the first {@code front} bytes {@code bytes} forward, into room that {@link #ensureHeadroom} made. */
    void insert(int front, int bytes) {
        MemorySegment.copy(memory, offset, memory, offset - bytes, front);
        offset -= bytes;
        length += bytes;
    }

    /** Takes out the {@code bytes} behind the first {@code front}. */
    void cut(int front, int bytes) {
        MemorySegment.copy(memory, offset, memory, offset + bytes, front);
        length -= bytes;
        if (length == 0) {
            offset &= -(long) frameSize; // what is behind the last byte may be another frame
        } else {
            offset += bytes;
        }
    }

    /**
     * Keeps a frame that a header was cut out of from becoming shorter than Ethernet allows, where it was not before
     * (IEEE 802.3, 3.2.8): zeros behind it. Open vSwitch leaves that to the device, if that does it.
     *
     * @param before its length when the header was still in it
     */
    void padAfterCut(int before) {
        int missing = Ethernet.MIN_FRAME_BYTES - length;
        if (before >= Ethernet.MIN_FRAME_BYTES && missing > 0 && room() >= Ethernet.MIN_FRAME_BYTES) {
            for (int i = 0; i < missing; i++) {
                memory.set(ValueLayout.JAVA_BYTE, offset + length + i, (byte) 0);
            }
            length += missing;
        }
    }
}
