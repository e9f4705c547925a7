package org.mirach.vswitch.ports.afpacket;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;
import org.mirach.xdp.Errno;
import org.mirach.xdp.PacketSocket;

/**
 * Sends through a packet socket. The kernel copies at once, so no frame is ever in flight behind a flush.
 *
 * <p><b>Threads:</b> the engine.
 */
final class PacketTx implements TxQueue {
    private final PacketSocket socket;
    private final FramePool pool;
    private final DeviceState state;
    private final long[] queued = new long[PacketSocket.BATCH];
    private int queuedCount;
    private int refused;
    private boolean down;

    PacketTx(PacketSocket socket, FramePool pool, DeviceState state) {
        this.socket = socket;
        this.pool = pool;
        this.state = state;
    }

    @Override
    public int send(long[] offset, int[] length, int count) {
        for (int i = 0; i < count; i++) {
            if (queuedCount == PacketSocket.BATCH) {
                push();
            }
            socket.add(pool.memory(), offset[i], length[i]);
            queued[queuedCount++] = offset[i];
        }
        return count;
    }

    private void push() {
        if (queuedCount > 0) {
            int sent = socket.flush();
            refused += queuedCount - sent;
            down = sent == 0 && Errno.isDown(socket.lastError());
            for (int i = 0; i < queuedCount; i++) {
                pool.release(queued[i]);
            }
            queuedCount = 0;
        }
    }

    @Override
    public int flush() {
        push();
        int count = refused;
        refused = 0;
        return count;
    }

    @Override
    public int inFlight() {
        return queuedCount;
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
