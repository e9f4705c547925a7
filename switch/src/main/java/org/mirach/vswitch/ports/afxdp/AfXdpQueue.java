package org.mirach.vswitch.ports.afxdp;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.ports.EngineMemory;
import org.mirach.xdp.CompletionRing;
import org.mirach.xdp.Errno;
import org.mirach.xdp.FillRing;
import org.mirach.xdp.RxRing;
import org.mirach.xdp.TxRing;
import org.mirach.xdp.XdpSocket;

/**
 * One AF_XDP socket between its rings and the engine's frame pool.
 *
 * <p><i>Why this way.</i> A received frame goes into another socket's TX ring as it is: they share the UMEM. Each send
 * call costs microseconds in copy mode, so there is one per batch, and frames come back through the completion ring
 * whenever there is work anyway.
 *
 * <p><i>Invariant.</i> {@code held} has the frames in the fill, RX, TX and completion rings and on their way between
 * them.
 *
 * <p><b>Threads:</b> the engine; {@link #giveBack} after it has let go.
 */
final class AfXdpQueue {
    private static final int REFILL = 32;
    private static final int MAX_KICKS = 8;

    private final XdpSocket socket;
    private final EngineMemory memory;
    private final FramePool pool;
    private final RxRing rx;
    private final FillRing fill;
    private final TxRing tx;
    private final CompletionRing completion;
    private final FrameSet held;
    private int toReceive;
    private int toComplete;
    private volatile boolean down;
    private int strayFrames;

    AfXdpQueue(XdpSocket socket, EngineMemory memory) {
        this.socket = socket;
        this.memory = memory;
        this.pool = memory.pool();
        this.rx = socket.rx();
        this.fill = socket.fill();
        this.tx = socket.tx();
        this.completion = socket.completion();
        this.held = new FrameSet(pool.frameCount(), pool.frameSize());
    }

    int fd() {
        return socket.fd();
    }

    /** Receives what fits into the batch, and tops up the fill ring. */
    int poll(PacketBatch batch, int portNo) {
        int count = rx.peek(batch.room());
        for (int i = 0; i < count; i++) {
            long offset = rx.address(i);
            held.remove(offset);
            batch.add(offset, rx.length(i), portNo);
        }
        if (count > 0) {
            rx.release(count);
            toReceive -= count;
        }
        int missing = Math.min(memory.fillTarget(), fill.size()) - toReceive;
        if (missing >= REFILL) {
            refill(missing);
        }
        return count;
    }

    private void refill(int missing) {
        int spare = toReceive < REFILL ? pool.freeCount() : pool.freeCount() - memory.reserve();
        int count = fill.reserve(Math.min(missing, Math.max(0, spare)));
        int put = 0;
        while (put < count) {
            long frame = pool.allocate();
            if (frame < 0) {
                break;
            }
            fill.put(frame);
            held.add(frame);
            put++;
        }
        if (put > 0) {
            fill.submit();
            toReceive += put;
        }
    }

    /** Puts frames into the TX ring; returns how many fitted. */
    int send(long[] offset, int[] length, int count) {
        if (down && !revive()) {
            return 0;
        }
        int room = room(count);
        if (room < count) {
            push();
            room = room(count);
        }
        for (int i = 0; i < room; i++) {
            tx.put(offset[i], length[i]);
            held.add(offset[i]);
        }
        tx.submit();
        toComplete += room;
        return room;
    }

    /** The kernel sends nothing while the completion ring has no room for it: never more in flight than that. */
    private int room(int count) {
        int room = Math.min(count, completionRoom());
        return tx.reserve(room);
    }

    private int completionRoom() {
        return tx.size() - toComplete;
    }

    /** One try to send again after the device was down. */
    private boolean revive() {
        if (!Errno.isDown(socket.kickTx())) {
            down = false;
        }
        return !down;
    }

    /**
     * Makes the kernel send what is in the TX ring, and takes back what it has sent; returns frames that it dropped.
     */
    int push() {
        int refused = 0;
        if (!down) {
            int pending = tx.pending();
            for (int kick = 0; pending > 0 && kick < MAX_KICKS; kick++) {
                int code = socket.kickTx();
                if (code == -Errno.EBUSY) {
                    refused++; // the device dropped one frame, and the call ended there
                } else if (Errno.isDown(code)) {
                    down = true;
                    break;
                }
                int left = tx.pending();
                if (left == pending) {
                    break; // the device takes nothing now: next turn
                }
                pending = left;
            }
        }
        reclaim();
        return refused;
    }

    private void reclaim() {
        int count = completion.peek(toComplete);
        for (int i = 0; i < count; i++) {
            long offset = completion.address(i);
            if (held.remove(offset)) {
                pool.release(offset);
            } else {
                strayFrames++;
            }
        }
        if (count > 0) {
            completion.release(count);
            toComplete -= count;
        }
    }

    /** Frames in the TX ring and behind it; none counts while the device is down, for nothing will move. */
    int inFlight() {
        return down ? 0 : toComplete;
    }

    boolean down() {
        return down;
    }

    /** Frames that the rings hold. */
    int heldFrames() {
        return held.count();
    }

    /** Completions for frames that were not ours to complete; 0 unless there is a bug. */
    int strayFrames() {
        return strayFrames;
    }

    /** The socket must be closed by now: the kernel writes into no frame any more. */
    void giveBack() {
        pool.giveBack(held.drain());
    }
}
