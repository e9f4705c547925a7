package org.mirach.vswitch.config;

import org.mirach.conf.Default;

/**
 * One output queue of a port. Immutable.
 *
 * @param id         what set_queue and enqueue say; 0 is the queue of packets for which nothing was said
 * @param minRateBps bits a second that it is served first for; 0 for none
 * @param maxRateBps bits a second that it sends at most; 0 for no limit
 */
public record QueueConfig(
        int id, @Default("0") long minRateBps, @Default("0") long maxRateBps) {
    private static final int MAX_ID = 0xffff;
    private static final long MIN_RATE = 8_000;
    private static final long MAX_RATE = 1_000_000_000_000L;

    public QueueConfig {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("id " + id + " of a queue: 0 to " + MAX_ID + " is allowed");
        }
        check("min-rate-bps", minRateBps);
        check("max-rate-bps", maxRateBps);
        if (maxRateBps != 0 && minRateBps > maxRateBps) {
            throw new IllegalArgumentException(
                    "queue " + id + ": min-rate-bps " + minRateBps + " is more than max-rate-bps " + maxRateBps);
        }
    }

    private static void check(String key, long rate) {
        if (rate != 0 && (rate < MIN_RATE || rate > MAX_RATE)) {
            throw new IllegalArgumentException(
                    key + " " + rate + ": 0 (none) or " + MIN_RATE + " to " + MAX_RATE + " is allowed");
        }
    }
}
