package org.mirach.vswitch.fastpath.port;

import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.QueueCounters;

/**
 * Frames of one output queue that wait for their time: first in, first out, a bounded number.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Ownership:</b> a frame is the queue's from {@link #add} to {@link #take}.
 */
final class OutputQueue {
    /** Frames that wait at most; a power of two. */
    static final int CAPACITY = 256;
    /** A hundredth of a second: longer than the engine ever sleeps while frames wait. */
    private static final int BURSTS_PER_SECOND = 100;

    /** Two of the longest frames: a frame that is longer than a burst would never go. */
    private static final int SMALLEST_BURST_BITS = 2 * 4096 * 8;

    private final QueueCounters counters;
    private final int queueId;
    /** Null where there is no such rate. */
    private final TokenBucket guaranteed;

    private final TokenBucket limit;
    private final long[] offsets = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private int head;
    private int count;

    OutputQueue(QueueSpec spec, long nowNs) {
        counters = spec.counters();
        queueId = spec.queueId();
        guaranteed = bucket(spec.minRateBps(), nowNs);
        limit = bucket(spec.maxRateBps(), nowNs);
    }

    private static TokenBucket bucket(long rateBps, long nowNs) {
        return rateBps == 0
                ? null
                : new TokenBucket(rateBps, Math.max(rateBps / BURSTS_PER_SECOND, SMALLEST_BURST_BITS), nowNs);
    }

    int queueId() {
        return queueId;
    }

    int count() {
        return count;
    }

    QueueCounters counters() {
        return counters;
    }

    /** False where it is full. */
    boolean add(long offset, int length) {
        if (count == CAPACITY) {
            counters.addErrors(1);
            return false;
        }
        int at = head + count++ & CAPACITY - 1;
        offsets[at] = offset;
        lengths[at] = length;
        return true;
    }

    void fill(long nowNs) {
        if (guaranteed != null) {
            guaranteed.fill(nowNs);
        }
        if (limit != null) {
            limit.fill(nowNs);
        }
    }

    /** Whether its first frame is within the rate that it has before all others. */
    boolean isGuaranteed() {
        return count > 0 && guaranteed != null && guaranteed.has(lengths[head]) && mayGo();
    }

    /** Whether its first frame is within its limit. */
    boolean mayGo() {
        return count > 0 && (limit == null || limit.has(lengths[head]));
    }

    long firstOffset() {
        return offsets[head];
    }

    int firstLength() {
        return lengths[head];
    }

    /** Lets go of the first frame. */
    void take() {
        int bytes = lengths[head];
        head = head + 1 & CAPACITY - 1;
        count--;
        if (guaranteed != null) {
            guaranteed.take(bytes);
        }
        if (limit != null) {
            limit.take(bytes);
        }
    }

    /** Has the frame back that was taken last, and not yet given back, as its first. */
    void putBack(long offset, int length) {
        head = head - 1 & CAPACITY - 1;
        count++;
        offsets[head] = offset;
        lengths[head] = length;
        if (guaranteed != null) {
            guaranteed.putBack(length);
        }
        if (limit != null) {
            limit.putBack(length);
        }
    }
}
