package org.mirach.vswitch.ports.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.xdp.EventFd;

/**
 * Injected packets on their way into the engine.
 *
 * <p><b>Threads:</b> {@link #inject} any; {@link #poll} the engine. A packet is added before the signal, and the signal
 * cleared before packets are taken: no packet waits without one.
 */
final class MemoryRx implements RxQueue {
    private final FramePool pool;
    private final boolean partialChecksums;
    private final MpscAtomicArrayQueue<byte[]> queue;
    private final EventFd event = EventFd.open();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile boolean linkUp = true;
    private boolean closed;
    private int dropped;

    MemoryRx(FramePool pool, int capacity, boolean partialChecksums) {
        this.pool = pool;
        this.partialChecksums = partialChecksums;
        this.queue = new MpscAtomicArrayQueue<>(capacity);
    }

    synchronized boolean inject(byte[] packet) {
        if (closed || !linkUp || !queue.offer(packet)) {
            return false;
        }
        if (signalled.compareAndSet(false, true)) {
            event.signal();
        }
        return true;
    }

    int waiting() {
        return queue.size();
    }

    void setLinkUp(boolean up) {
        linkUp = up;
    }

    @Override
    public int poll(PacketBatch batch, int portNo) {
        if (signalled.get()) {
            signalled.set(false);
            event.drain();
        }
        int count = 0;
        int room = batch.room();
        while (count < room) {
            byte[] packet = queue.poll();
            if (packet == null) {
                break;
            }
            long frame = packet.length > pool.maxPacketBytes() ? -1 : pool.allocate();
            if (frame < 0) {
                dropped++;
                continue;
            }
            long offset = frame + FramePool.HEADROOM;
            MemorySegment.copy(packet, 0, pool.memory(), ValueLayout.JAVA_BYTE, offset, packet.length);
            batch.add(offset, packet.length, portNo);
            count++;
        }
        return count;
    }

    @Override
    public int[] fds() {
        return new int[] {event.fd()};
    }

    @Override
    public boolean partialChecksums() {
        return partialChecksums;
    }

    @Override
    public int takeDropped() {
        int count = dropped;
        dropped = 0;
        return count;
    }

    /** After the engine has let go. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            event.close();
        }
    }
}
