package org.mirach.vswitch.fastpath.port;

/**
 * Where an engine sends the packets of a port.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Ownership:</b> an accepted frame belongs to the queue, which gives it back to the engine's {@link FramePool}
 * once it is on its way.
 */
public interface TxQueue {
    /**
     * Queues frames, in order; nothing goes out before {@link #flush}.
     *
     * @param offset of each frame's first byte in the frame memory
     * @param length of each frame in bytes
     * @return how many were accepted: fewer than {@code count} where the queue is full or the link is down; the others
     * stay
     *     the caller's
     */
    int send(long[] offset, int[] length, int count);

    /**
     * Pushes out what is queued, and reclaims frames that are done. Called once a batch, and while {@link #inFlight} is
     * not 0 once an idle turn.
     *
     * @return frames that the kernel refused since the last call: lost
     */
    int flush();

    /** Accepted frames that the queue has not given back yet. */
    int inFlight();

    /** False where nothing goes out: the device is down or gone. */
    boolean linkUp();

    /** Largest frame that goes out, in bytes, Ethernet header and one VLAN tag included. */
    int maxFrameBytes();
}
