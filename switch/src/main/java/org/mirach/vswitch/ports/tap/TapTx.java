package org.mirach.vswitch.ports.tap;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;
import org.mirach.xdp.Errno;
import org.mirach.xdp.TapDevice;

/**
 * Writes to a tap what the host is to receive, at once.
 *
 * <p><b>Threads:</b> the engine.
 */
final class TapTx implements TxQueue {
    private final TapDevice tap;
    private final FramePool pool;
    private final DeviceState state;
    private int refused;
    private boolean down;

    TapTx(TapDevice tap, FramePool pool, DeviceState state) {
        this.tap = tap;
        this.pool = pool;
        this.state = state;
    }

    @Override
    public int send(long[] offset, int[] length, int count) {
        int accepted = 0;
        while (accepted < count) {
            int code = tap.write(pool.memory(), offset[accepted], length[accepted]);
            down = code == -Errno.EIO;
            if (down || code == -Errno.EAGAIN) {
                return accepted;
            }
            if (code < 0) {
                refused++;
            }
            pool.release(offset[accepted]);
            accepted++;
        }
        return accepted;
    }

    @Override
    public int flush() {
        int count = refused;
        refused = 0;
        return count;
    }

    @Override
    public int inFlight() {
        return 0;
    }

    @Override
    public boolean linkUp() {
        return !down;
    }

    @Override
    public int maxFrameBytes() {
        return state.maxFrameBytes();
    }
}
