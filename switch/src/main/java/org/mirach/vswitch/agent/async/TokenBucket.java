package org.mirach.vswitch.agent.async;

import java.util.concurrent.TimeUnit;

/**
 * Lets through {@code rate} packets a second, and a burst of a quarter of that.
 *
 * <p><b>Threads:</b> one.
 */
final class TokenBucket {
    private final long burst;
    private final long nsPerToken;
    private long tokens;
    private long refilledNs;

    TokenBucket(int ratePacketsPerSecond, long nowNs) {
        burst = Math.max(1, ratePacketsPerSecond / 4);
        nsPerToken = Math.max(1, TimeUnit.SECONDS.toNanos(1) / ratePacketsPerSecond);
        tokens = burst;
        refilledNs = nowNs;
    }

    boolean take(long nowNs) {
        long refill = (nowNs - refilledNs) / nsPerToken;
        if (refill > 0) {
            tokens = Math.min(burst, tokens + refill);
            refilledNs += refill * nsPerToken;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
