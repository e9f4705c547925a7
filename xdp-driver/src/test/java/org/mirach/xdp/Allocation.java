package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Shows that compiled code allocates nothing. Before C2 compiles it, a downcall that captures errno makes 40 bytes. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long PATIENCE_NS = 20_000_000_000L;
    private static final int QUIET_ROUNDS = 20;

    private Allocation() {}

    /** Repeats {@code round} until it allocated nothing 20 times in a row; fails when that does not come. */
    static void settlesToZero(Runnable round) {
        long deadline = System.nanoTime() + PATIENCE_NS;
        int quiet = 0;
        long allocated = 0;
        while (quiet < QUIET_ROUNDS && System.nanoTime() < deadline) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            quiet = allocated == 0 ? quiet + 1 : 0;
        }
        assertThat(quiet)
                .as("rounds in a row without allocation; bytes in the last one: %d", allocated)
                .isEqualTo(QUIET_ROUNDS);
    }
}
