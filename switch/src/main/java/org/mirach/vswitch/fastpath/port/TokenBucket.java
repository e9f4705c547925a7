package org.mirach.vswitch.fastpath.port;

/**
 * Bits that may be sent: they come at a rate, and a burst of them is kept.
 *
 * <p>Kept in millionths of a bit, so that short times at low rates are not lost.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
final class TokenBucket {
    private static final long PARTS = 1_000_000L;
    private static final long NS_PER_US = 1000L;
    /** Longer pauses fill any bucket. */
    private static final long MAX_PAUSE_US = 1_000_000L;
    /** At most what keeps a product with {@link #MAX_PAUSE_US} in a long. */
    private static final long MAX_RATE_BPS = 1_000_000_000_000L;

    private final long rateBps;
    private final long burst;
    private long tokens;
    private long filledUs;

    /** @param burstBits at least the longest packet, which else would never go */
    TokenBucket(long rateBps, long burstBits, long nowNs) {
        this.rateBps = Math.min(rateBps, MAX_RATE_BPS);
        this.burst = burstBits * PARTS;
        this.tokens = burst;
        this.filledUs = nowNs / NS_PER_US;
    }

    void fill(long nowNs) {
        long nowUs = nowNs / NS_PER_US;
        long pauseUs = Math.min(Math.max(nowUs - filledUs, 0), MAX_PAUSE_US);
        filledUs = nowUs;
        tokens = Math.min(tokens + pauseUs * rateBps, burst);
    }

    boolean has(int bytes) {
        return tokens >= bytes * 8L * PARTS;
    }

    /** Takes them, also where there are not as many: what is owed is paid first. */
    void take(int bytes) {
        tokens = Math.max(tokens - bytes * 8L * PARTS, -burst);
    }

    void putBack(int bytes) {
        tokens = Math.min(tokens + bytes * 8L * PARTS, burst);
    }
}
