package org.mirach.openflow.channel;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines that a peer causes: at most 20 a second, then a count, so that a flood of bad peers does not become a
 * flood of lines.
 *
 * <p><b>Threads:</b> any.
 */
final class PeerLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.mirach.openflow.peers");
    private static final int PER_SECOND = 20;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Upper 40 bits: the second; lower 24: lines in it. */
    private static final AtomicLong BUDGET = new AtomicLong();
    private static final AtomicLong SUPPRESSED = new AtomicLong();

    private PeerLog() {}

    /** One peer was refused, or is gone for a fault. */
    static void refused(String peer, String reason) {
        if (!take()) {
            SUPPRESSED.incrementAndGet();
            return;
        }
        long before = SUPPRESSED.getAndSet(0);
        if (before > 0) {
            LOG.warn("{}: {} ({} similar lines left out)", peer, reason, before);
        } else {
            LOG.warn("{}: {}", peer, reason);
        }
    }

    private static boolean take() {
        long second = System.nanoTime() / SECOND_NS & 0xffffffffffL;
        long taken = BUDGET.updateAndGet(old -> old >>> 24 == second ? old + 1 : second << 24 | 1);
        return (taken & 0xffffff) <= PER_SECOND;
    }
}
