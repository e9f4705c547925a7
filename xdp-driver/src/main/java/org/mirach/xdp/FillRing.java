package org.mirach.xdp;

import java.lang.foreign.MemorySegment;

/**
 * Fill ring of one AF_XDP socket: empty frames for the kernel to receive into. {@link #reserve}, {@link #put} at most
 * so many, {@link #submit}.
 *
 * <p><b>Threads:</b> one engine thread produces; the kernel consumes.
 *
 * <p><b>Ownership:</b> a frame is the kernel's from {@link #submit} until {@link RxRing} shows it.
 *
 * <p><b>Invariant:</b> {@code next - cachedConsumer} is in {@code [0, size]}, modulo 2^32.
 */
public final class FillRing {
    private final MemorySegment memory;
    private final long producerOffset;
    private final long consumerOffset;
    private final long flagsOffset;
    private final long descOffset;
    private final int mask;
    private final int size;
    private int next;
    private int cachedConsumer;

    FillRing(Ring ring) {
        this.memory = ring.memory();
        this.producerOffset = ring.producer();
        this.consumerOffset = ring.consumer();
        this.flagsOffset = ring.flags();
        this.descOffset = ring.desc();
        this.mask = ring.size() - 1;
        this.size = ring.size();
        this.next = (int) Ring.INT.getAcquire(memory, producerOffset);
        this.cachedConsumer = (int) Ring.INT.getAcquire(memory, consumerOffset);
    }

    /** Free entries, at most {@code max}; so many {@link #put}s may follow. */
    public int reserve(int max) {
        int free = size - (next - cachedConsumer);
        if (free < max) {
            // Pairs with the kernel's store-release in __xskq_cons_release: it has read those entries.
            cachedConsumer = (int) Ring.INT.getAcquire(memory, consumerOffset);
            free = size - (next - cachedConsumer);
        }
        return Math.min(free, max);
    }

    /** Adds one frame by its offset in the UMEM; unseen by the kernel until {@link #submit}. */
    public void put(long address) {
        Ring.LONG.set(memory, descOffset + ((long) (next & mask) << 3), address);
        next++;
    }

    /** Shows all frames put so far to the kernel. */
    public void submit() {
        // Pairs with the kernel's load-acquire in __xskq_cons_peek: entries below the index are written.
        Ring.INT.setRelease(memory, producerOffset, next);
    }

    /** Entries in the ring. */
    public int size() {
        return size;
    }

    /** The kernel sleeps until {@link XdpSocket#kickRx}. */
    public boolean needsWakeup() {
        return Ring.needsWakeup(memory, flagsOffset);
    }
}
