package org.mirach.vswitch.fastpath.port;

import java.util.List;
import org.mirach.vswitch.flow.QueueSpec;

/**
 * The output queues of a port, and who of them sends next: first those below their guaranteed rate, then all that are
 * below their limit, a frame each in turn.
 *
 * <p><b>Threads:</b> the engine thread only. Allocates nothing.
 */
final class PortQueues {
    private static final int BATCH = 64;

    private final OutputQueue[] queues;
    private final long[] offsets = new long[BATCH];
    private final int[] lengths = new int[BATCH];
    private final OutputQueue[] origins = new OutputQueue[BATCH];
    private int gathered;
    private int turn;
    private long sentBytes;

    PortQueues(List<QueueSpec> specs, long nowNs) {
        queues = new OutputQueue[specs.size()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new OutputQueue(specs.get(i), nowNs);
        }
    }

    /** The queue of this number, or null. */
    OutputQueue find(int queueId) {
        for (OutputQueue queue : queues) {
            if (queue.queueId() == queueId) {
                return queue;
            }
        }
        return null;
    }

    /** Frames that wait. */
    int waiting() {
        int sum = 0;
        for (OutputQueue queue : queues) {
            sum += queue.count();
        }
        return sum;
    }

    /**
     * Hands over what may go now, as far as the device takes it.
     *
     * @return frames handed over; their bytes are {@link #sentBytes}
     */
    int drain(TxQueue tx, long nowNs) {
        for (OutputQueue queue : queues) {
            queue.fill(nowNs);
        }
        sentBytes = 0;
        int sent = 0;
        int accepted;
        do {
            gather();
            accepted = gathered == 0 ? 0 : tx.send(offsets, lengths, gathered);
            count(accepted);
            putBackFrom(accepted);
            sent += accepted;
        } while (accepted == BATCH);
        return sent;
    }

    long sentBytes() {
        return sentBytes;
    }

    private void gather() {
        gathered = 0;
        for (OutputQueue queue : queues) {
            while (gathered < BATCH && queue.isGuaranteed()) {
                gather(queue);
            }
        }
        int idle = 0;
        while (gathered < BATCH && idle < queues.length) {
            turn = turn + 1 < queues.length ? turn + 1 : 0;
            if (queues[turn].mayGo()) {
                gather(queues[turn]);
                idle = 0;
            } else {
                idle++;
            }
        }
    }

    private void gather(OutputQueue queue) {
        offsets[gathered] = queue.firstOffset();
        lengths[gathered] = queue.firstLength();
        origins[gathered] = queue;
        gathered++;
        queue.take();
    }

    private void count(int accepted) {
        for (int i = 0; i < accepted; i++) {
            origins[i].counters().addTx(1, lengths[i]);
            sentBytes += lengths[i];
        }
    }

    private void putBackFrom(int first) {
        for (int i = gathered - 1; i >= first; i--) {
            origins[i].putBack(offsets[i], lengths[i]);
        }
    }

    /** Lets all frames go that wait; returns how many. */
    int dropAll(FramePool pool) {
        int dropped = 0;
        for (OutputQueue queue : queues) {
            queue.counters().addErrors(queue.count());
            dropped += queue.count();
            while (queue.count() > 0) {
                pool.release(queue.firstOffset());
                queue.take();
            }
        }
        return dropped;
    }
}
