package org.mirach.controller.app;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

/**
 * What to write so that a switch has exactly the entries wanted of one owner: differences only, so that packets of entries
 * that are right already never notice.
 *
 * <p>Pure.
 */
public final class FlowDiff {
    private FlowDiff() {}

    /** What makes a flow entry that entry (OpenFlow 1.3.5, 6.4). */
    public record Identity(int tableId, int priority, Match match) {
        /** Of an entry to be written. */
        public static Identity of(FlowMod flowMod) {
            return new Identity(flowMod.tableId(), flowMod.priority(), flowMod.match());
        }

        /** Of an entry that is there. */
        public static Identity of(FlowStatsEntry entry) {
            return new Identity(entry.tableId(), entry.priority(), entry.match());
        }
    }

    /**
     * The flow_mods that turn {@code actual} into {@code desired}: deletions first, as a table may be full.
     *
     * @param desired ADDs with the owner's cookies, no two with one identity
     * @param actual entries with the owner's cookies only
     * @param written those of {@code desired} that this connection wrote before: where such an entry looks different now,
     *     that is how the switch shows it, and writing it again would only reset its counters
     */
    public static List<FlowMod> between(
            Collection<FlowMod> desired, Collection<FlowStatsEntry> actual, Set<FlowMod> written) {
        Map<Identity, FlowMod> missing = new LinkedHashMap<>();
        desired.forEach(flowMod -> missing.put(Identity.of(flowMod), flowMod));
        List<FlowMod> changes = new ArrayList<>();
        for (FlowStatsEntry entry : actual) {
            Identity identity = Identity.of(entry);
            FlowMod wanted = missing.get(identity);
            if (wanted == null) {
                changes.add(deletion(identity, entry.cookie()));
            } else if (wanted.cookie() == entry.cookie() && (written.contains(wanted) || same(wanted, entry))) {
                missing.remove(identity);
            }
        }
        changes.addAll(missing.values());
        return changes;
    }

    /** Deletes exactly one entry, and only while it has this cookie. */
    public static FlowMod deletion(Identity identity, long cookie) {
        return FlowMod.builder()
                .command(FlowModCommand.DELETE_STRICT)
                .tableId(identity.tableId())
                .priority(identity.priority())
                .match(identity.match())
                .cookie(cookie)
                .cookieMask(-1L)
                .build();
    }

    private static boolean same(FlowMod wanted, FlowStatsEntry entry) {
        return wanted.idleTimeout() == entry.idleTimeout()
                && wanted.hardTimeout() == entry.hardTimeout()
                && effective(wanted.instructions()).equals(effective(entry.instructions()));
    }

    /** Without what does nothing: an empty apply-actions is how some write "drop". */
    private static List<Instruction> effective(List<Instruction> instructions) {
        return instructions.stream()
                .filter(instruction -> !instruction.equals(new Instruction.ApplyActions(List.of())))
                .toList();
    }
}
