package org.mirach.vswitch.ports.afpacket;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Crc32c;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.xdp.PacketSocket;

/**
 * Receives from a packet socket into the engine's frames: completes checksums that the sender left to offload, and cuts
 * superpackets. What does not fit into a batch stays for the next.
 *
 * <p><b>Threads:</b> the engine.
 */
final class PacketRx implements RxQueue {
    private static final int UDP_CHECK_OFFSET = 6;
    /** After an empty read this many polls skip the system call. */
    private static final int SKIP_WHEN_EMPTY = 8;

    private final PacketSocket socket;
    private final FramePool pool;
    private final Segmenter segmenter = new Segmenter();
    private int slots;
    private int slot;
    private int skip;
    private int dropped;

    PacketRx(PacketSocket socket, FramePool pool) {
        this.socket = socket;
        this.pool = pool;
    }

    @Override
    public int poll(PacketBatch batch, int portNo) {
        int before = batch.count();
        cut(batch, portNo);
        while (batch.room() > 0) {
            if (slot == slots && !receive()) {
                break;
            }
            take(slot++, batch, portNo);
        }
        return batch.count() - before;
    }

    private boolean receive() {
        if (skip > 0) {
            skip--;
            return false;
        }
        slot = 0;
        slots = Math.max(0, socket.receive(PacketSocket.BATCH));
        if (slots == 0) {
            skip = SKIP_WHEN_EMPTY;
        }
        return slots > 0;
    }

    private void take(int i, PacketBatch batch, int portNo) {
        MemorySegment memory = socket.memory();
        long offset = socket.address(i);
        int length = socket.length(i);
        if (socket.gsoType(i) != 0) {
            if (segmenter.begin(memory, offset, length, socket.gsoSize(i))) {
                cut(batch, portNo);
            } else {
                dropped++;
            }
            return;
        }
        long frame = length > pool.maxPacketBytes() ? -1 : pool.allocate();
        if (frame < 0) {
            dropped++;
            return;
        }
        long target = frame + FramePool.HEADROOM;
        MemorySegment.copy(memory, offset, pool.memory(), target, length);
        if (socket.needsChecksum(i)) {
            complete(target, length, socket.csumStart(i), socket.csumOffset(i));
        }
        batch.add(target, length, portNo);
    }

    /** The field holds the pseudo-header's sum, so that the sum of all from {@code from} on is the whole sum. */
    private void complete(long packet, int length, int from, int fieldOffset) {
        if (from + fieldOffset + (fieldOffset == Crc32c.FIELD ? 4 : 2) > length) {
            return;
        }
        if (fieldOffset == Crc32c.FIELD) {
            put32(pool.memory(), packet + from + fieldOffset, Crc32c.sctp(pool.memory(), packet + from, length - from));
            return;
        }
        int check = ~Checksum.fold(Checksum.sum(pool.memory(), packet + from, length - from)) & 0xffff;
        put16(
                pool.memory(),
                packet + from + fieldOffset,
                check == 0 && fieldOffset == UDP_CHECK_OFFSET ? 0xffff : check);
    }

    private void cut(PacketBatch batch, int portNo) {
        while (segmenter.hasNext() && batch.room() > 0) {
            long frame = segmenter.nextBytes() > pool.maxPacketBytes() ? -1 : pool.allocate();
            if (frame < 0) {
                dropped++;
                segmenter.skip();
                continue;
            }
            long target = frame + FramePool.HEADROOM;
            batch.add(target, segmenter.next(pool.memory(), target), portNo);
        }
    }

    @Override
    public int[] fds() {
        return new int[] {socket.fd()};
    }

    /** They are completed here already: this socket tells which. */
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
