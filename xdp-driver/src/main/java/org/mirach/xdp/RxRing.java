package org.mirach.xdp;

import java.lang.foreign.MemorySegment;

/**
 * Receive ring of one AF_XDP socket: {@link #peek}, look at entries {@code 0..n-1}, {@link #release}.
 *
 * <p><b>Threads:</b> the kernel produces; one engine thread consumes.
 *
 * <p><b>Ownership:</b> the frames of peeked entries are the caller's from then on; {@link #release} gives back the ring
 * entries only, so read address, length and options before it.
 *
 * <p><b>Invariant:</b> {@code cachedProducer - consumer} is in {@code [0, size]}, modulo 2^32.
 */
public final class RxRing {
    private final MemorySegment memory;
    private final long producerOffset;
    private final long consumerOffset;
    private final long descOffset;
    private final int mask;
    private int cachedProducer;
    private int consumer;

    RxRing(Ring ring) {
        this.memory = ring.memory();
        this.producerOffset = ring.producer();
        this.consumerOffset = ring.consumer();
        this.descOffset = ring.desc();
        this.mask = ring.size() - 1;
        this.consumer = (int) Ring.INT.getAcquire(memory, consumerOffset);
        this.cachedProducer = consumer;
    }

    /** Entries ready, at most {@code max}; 0 when none. */
    public int peek(int max) {
        int ready = cachedProducer - consumer;
        if (ready < max) {
            // Pairs with the kernel's store-release in xskq_prod_submit: entries below the index are written.
            cachedProducer = (int) Ring.INT.getAcquire(memory, producerOffset);
            ready = cachedProducer - consumer;
        }
        return Math.min(ready, max);
    }

    /** Offset in the UMEM of the frame's first byte. */
    public long address(int i) {
        return (long) Ring.LONG.get(memory, entry(i));
    }

    /** Bytes of the frame. */
    public int length(int i) {
        return (int) Ring.INT.get(memory, entry(i) + 8);
    }

    /** XDP_PKT_CONTD and the like; 0 for a frame in one piece. */
    public int options(int i) {
        return (int) Ring.INT.get(memory, entry(i) + 12);
    }

    /** Gives the first {@code n} peeked entries back to the kernel. */
    public void release(int n) {
        consumer += n;
        // Pairs with the kernel's load-acquire in xskq_prod_nb_free: our reads of the entries are done.
        Ring.INT.setRelease(memory, consumerOffset, consumer);
    }

    private long entry(int i) {
        return descOffset + ((long) (consumer + i & mask) << 4);
    }
}
