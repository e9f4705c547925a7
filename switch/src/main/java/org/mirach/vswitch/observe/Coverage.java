package org.mirach.vswitch.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * How often what happened: counters that others keep, with their rates over the last five seconds, minute and hour, as
 * Open vSwitch's {@code coverage/show} has them.
 *
 * <p><b>Threads:</b> any; {@link #sample} is called every five seconds.
 */
@RunsOn(Role.ANY)
public final class Coverage {
    /** Between two samples. */
    public static final int INTERVAL_S = 5;

    private static final int PER_MINUTE = 60 / INTERVAL_S;
    private static final int PER_HOUR = 3600 / INTERVAL_S;

    private final List<Counter> counters = new ArrayList<>();

    /** A counter and its totals at the last samples, newest first. */
    private static final class Counter {
        final String name;
        final LongSupplier total;
        final long[] samples = new long[PER_HOUR + 1];
        int next;

        Counter(String name, LongSupplier total) {
            this.name = name;
            this.total = total;
        }

        void sample() {
            samples[next] = total.getAsLong();
            next = (next + 1) % samples.length;
        }

        /** Per second, over the last so many intervals; what happened before the first sample counts as the first's. */
        double rate(int intervals) {
            long now = samples[Math.floorMod(next - 1, samples.length)];
            long then = samples[Math.floorMod(next - 1 - intervals, samples.length)];
            return (now - then) / (double) (intervals * INTERVAL_S);
        }
    }

    public synchronized void add(String name, LongSupplier total) {
        counters.add(new Counter(name, total));
    }

    public synchronized void sample() {
        counters.forEach(Counter::sample);
    }

    /** What was counted so far, or empty where there is no such counter. */
    public synchronized OptionalLong read(String name) {
        Optional<Counter> found =
                counters.stream().filter(counter -> counter.name.equals(name)).findFirst();
        return found.map(counter -> OptionalLong.of(counter.total.getAsLong())).orElse(OptionalLong.empty());
    }

    public synchronized String text() {
        StringBuilder lines = new StringBuilder();
        int hash = 0;
        int never = 0;
        for (Counter counter : counters) {
            long total = counter.total.getAsLong();
            hash = 31 * hash + (total == 0 ? 0 : counter.name.hashCode());
            if (total == 0) {
                never++;
            } else {
                lines.append("%-24s %5.1f/sec %9.3f/sec %13.4f/sec   total: %d%n"
                        .formatted(
                                counter.name,
                                counter.rate(1),
                                counter.rate(PER_MINUTE),
                                counter.rate(PER_HOUR),
                                total));
            }
        }
        return "Event coverage, avg rate over last: %d seconds, last minute, last hour,  hash=%08x:%n%s%d events never hit%n"
                .formatted(INTERVAL_S, hash, lines, never);
    }
}
