package org.mirach.vswitch.ports;

import java.util.concurrent.atomic.AtomicInteger;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.xdp.Umem;

/**
 * The frame memory of one engine: the UMEM that all of its AF_XDP sockets share, and the pool that hands its frames
 * out.
 *
 * <p><b>Threads:</b> {@link #pool()} is the engine's; the rest any.
 */
public final class EngineMemory implements AutoCloseable {
    private static final int MIN_FILL = 64;
    private static final int MAX_FILL = 2048;

    private final Umem umem;
    private final FramePool pool;
    private final AtomicInteger rxQueues = new AtomicInteger();
    private volatile int fillTarget = MIN_FILL;

    private EngineMemory(Umem umem) {
        this.umem = umem;
        this.pool = new FramePool(umem.memory(), umem.frameSize());
    }

    /**
     * Maps the memory.
     *
     * @param frameCount frames; each port's queue holds some hundreds of them ready to receive into
     * @param frameSize 2048 or 4096 bytes, {@link FramePool#HEADROOM} of them headroom
     */
    public static EngineMemory create(int frameCount, int frameSize) {
        return new EngineMemory(Umem.create(frameCount, frameSize));
    }

    public Umem umem() {
        return umem;
    }

    public FramePool pool() {
        return pool;
    }

    /** Receive queues that hold frames come, or go (negative). */
    public void addRxQueues(int count) {
        int queues = Math.max(1, rxQueues.addAndGet(count));
        fillTarget = Math.clamp(pool.frameCount() / (2L * queues), MIN_FILL, MAX_FILL);
    }

    /** Frames that each receive queue should hold ready: half of all, shared out. */
    public int fillTarget() {
        return fillTarget;
    }

    /** Frames that filling leaves for others, unless a queue has fewer than it can work with. */
    public int reserve() {
        return pool.frameCount() / 8;
    }

    /** Unmaps; after the engine has stopped and all devices are closed. */
    @Override
    public void close() {
        umem.close();
    }
}
