package org.mirach.vswitch.ports.afxdp;

import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;

/**
 * The transmit side of a device: its first socket, so that no flow is reordered.
 *
 * <p><b>Threads:</b> the engine.
 */
final class AfXdpTx implements TxQueue {
    private final AfXdpQueue queue;
    private final DeviceState state;

    AfXdpTx(AfXdpQueue queue, DeviceState state) {
        this.queue = queue;
        this.state = state;
    }

    @Override
    public int send(long[] offset, int[] length, int count) {
        return queue.send(offset, length, count);
    }

    @Override
    public int flush() {
        return queue.push();
    }

    @Override
    public int inFlight() {
        return queue.inFlight();
    }

    @Override
    public boolean linkUp() {
        return !queue.down();
    }

    @Override
    public int maxFrameBytes() {
        return state.maxFrameBytes();
    }
}
