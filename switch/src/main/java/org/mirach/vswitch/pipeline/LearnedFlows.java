package org.mirach.vswitch.pipeline;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * Entries that learn actions made, known by cookie and table: they go with the last entry that has such an action with
 * delete_learned, and a learn action with a limit asks how many there are.
 *
 * <p>A cookie's entries are gathered when they are first asked for and kept up from then on, so that switches that never
 * ask pay nothing.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class LearnedFlows {
    /** How many entries have a learn action with delete_learned for the cookie. */
    private final Map<Cookie, Integer> teachers = new HashMap<>();
    /** The entries of the cookies that were asked for. */
    private final Map<Cookie, Set<FlowEntry>> entries = new HashMap<>();
    /** Cookies that may have lost their last teacher. */
    private final ArrayDeque<Cookie> orphaned = new ArrayDeque<>();

    /** A cookie in a table. */
    record Cookie(int tableId, long cookie) {}

    void add(FlowEntry entry) {
        forEachTaught(entry, cookie -> teachers.merge(cookie, 1, Integer::sum));
        if (!entries.isEmpty() && !entry.hidden()) {
            Set<FlowEntry> same = entries.get(new Cookie(entry.tableId(), entry.cookie()));
            if (same != null) {
                same.add(entry);
            }
        }
    }

    void remove(FlowEntry entry) {
        if (!teachers.isEmpty()) {
            forEachTaught(entry, cookie -> {
                if (teachers.merge(cookie, -1, (a, b) -> a + b == 0 ? null : a + b) == null) {
                    orphaned.add(cookie);
                }
            });
        }
        if (!entries.isEmpty()) {
            Cookie cookie = new Cookie(entry.tableId(), entry.cookie());
            Set<FlowEntry> same = entries.get(cookie);
            if (same != null && same.remove(entry) && same.isEmpty()) {
                entries.remove(cookie);
            }
        }
    }

    /** The entries of a cookie, if they are kept up; otherwise null. */
    Set<FlowEntry> known(Cookie cookie) {
        return entries.get(cookie);
    }

    /** Keeps up the entries of a cookie from now on. */
    void keep(Cookie cookie, List<FlowEntry> now) {
        if (!now.isEmpty()) {
            entries.put(cookie, new LinkedHashSet<>(now));
        }
    }

    /** A cookie that has lost its last teacher since this was asked, or null. */
    Cookie nextOrphaned() {
        for (Cookie cookie = orphaned.poll(); cookie != null; cookie = orphaned.poll()) {
            if (!teachers.containsKey(cookie)) {
                return cookie;
            }
        }
        return null;
    }

    /** Nothing has lost its teacher after all. */
    void forgetOrphaned() {
        orphaned.clear();
    }

    private interface Visitor {
        void visit(Cookie cookie);
    }

    private static void forEachTaught(FlowEntry entry, Visitor visitor) {
        for (Instruction instruction : entry.instructions()) {
            for (Action action : ActionTargets.actions(instruction)) {
                forEachTaught(action, visitor);
            }
        }
    }

    private static void forEachTaught(Action action, Visitor visitor) {
        if (action instanceof Action.Learn learn && (learn.flags() & Action.Learn.DELETE_LEARNED) != 0) {
            visitor.visit(new Cookie(learn.tableId(), learn.cookie()));
        }
        for (Action inner : ActionTargets.inside(action)) {
            forEachTaught(inner, visitor);
        }
    }
}
