package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import java.util.Set;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * What the pipeline does with a packet, and with every other packet that agrees with it under {@code mask}. Immutable.
 *
 * @param actions what the engine does; empty drops
 * @param mask the bits that decided; packet zone only
 * @param entries the flow entries that were executed, each as often as it was
 * @param lookups the tables that were looked at
 * @param groups the groups that were executed
 * @param effects what the packet teaches the switch
 * @param recircIds frozen states that the actions lead to
 * @param watched tables that the outcome depends on beside those in {@code lookups}
 * @param failed whether an error ended it: a packet-out is refused then
 * @param usedMacTable whether the outcome depends on the MAC table
 * @param dropReason why nothing goes out, or null where something does
 * @param version of the pipeline
 * @param macVersion of the MAC table
 */
public record Translation(
        List<DatapathAction> actions,
        FlowMask mask,
        List<FlowEntry> entries,
        List<TableLookup> lookups,
        List<GroupUse> groups,
        List<Effect> effects,
        List<Integer> recircIds,
        Set<FlowTable> watched,
        boolean failed,
        boolean usedMacTable,
        DropReason dropReason,
        long version,
        long macVersion) {
    public Translation {
        actions = List.copyOf(actions);
        entries = List.copyOf(entries);
        lookups = List.copyOf(lookups);
        groups = List.copyOf(groups);
        effects = List.copyOf(effects);
        recircIds = List.copyOf(recircIds);
        watched = Set.copyOf(watched);
    }

    /** Whether a packet counts with {@code other} where it counts with this one, and teaches the same. */
    public boolean countsLike(Translation other) {
        if (entries.size() != other.entries.size() || groups.size() != other.groups.size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).stats() != other.entries.get(i).stats()) {
                return false;
            }
        }
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).group() != other.groups.get(i).group()
                    || groups.get(i).bucket() != other.groups.get(i).bucket()) {
                return false;
            }
        }
        return lookups.equals(other.lookups)
                && effects.equals(other.effects)
                && dropReason == other.dropReason
                && failed == other.failed;
    }

    /** One lookup of the packet in a table. */
    public record TableLookup(FlowTable table, boolean matched) {}

    /** One execution of a group; {@code bucket} is the one that was chosen, null where all are executed. */
    public record GroupUse(GroupEntry group, Bucket bucket) {}

    /** What a packet changes in the switch besides going through it. */
    public sealed interface Effect {
        /** NORMAL saw the address behind the port. {@code vlanVid} is 0 for frames without a tag. */
        record LearnMac(int vlanVid, long ethSrc, int portNo) implements Effect {}

        /** The learn action: an entry is added, changed, or kept from expiring; no more than {@code limit}, if not 0. */
        record LearnFlow(FlowChange change, int limit) implements Effect {}

        /** fin_timeout: a TCP packet with FIN or RST shortens the entry's timeouts to these seconds, 0 for no limit. */
        record FinTimeout(FlowEntry entry, int idleTimeout, int hardTimeout) implements Effect {}
    }
}
