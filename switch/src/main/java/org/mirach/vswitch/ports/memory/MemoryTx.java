package org.mirach.vswitch.ports.memory;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.TxQueue;

/**
 * Packets that the engine sent: counted, and kept up to a bound.
 *
 * <p><b>Threads:</b> {@link #send} the engine; {@link #take} any. The deque is guarded by itself: a test port may lock.
 */
final class MemoryTx implements TxQueue {
    private static final int TAG_BYTES = 4;
    private static final int ETHERNET_BYTES = 14;

    private final FramePool pool;
    private final int captureLimit;
    private final int maxFrameBytes;
    private final ArrayDeque<byte[]> sent = new ArrayDeque<>();
    private volatile long sentPackets;
    private volatile boolean linkUp = true;

    MemoryTx(FramePool pool, int captureLimit, int mtuBytes) {
        this.pool = pool;
        this.captureLimit = captureLimit;
        this.maxFrameBytes = mtuBytes + ETHERNET_BYTES + TAG_BYTES;
    }

    List<byte[]> take() {
        synchronized (sent) {
            List<byte[]> result = new ArrayList<>(sent);
            sent.clear();
            return result;
        }
    }

    long sentPackets() {
        return sentPackets;
    }

    void setLinkUp(boolean up) {
        linkUp = up;
    }

    @Override
    public int send(long[] offset, int[] length, int count) {
        if (!linkUp) {
            return 0;
        }
        if (captureLimit > 0) {
            capture(offset, length, count);
        }
        for (int i = 0; i < count; i++) {
            pool.release(offset[i]);
        }
        sentPackets = sentPackets + count;
        return count;
    }

    private void capture(long[] offset, int[] length, int count) {
        synchronized (sent) {
            for (int i = 0; i < count; i++) {
                if (sent.size() == captureLimit) {
                    sent.removeFirst();
                }
                sent.add(pool.memory().asSlice(offset[i], length[i]).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public int inFlight() {
        return 0;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }
}
