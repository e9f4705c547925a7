package org.mirach.openflow.channel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines that a peer causes. Of one reason there are at most 5 in 10 seconds, of all together 20, then a count: a
 * flood of bad peers does not become a flood of lines, nor does it hide another reason's first line.
 *
 * <p><b>Threads:</b> any; one lock, held for a look-up.
 */
final class PeerLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.mirach.openflow.peers");
    private static final int PER_REASON = 5;
    private static final int ALTOGETHER = 20;
    private static final int REASONS = 64;
    private static final long PERIOD_NS = 10_000_000_000L;
    private static final String EVERYTHING = "";

    /** By reason, the one met longest ago first. */
    private static final Map<String, Budget> BUDGETS = new LinkedHashMap<>(REASONS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Budget> eldest) {
            return size() > REASONS;
        }
    };

    private PeerLog() {}

    /** Lines of one reason in the current period, and those left out since the last one. */
    private static final class Budget {
        private long periodStartNs;
        private int lines;
        private long leftOut;

        private boolean allows(int most, long nowNs) {
            if (lines == 0 || nowNs - periodStartNs > PERIOD_NS) {
                periodStartNs = nowNs;
                lines = 0;
            }
            return lines < most;
        }
    }

    /** One peer was refused, or is gone for a fault. */
    static void refused(String peer, String reason) {
        long leftOut = take(reason, System.nanoTime());
        if (leftOut > 0) {
            LOG.warn("{}: {} ({} similar lines left out)", peer, reason, leftOut);
        } else if (leftOut == 0) {
            LOG.warn("{}: {}", peer, reason);
        }
    }

    /** How many lines of this reason were left out before this one; -1 when this one is to be left out too. */
    private static long take(String reason, long nowNs) {
        synchronized (BUDGETS) {
            Budget own = BUDGETS.computeIfAbsent(reason, _ -> new Budget());
            Budget all = BUDGETS.computeIfAbsent(EVERYTHING, _ -> new Budget());
            if (!own.allows(PER_REASON, nowNs) || !all.allows(ALTOGETHER, nowNs)) {
                own.leftOut++;
                return -1;
            }
            own.lines++;
            all.lines++;
            long leftOut = own.leftOut;
            own.leftOut = 0;
            return leftOut;
        }
    }
}
