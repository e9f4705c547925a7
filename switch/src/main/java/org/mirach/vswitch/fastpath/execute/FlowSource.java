package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * What an {@link Executor} asks of its engine: a second lookup, and the way to the slow path.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
public interface FlowSource {
    /**
     * Looks up a packet whose key changed, and counts it on the flow found. Where there is none, or its actions are the
     * slow path's, the packet is offered there.
     *
     * @return the flow; null where the packet went to the slow path, or was dropped and counted
     */
    CompiledFlow find(long[] key, int base, MemorySegment memory, long offset, int length);

    /** Offers a copy of a packet for a packet_in, and counts it where it is refused. */
    void offerPacketIn(PacketInSpec spec, long[] key, int base, MemorySegment memory, long offset, int length);
}
