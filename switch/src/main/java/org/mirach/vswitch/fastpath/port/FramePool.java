package org.mirach.vswitch.fastpath.port;

import java.lang.foreign.MemorySegment;

/**
 * The engine's frames: one memory (the UMEM that all AF_XDP sockets of the engine share), cut into frames of equal size,
 * and a stack of the free ones.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Invariant:</b> each frame is free here, in a ring of the kernel, or in the engine's hands; {@link #frameCount()}
 * is the sum.
 */
public final class FramePool {
    /** Bytes kept free in front of a received or allocated packet, for headers that actions push. */
    public static final int HEADROOM = 256;

    private final MemorySegment memory;
    private final int frameSize;
    private final long[] free;
    private int freeCount;

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

    public int freeCount() {
        return freeCount;
    }

    /** Longest packet that fits behind the headroom. */
    public int maxPacketBytes() {
        return frameSize - HEADROOM;
    }

    /** Offset of a free frame's first byte (its headroom starts here), or -1 where there is none. */
    public long allocate() {
        return freeCount == 0 ? -1 : free[--freeCount];
    }

    /** Takes back the frame that contains {@code offset}. */
    public void release(long offset) {
        free[freeCount++] = offset & -(long) frameSize;
    }
}
