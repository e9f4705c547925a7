package org.mirach.controller.observe;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Log lines that a peer can cause at will: so many in a period, then one line that says how many were left out.
 *
 * <p><b>Threads:</b> any; one lock.
 */
public final class RateLimitedLog {
    private final int linesPerPeriod;
    private final long periodNs;
    private final LongSupplier clock;
    private long periodStart;
    private int lines;
    private long left;

    /** Of {@code linesPerPeriod} lines each {@code period}. */
    public RateLimitedLog(int linesPerPeriod, Duration period) {
        this(linesPerPeriod, period, System::nanoTime);
    }

    RateLimitedLog(int linesPerPeriod, Duration period, LongSupplier nanoClock) {
        this.linesPerPeriod = linesPerPeriod;
        this.periodNs = period.toNanos();
        this.clock = nanoClock;
        this.periodStart = nanoClock.getAsLong();
    }

    /** Logs, or counts the line as left out. */
    public void warn(Logger log, String format, Object... arguments) {
        long unsaid;
        synchronized (this) {
            long now = clock.getAsLong();
            unsaid = 0;
            if (now - periodStart >= periodNs) {
                periodStart = now;
                lines = 0;
                unsaid = left;
                left = 0;
            }
            if (lines >= linesPerPeriod) {
                left++;
                return;
            }
            lines++;
        }
        if (unsaid > 0) {
            log.warn("{} lines like the next were left out", unsaid);
        }
        log.warn(format, arguments);
    }
}
