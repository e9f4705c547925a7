package org.mirach.vswitch.ports.afxdp;

import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.RxQueue;

/**
 * The receive side of a device: its sockets in turn, so that a busy queue does not starve the others.
 *
 * <p><b>Threads:</b> the engine.
 */
final class AfXdpRx implements RxQueue {
    private final AfXdpQueue[] queues;
    private final boolean partialChecksums;
    private int first;

    AfXdpRx(AfXdpQueue[] queues, boolean partialChecksums) {
        this.queues = queues;
        this.partialChecksums = partialChecksums;
    }

    @Override
    public int poll(PacketBatch batch, int portNo) {
        if (queues.length == 1) {
            return queues[0].poll(batch, portNo);
        }
        int count = 0;
        int queue = first;
        first = first + 1 == queues.length ? 0 : first + 1;
        for (int i = 0; i < queues.length && batch.room() > 0; i++) {
            count += queues[queue].poll(batch, portNo);
            queue = queue + 1 == queues.length ? 0 : queue + 1;
        }
        return count;
    }

    @Override
    public int[] fds() {
        int[] fds = new int[queues.length];
        for (int i = 0; i < fds.length; i++) {
            fds[i] = queues[i].fd();
        }
        return fds;
    }

    @Override
    public boolean partialChecksums() {
        return partialChecksums;
    }

    /** The kernel counts them, on the socket: {@code XdpSocket.statistics}. */
    @Override
    public int takeDropped() {
        return 0;
    }
}
