package org.mirach.vswitch.fastpath.port;

import java.util.Arrays;
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
    /**
     * {@link KeyLayout#PACKET_WORDS} words each, from {@code i * PACKET_WORDS}. Whoever writes to a state zone calls
     * {@link #markStateful}: so those of all packets without state cost nothing.
     */
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
    /** Bit {@code i}: something was written to the state zone of key {@code i}. */
    private int stateful;

    public int count() {
        return count;
    }

    /** How many more packets fit. */
    public int room() {
        return CAPACITY - count;
    }

    /** Empties it; all state zones are zero from then on. */
    public void clear() {
        count = 0;
        if (stateful != 0) {
            clearState();
        }
    }

    /** Says that the state zone of packet {@code i}'s key may not be zero: {@link #clear} will see to it. */
    public void markStateful(int i) {
        stateful |= 1 << i;
    }

    private void clearState() {
        for (; stateful != 0; stateful &= stateful - 1) {
            int base = Integer.numberOfTrailingZeros(stateful) * KeyLayout.PACKET_WORDS;
            Arrays.fill(keys, base + KeyLayout.WIRE_WORDS, base + KeyLayout.PACKET_WORDS, 0L);
        }
    }

    public void add(long packetOffset, int lengthBytes, int inPort) {
        offset[count] = packetOffset;
        length[count] = lengthBytes;
        portNo[count] = inPort;
        count++;
    }
}
