package org.mirach.vswitch.fastpath.port;

/**
 * One transmit queue of a port, filled by one engine.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Ownership:</b> a frame handed to {@link #send} belongs to the queue, which gives it back to the engine's {@link
 * FramePool} once it is on its way, or at once where it had to be dropped (and counted).
 */
public interface TxQueue {
    /** Queues one frame. {@code offset} is that of its first byte in the frame memory. */
    void send(long offset, int length);

    /** Pushes out what was queued since the last flush, and reclaims frames that are done. Called once a batch. */
    void flush();

    /** Largest frame that goes out, in bytes, Ethernet header included. */
    int maxFrameBytes();
}
