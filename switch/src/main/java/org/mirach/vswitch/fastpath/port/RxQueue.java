package org.mirach.vswitch.fastpath.port;

/**
 * Where an engine receives the packets of a port: all receive queues of the device that are this engine's.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Ownership:</b> received frames belong to the engine from then on; they come from its {@link FramePool}.
 */
public interface RxQueue {
    /**
     * Receives up to {@code batch.room()} frames into the batch. Never blocks.
     *
     * @return how many were added
     */
    int poll(PacketBatch batch, int portNo);

    /** File descriptors that become readable when packets wait, for the engine's sleep. Asked once, at AddPort. */
    int[] fds();

    /**
     * Whether TCP and UDP packets may come with a checksum field that holds only the sum of the
     * pseudo-header, left to an offload that never happened. The engine then completes them.
     */
    boolean partialChecksums();

    /** Packets that arrived and were lost before {@link #poll} since the last call: no frame, too long, ring full. */
    int takeDropped();
}
