package org.mirach.vswitch.fastpath.port;

import org.mirach.vswitch.flow.KeyLayout;

/**
 * Up to {@link #CAPACITY} packets on their way through the engine, as parallel arrays. The engine makes one at its
 * start and uses it for ever.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
public final class PacketBatch {
    /** Packets that a batch holds at most. */
    public static final int CAPACITY = 32;

    /** Offset of each packet's first byte in the frame memory. */
    public final long[] offset = new long[CAPACITY];
    /** Length of each packet in bytes. */
    public final int[] length = new int[CAPACITY];
    /** Port that it came in by. */
    public final int[] portNo = new int[CAPACITY];
    /** {@link KeyLayout#PACKET_WORDS} words each, from {@code i * PACKET_WORDS}. */
    public final long[] keys = new long[CAPACITY * KeyLayout.PACKET_WORDS];
    /** Offset of the network header from the packet's first byte; 0 where there is none. */
    public final int[] l3Offset = new int[CAPACITY];
    /** Offset of the transport header from the packet's first byte; 0 where there is none (or a later fragment). */
    public final int[] l4Offset = new int[CAPACITY];
    /** Hash of the key, for the front of the flow cache. */
    public final int[] hash = new int[CAPACITY];
    /** Cached flow found, or -1. */
    public final int[] flowIndex = new int[CAPACITY];

    private int count;

    public int count() {
        return count;
    }

    /** How many more packets fit. */
    public int room() {
        return CAPACITY - count;
    }

    public void clear() {
        count = 0;
    }

    public void add(long packetOffset, int lengthBytes, int inPort) {
        offset[count] = packetOffset;
        length[count] = lengthBytes;
        portNo[count] = inPort;
        count++;
    }
}
