package org.mirach.controller.app.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.mirach.controller.app.discovery.Link.End;

/**
 * The links that arrive at switches this controller is the master of.
 *
 * <p><b>Threads:</b> any.
 */
public final class Links {
    private final ConcurrentHashMap<End, Link> byArrival = new ConcurrentHashMap<>();

    /** None yet. */
    public Links() {}

    /** All, ordered. */
    public List<Link> all() {
        return byArrival.values().stream()
                .sorted(Comparator.comparing((Link link) -> link.from().datapathId(), Long::compareUnsigned)
                        .thenComparing(link -> link.from().portNo(), Integer::compareUnsigned))
                .toList();
    }

    /** Whether a switch, not a host, is at the other end of this port. */
    public boolean isBetweenSwitches(long datapathId, int portNo) {
        return byArrival.containsKey(new End(datapathId, portNo));
    }

    /** True when it is new. */
    boolean seen(End from, End to, Instant now) {
        Link before = byArrival.put(to, new Link(from, to, now));
        return before == null || !before.from().equals(from);
    }

    /** Forgets what has not been seen for {@code age}; returns what that was. */
    List<Link> expire(Instant now, Duration age) {
        List<Link> old = byArrival.values().stream()
                .filter(link -> Duration.between(link.lastSeen(), now).compareTo(age) > 0)
                .toList();
        old.forEach(link -> byArrival.remove(link.to(), link));
        return old;
    }

    /** Forgets the links at one port. */
    void forgetPort(long datapathId, int portNo) {
        End end = new End(datapathId, portNo);
        byArrival.values().removeIf(link -> link.to().equals(end) || link.from().equals(end));
    }

    /** Forgets the links that arrive at a switch. */
    void forgetArrivals(long datapathId) {
        byArrival.keySet().removeIf(to -> to.datapathId() == datapathId);
    }
}
