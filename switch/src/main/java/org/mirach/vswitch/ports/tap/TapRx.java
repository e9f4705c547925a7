package org.mirach.vswitch.ports.tap;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.xdp.TapDevice;

/**
 * Reads what the host sends out of a tap. One system call a packet: a tap is not where the speed is.
 *
 * <p><b>Threads:</b> the engine.
 */
final class TapRx implements RxQueue {
    /** After an empty read this many polls skip the system call. */
    private static final int SKIP_WHEN_EMPTY = 8;

    private final TapDevice tap;
    private final FramePool pool;
    private int skip;
    private int dropped;

    TapRx(TapDevice tap, FramePool pool) {
        this.tap = tap;
        this.pool = pool;
    }

    @Override
    public int poll(PacketBatch batch, int portNo) {
        if (skip > 0) {
            skip--;
            return 0;
        }
        int count = 0;
        while (batch.room() > 0) {
            long frame = pool.allocate();
            if (frame < 0) {
                break;
            }
            long offset = frame + FramePool.HEADROOM;
            int length = tap.read(pool.memory(), offset, pool.maxPacketBytes());
            if (length <= 0) {
                pool.release(frame);
                break;
            }
            if (length == pool.maxPacketBytes()) {
                pool.release(frame); // as long as the frame: it may have been cut
                dropped++;
                continue;
            }
            batch.add(offset, length, portNo);
            count++;
        }
        skip = count == 0 ? SKIP_WHEN_EMPTY : 0;
        return count;
    }

    @Override
    public int[] fds() {
        return new int[] {tap.fd()};
    }

    /** No offload is announced to the kernel, so it leaves none to us. */
    @Override
    public boolean partialChecksums() {
        return false;
    }

    @Override
    public int takeDropped() {
        int count = dropped;
        dropped = 0;
        return count;
    }
}
