package org.mirach.vswitch.fastpath.port;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * The engine's frames: one memory (the UMEM that all AF_XDP sockets of the engine share), cut into frames of equal
 * size, and a stack of the free ones.
 *
 * <p><b>Threads:</b> the engine thread only; {@link #giveBack} any.
 *
 * <p><b>Invariant:</b> each frame is free here, given back, in a ring of the kernel, or in the engine's hands; {@link
 * #frameCount()} is the sum.
 */
@RunsOn(Role.ENGINE)
public final class FramePool {
    /** Bytes kept free in front of a received or allocated packet, for headers that actions push. */
    public static final int HEADROOM = 256;

    private final MemorySegment memory;
    private final int frameSize;
    private final long[] free;
    private int freeCount;
    private final ConcurrentLinkedQueue<long[]> givenBack = new ConcurrentLinkedQueue<>();
    private final AtomicInteger givenBackCount = new AtomicInteger();

    /** @param frameSize bytes, a power of two */
    public FramePool(MemorySegment memory, int frameSize) {
        if (Integer.bitCount(frameSize) != 1) {
            throw new IllegalArgumentException("frame size must be a power of two: " + frameSize);
        }
        this.memory = memory;
        this.frameSize = frameSize;
        int count = Math.toIntExact(memory.byteSize() / frameSize);
        free = new long[count];
        for (int i = 0; i < count; i++) {
            free[i] = (long) (count - 1 - i) * frameSize;
        }
        freeCount = count;
    }

    public MemorySegment memory() {
        return memory;
    }

    public int frameSize() {
        return frameSize;
    }

    public int frameCount() {
        return free.length;
    }

    /** Free frames, those given back included. Exact while the engine stands still. */
    public int freeCount() {
        return freeCount + givenBackCount.get();
    }

    /** Longest packet that fits behind the headroom. */
    public int maxPacketBytes() {
        return frameSize - HEADROOM;
    }

    /** Offset of a free frame's first byte (its headroom starts here), or -1 where there is none. */
    public long allocate() {
        if (freeCount == 0 && !collect()) {
            return -1;
        }
        return free[--freeCount];
    }

    /** Takes back the frame that contains {@code offset}. */
    public void release(long offset) {
        free[freeCount++] = offset & -(long) frameSize;
    }

    /**
     * Takes back the frames of a closed device: those that its rings held. Any thread; the array is the pool's then.
     */
    @RunsOn(Role.ANY)
    public void giveBack(long[] offsets) {
        givenBackCount.addAndGet(offsets.length);
        givenBack.add(offsets);
    }

    private boolean collect() {
        long[] offsets = givenBack.poll();
        if (offsets == null) {
            return false;
        }
        for (long offset : offsets) {
            release(offset);
        }
        givenBackCount.addAndGet(-offsets.length);
        return freeCount > 0 || collect();
    }
}
