package org.mirach.vswitch.fastpath.port;

import java.util.List;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.PortCounters;
import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;

/**
 * A port as its engine sees it: the two queues, the counters, and the frames staged for sending.
 *
 * <p>Frames are staged here and handed to the {@link TxQueue} together, so that what is called once a packet is one
 * final class, and what has many kinds is called once a batch.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
@RunsOn(Role.ENGINE)
public final class EnginePort {
    /** Frames staged at most. */
    private static final int STAGE = 64;

    private final int portNo;
    private final RxQueue rx;
    private final TxQueue tx;
    private final PortCounters counters;
    private final FramePool pool;
    private final DropCounters drops;
    private final boolean partialChecksums;
    private final long[] offsets = new long[STAGE];
    private final int[] lengths = new int[STAGE];
    private int staged;
    private boolean dirty;
    private int maxFrameBytes;
    /** Null where all goes out as it comes. */
    private final PortQueues queues;
    /** For packets that ask for none; null where such go out as they come. */
    private final OutputQueue defaultQueue;

    /**
     * @param rx     null for a port that only sends
     * @param queues to sort what is sent into; empty for none
     */
    public EnginePort(
            int portNo,
            RxQueue rx,
            TxQueue tx,
            PortCounters counters,
            FramePool pool,
            DropCounters drops,
            List<QueueSpec> queues,
            long nowNs) {
        this.queues = queues.isEmpty() ? null : new PortQueues(queues, nowNs);
        this.defaultQueue = queues.isEmpty() ? null : this.queues.find(0);
        this.portNo = portNo;
        this.rx = rx;
        this.tx = tx;
        this.counters = counters;
        this.pool = pool;
        this.drops = drops;
        this.partialChecksums = rx != null && rx.partialChecksums();
        this.maxFrameBytes = tx.maxFrameBytes();
    }

    public int portNo() {
        return portNo;
    }

    /** File descriptors to sleep on. */
    public int[] fds() {
        return rx == null ? new int[0] : rx.fds();
    }

    public boolean partialChecksums() {
        return partialChecksums;
    }

    /** Whether a frame of this length may go out. The queue is asked again before one is refused: the MTU may have grown. */
    public boolean fits(int length) {
        if (length > maxFrameBytes) {
            maxFrameBytes = tx.maxFrameBytes();
        }
        return length <= maxFrameBytes;
    }

    /** Receives into an empty batch, and counts. */
    public int poll(PacketBatch batch) {
        if (rx == null) {
            return 0;
        }
        int count = rx.poll(batch, portNo);
        int lost = rx.takeDropped();
        if (lost != 0) {
            counters.addRxDropped(lost);
            drops.count(DropReason.RX_LOST, lost);
        }
        if (count > 0) {
            long bytes = 0;
            for (int i = 0; i < count; i++) {
                bytes += batch.length[i];
            }
            counters.addRx(count, bytes);
        }
        return count;
    }

    /** Stages one frame for sending; it is the port's from now on. */
    public void stage(long offset, int length) {
        if (defaultQueue == null) {
            stageNow(offset, length);
        } else {
            enqueue(defaultQueue, offset, length);
        }
    }

    private void stageNow(long offset, int length) {
        if (staged == STAGE) {
            push();
        }
        offsets[staged] = offset;
        lengths[staged] = length;
        staged++;
    }

    /** Stages one frame for a queue of this port; one that it has not, such as -1, is the default. */
    public void stage(long offset, int length, int queueId) {
        OutputQueue queue = queues == null ? null : queues.find(queueId);
        if (queue == null) {
            stage(offset, length);
        } else {
            enqueue(queue, offset, length);
        }
    }

    private void enqueue(OutputQueue queue, long offset, int length) {
        if (!queue.add(offset, length)) {
            pool.release(offset);
            counters.addTxDropped(1);
            drops.count(DropReason.OUTPUT_QUEUE_FULL);
        }
    }

    /** Counts a packet of this port that came in and went nowhere for a fault of ours. */
    public void countRxDropped() {
        counters.addRxDropped(1);
    }

    /** Counts a packet that could not be sent. */
    public void countTxDropped() {
        counters.addTxDropped(1);
    }

    /** Hands the staged frames to the queue and pushes them out; called once a turn. Returns whether there was work. */
    public boolean flush(long nowNs) {
        if (staged > 0) {
            push();
        }
        if (queues != null) {
            drain(nowNs);
        }
        if (!dirty && tx.inFlight() == 0) {
            return false;
        }
        boolean pushed = dirty;
        dirty = false;
        int refused = tx.flush();
        if (refused != 0) {
            counters.addTxErrors(refused);
            drops.count(DropReason.TX_ERROR, refused);
        }
        maxFrameBytes = tx.maxFrameBytes();
        return pushed;
    }

    private void drain(long nowNs) {
        if (queues.waiting() == 0) {
            return;
        }
        if (!tx.linkUp()) {
            int lost = queues.dropAll(pool);
            counters.addTxDropped(lost);
            drops.count(DropReason.OUTPUT_PORT_DOWN, lost);
            return;
        }
        int sent = queues.drain(tx, nowNs);
        if (sent > 0) {
            dirty = true;
            counters.addTx(sent, queues.sentBytes());
        }
    }

    /** Frames that wait in a queue here, or that the device has not given back yet: why not to sleep long. */
    public int inFlight() {
        return tx.inFlight() + (queues == null ? 0 : queues.waiting());
    }

    /** The port is on its way out: sends what is staged, and lets go of what waits. */
    public void close(long nowNs) {
        flush(nowNs);
        if (queues != null) {
            drops.count(DropReason.OUTPUT_PORT_GONE, queues.dropAll(pool));
        }
    }

    private void push() {
        int count = staged;
        staged = 0;
        dirty = true;
        int accepted = tx.send(offsets, lengths, count);
        long bytes = 0;
        for (int i = 0; i < accepted; i++) {
            bytes += lengths[i];
        }
        counters.addTx(accepted, bytes);
        if (accepted < count) {
            dropRest(accepted, count);
        }
    }

    private void dropRest(int from, int count) {
        for (int i = from; i < count; i++) {
            pool.release(offsets[i]);
        }
        counters.addTxDropped(count - from);
        drops.count(tx.linkUp() ? DropReason.TX_QUEUE_FULL : DropReason.OUTPUT_PORT_DOWN, count - from);
    }
}
