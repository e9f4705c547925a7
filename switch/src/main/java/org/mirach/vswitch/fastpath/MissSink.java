package org.mirach.vswitch.fastpath;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * Where an engine offers packets that it has no cached flow for, or whose cached flow says {@code ToSlowPath}.
 *
 * <p><b>Threads:</b> called by one engine thread only; the implementation hands over to the upcall threads.
 */
public interface MissSink {
    /**
     * Offers one packet. The implementation copies what it needs before it returns: the frame stays the engine's.
     *
     * @param key words of the packet, {@code KeyLayout.PACKET_WORDS} from {@code keyBase}
     * @param memory the engine's frame memory
     * @param offset of the packet's first byte in {@code memory}
     * @param length in bytes
     * @param flowIndex the cached flow that said {@code ToSlowPath}, or -1 for a miss. The engine has counted the
     * packet
     *     on that flow already: whoever executes its actions passes -1
     * @return false where the packet was refused (the port's share is full): the engine counts the drop
     */
    boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex);

    /**
     * Offers a copy of a packet, as it now is, from which the slow path makes a packet_in. The implementation copies what
     * it needs before it returns; the frame, and its way on, stay the engine's.
     *
     * @param key words of the packet as they now are, {@code KeyLayout.PACKET_WORDS} from {@code keyBase}; of the wire
     *     zone only {@code W_IN_PORT} and the Ethernet type need be right
     * @return false where it was refused: the engine counts {@code MISS_QUEUE_FULL}
     */
    boolean offerPacketIn(long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec);

    /** Called once at the end of a batch in which anything was offered: wakes the consumer if it sleeps. */
    void flush();
}
