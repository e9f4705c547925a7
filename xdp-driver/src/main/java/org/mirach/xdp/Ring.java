package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Where a ring's parts lie in its mapping, and the ordered accesses to them. Immutable.
 *
 * <p>Rings are single producer, single consumer. Indexes are free-running unsigned 32-bit counters; a slot is {@code
 * index & mask}. The kernel's side is {@code net/xdp/xsk_queue.h}: it publishes with a store-release and reads ours
 * with a load-acquire.
 *
 * @param memory the mapping
 * @param producer offset of the producer index
 * @param consumer offset of the consumer index
 * @param flags offset of the flags word
 * @param desc offset of the first entry
 * @param size entries, a power of two
 */
record Ring(MemorySegment memory, long producer, long consumer, long flags, long desc, int size) {
    static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();
    static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();

    /** Needs-wakeup bit of the flags word. A plain hint: a stale answer costs one late or one needless system call. */
    static boolean needsWakeup(MemorySegment memory, long flags) {
        return ((int) INT.getOpaque(memory, flags) & 1) != 0;
    }
}
