package org.mirach.xdp;

import java.lang.foreign.MemorySegment;

/**
 * Completion ring of one AF_XDP socket: frames whose transmission is over, sent or not. {@link #peek}, take the
 * addresses {@code 0..n-1}, {@link #release}.
 *
 * <p><b>Threads:</b> the kernel produces; one engine thread consumes.
 *
 * <p><b>Ownership:</b> a frame between {@link TxRing#submit} and here is the kernel's.
 *
 * <p><b>Invariant:</b> {@code cachedProducer - consumer} is in {@code [0, size]}, modulo 2^32.
 */
public final class CompletionRing {
    private final MemorySegment memory;
    private final long producerOffset;
    private final long consumerOffset;
    private final long descOffset;
    private final int mask;
    private int cachedProducer;
    private int consumer;

    CompletionRing(Ring ring) {
        this.memory = ring.memory();
        this.producerOffset = ring.producer();
        this.consumerOffset = ring.consumer();
        this.descOffset = ring.desc();
        this.mask = ring.size() - 1;
        this.consumer = (int) Ring.INT.getAcquire(memory, consumerOffset);
        this.cachedProducer = consumer;
    }

    /** Completed frames waiting, at most {@code max}. */
    public int peek(int max) {
        int ready = cachedProducer - consumer;
        if (ready < max) {
            // Pairs with the kernel's store-release in xskq_prod_submit_n.
            cachedProducer = (int) Ring.INT.getAcquire(memory, producerOffset);
            ready = cachedProducer - consumer;
        }
        return Math.min(ready, max);
    }

    /** The offset that was put into the TX ring, not rounded to the frame. */
    public long address(int i) {
        return (long) Ring.LONG.get(memory, descOffset + ((long) (consumer + i & mask) << 3));
    }

    /** Gives the first {@code n} peeked entries back to the kernel. */
    public void release(int n) {
        consumer += n;
        // Pairs with the kernel's load-acquire of the consumer index when it reserves room.
        Ring.INT.setRelease(memory, consumerOffset, consumer);
    }

    /** All entries ever released, modulo 2^32. */
    int consumed() {
        return consumer;
    }
}
