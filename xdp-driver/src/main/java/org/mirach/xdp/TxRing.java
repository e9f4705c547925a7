package org.mirach.xdp;

import java.lang.foreign.MemorySegment;

/**
 * Transmit ring of one AF_XDP socket. {@link #reserve}, {@link #put} at most so many, {@link #submit}, then
 * {@link XdpSocket#kickTx}.
 *
 * <p><b>Threads:</b> one engine thread produces; the kernel consumes, in copy mode within {@code kickTx} only.
 *
 * <p><b>Ownership:</b> a frame is the kernel's from {@link #submit} until {@link CompletionRing} shows it. Keep at most
 * as many frames in flight as the completion ring has entries: the kernel sends nothing while that is full.
 *
 * <p><b>Invariant:</b> {@code next - cachedConsumer} is in {@code [0, size]}, modulo 2^32.
 */
public final class TxRing {
    private final MemorySegment memory;
    private final long producerOffset;
    private final long consumerOffset;
    private final long flagsOffset;
    private final long descOffset;
    private final int mask;
    private final int size;
    private int next;
    private int submitted;
    private int cachedConsumer;

    TxRing(Ring ring) {
        this.memory = ring.memory();
        this.producerOffset = ring.producer();
        this.consumerOffset = ring.consumer();
        this.flagsOffset = ring.flags();
        this.descOffset = ring.desc();
        this.mask = ring.size() - 1;
        this.size = ring.size();
        this.next = (int) Ring.INT.getAcquire(memory, producerOffset);
        this.submitted = next;
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

    /** Adds one frame: offset of its first byte in the UMEM, and bytes; unseen by the kernel until {@link #submit}. */
    public void put(long address, int length) {
        long entry = descOffset + ((long) (next & mask) << 4);
        Ring.LONG.set(memory, entry, address);
        Ring.LONG.set(memory, entry + 8, (long) length); // len and options (0) in one store; little-endian
        next++;
    }

    /** Shows all frames put so far to the kernel. */
    public void submit() {
        submitted = next;
        // Pairs with the kernel's load-acquire in __xskq_cons_peek: entries below the index are written.
        Ring.INT.setRelease(memory, producerOffset, next);
    }

    /** Submitted entries that the kernel has not taken yet; not 0 after a kick means: kick again. */
    public int pending() {
        cachedConsumer = (int) Ring.INT.getAcquire(memory, consumerOffset); // pairs as in reserve
        return submitted - cachedConsumer;
    }

    /** Entries in the ring. */
    public int size() {
        return size;
    }

    /** The kernel wants {@link XdpSocket#kickTx}; always so in copy mode. */
    public boolean needsWakeup() {
        return Ring.needsWakeup(memory, flagsOffset);
    }

    /** All entries ever submitted, modulo 2^32. */
    int produced() {
        return submitted;
    }
}
