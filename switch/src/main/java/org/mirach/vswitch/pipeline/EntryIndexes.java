package org.mirach.vswitch.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * The entries in force by what they have beside their match: timeouts, groups and meters that they name, what they teach.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class EntryIndexes {
    private final Set<FlowEntry> withTimeout = new LinkedHashSet<>();
    private final References references = new References();
    private final LearnedFlows learned = new LearnedFlows();

    References references() {
        return references;
    }

    LearnedFlows learned() {
        return learned;
    }

    void add(FlowEntry entry) {
        if ((entry.idleTimeout() | entry.hardTimeout()) != 0) {
            withTimeout.add(entry);
        }
        references.add(entry);
        learned.add(entry);
    }

    void remove(FlowEntry entry) {
        if ((entry.idleTimeout() | entry.hardTimeout()) != 0) {
            withTimeout.remove(entry);
        }
        references.remove(entry);
        learned.remove(entry);
    }

    /** An entry in force has got a timeout. */
    void timeoutsChanged(FlowEntry entry) {
        withTimeout.add(entry);
    }

    /** The entries whose time is up. */
    List<RemovedFlow> due(long nowNs) {
        List<RemovedFlow> due = new ArrayList<>();
        for (FlowEntry entry : withTimeout) {
            if (passed(entry.hardTimeout(), entry.modifiedNs(), nowNs)) {
                due.add(new RemovedFlow(entry, FlowRemovedReason.HARD_TIMEOUT, nowNs));
            } else if (passed(entry.idleTimeout(), entry.stats().lastUsedNs(), nowNs)
                    && passed(entry.idleTimeout(), entry.modifiedNs(), nowNs)) {
                due.add(new RemovedFlow(entry, FlowRemovedReason.IDLE_TIMEOUT, nowNs));
            }
        }
        return due;
    }

    private static boolean passed(int seconds, long sinceNs, long nowNs) {
        return seconds != 0 && nowNs - sinceNs >= TimeUnit.SECONDS.toNanos(seconds);
    }
}
