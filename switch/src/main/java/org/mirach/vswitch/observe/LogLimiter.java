package org.mirach.vswitch.observe;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Lets through a few log lines a minute and counts the others, so that a hostile peer can't fill the disk: a burst of
 * {@value #BURST}, then one in five seconds. The next line that gets through says how many were held back.
 *
 * <p><b>Threads:</b> any; short lock.
 */
public final class LogLimiter {
    private static final int BURST = 10;
    private static final long REFILL_NS = Duration.ofSeconds(5).toNanos();

    private final Logger log;
    private final LongSupplier clockNs;
    private long tokens = BURST;
    private long refilledNs;
    private long suppressed;

    LogLimiter(Logger log, LongSupplier clockNs) {
        this.log = log;
        this.clockNs = clockNs;
        this.refilledNs = clockNs.getAsLong();
    }

    public static LogLimiter of(Logger log) {
        return new LogLimiter(log, System::nanoTime);
    }

    /** Logs at WARN, if there is room. */
    public void warn(String format, Object... arguments) {
        long held = take();
        if (held >= 0) {
            log.warn(format + note(held), arguments);
        }
    }

    /** Logs at INFO, if there is room. */
    public void info(String format, Object... arguments) {
        long held = take();
        if (held >= 0) {
            log.info(format + note(held), arguments);
        }
    }

    private static String note(long held) {
        return held == 0 ? "" : " (" + held + " similar lines were held back)";
    }

    /** How many lines were held back since the last one, or -1 when this one is held back too. */
    private synchronized long take() {
        long now = clockNs.getAsLong();
        long refill = (now - refilledNs) / REFILL_NS;
        if (refill > 0) {
            tokens = Math.min(BURST, tokens + refill);
            refilledNs += refill * REFILL_NS;
        }
        if (tokens == 0) {
            suppressed++;
            return -1;
        }
        tokens--;
        long held = suppressed;
        suppressed = 0;
        return held;
    }
}
