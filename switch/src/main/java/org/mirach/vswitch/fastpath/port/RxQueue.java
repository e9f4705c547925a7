package org.mirach.vswitch.fastpath.port;

/**
 * One receive queue of a port, polled by one engine.
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
    int poll(PacketBatch batch);

    /** File descriptor that becomes readable when packets wait, for the engine's sleep; -1 where there is none. */
    int fd();
}
