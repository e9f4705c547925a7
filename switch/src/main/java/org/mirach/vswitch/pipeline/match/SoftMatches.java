package org.mirach.vswitch.pipeline.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * The entries with conjunction actions that match a packet. Only several of them together are a match: one for each clause
 * of a conjunction, all of one priority. What is then in force is the entry that matches on the conjunction's id.
 *
 * <p><b>Threads:</b> the one that looks up.
 */
final class SoftMatches {
    private final long version;
    private final List<FlowEntry> soft = new ArrayList<>();
    private FlowEntry hard;

    SoftMatches(long version) {
        this.version = version;
    }

    void add(FlowEntry entry) {
        soft.add(entry);
    }

    /**
     * The entry of highest priority, complete conjunctions included, or null.
     *
     * @param hardMatch the entry of highest priority without a conjunction, or null
     * @param byId finds the entry that matches the packet with that conj_id
     */
    FlowEntry resolve(FlowEntry hardMatch, IntFunction<FlowEntry> byId) {
        hard = hardMatch;
        soft.removeIf(entry -> !above(entry));
        while (!soft.isEmpty()) {
            int priority = Integer.MIN_VALUE;
            for (FlowEntry entry : soft) {
                priority = Math.max(priority, entry.priority());
            }
            FlowEntry found = complete(priority, byId);
            if (found != null) {
                return found;
            }
            fallBack(priority);
        }
        return hard;
    }

    private boolean above(FlowEntry entry) {
        return hard == null || entry.priority() > hard.priority();
    }

    private FlowEntry complete(int priority, IntFunction<FlowEntry> byId) {
        Map<Long, Long> clauses = new HashMap<>();
        for (FlowEntry entry : soft) {
            if (entry.priority() != priority) {
                continue;
            }
            for (Action.Conjunction part : entry.conjunctions()) {
                long all = part.clauseCount() == 64 ? -1L : (1L << part.clauseCount()) - 1;
                long seen = clauses.merge(part.id(), 1L << part.clause(), (a, b) -> a | b);
                if ((seen & all) == all) {
                    FlowEntry found = byId.apply((int) part.id());
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    /** An entry of that priority gives way to the one of lower priority with the same match, if there is one. */
    private void fallBack(int priority) {
        for (int i = 0; i < soft.size(); i++) {
            FlowEntry entry = soft.get(i);
            if (entry.priority() == priority) {
                FlowEntry lower = nextVisible(entry);
                if (lower != null && !lower.conjunctive()) {
                    hard = above(lower) ? lower : hard;
                    lower = null;
                }
                soft.set(i, lower);
            }
        }
        soft.removeIf(entry -> entry == null || !above(entry));
    }

    private FlowEntry nextVisible(FlowEntry entry) {
        FlowEntry next = entry.next();
        while (next != null && !next.visible(version)) {
            next = next.next();
        }
        return next;
    }
}
