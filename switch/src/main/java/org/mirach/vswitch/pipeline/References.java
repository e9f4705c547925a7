package org.mirach.vswitch.pipeline;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * Which entries in force name which groups and meters: they go when those are deleted. A group's reference count is how
 * often they name it, as in Open vSwitch; a meter's, how many there are.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class References {
    private final Map<Integer, Set<FlowEntry>> byGroup = new HashMap<>();
    private final Map<Integer, Integer> groupCounts = new HashMap<>();
    private final Map<Integer, Set<FlowEntry>> byMeter = new HashMap<>();

    void add(FlowEntry entry) {
        ActionTargets.forEachGroup(entry.instructions(), group -> {
            add(byGroup, group, entry);
            groupCounts.merge(group, 1, Integer::sum);
        });
        int meter = ActionTargets.meter(entry.instructions());
        if (meter != 0) {
            add(byMeter, meter, entry);
        }
    }

    void remove(FlowEntry entry) {
        ActionTargets.forEachGroup(entry.instructions(), group -> {
            remove(byGroup, group, entry);
            groupCounts.computeIfPresent(group, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        });
        int meter = ActionTargets.meter(entry.instructions());
        if (meter != 0) {
            remove(byMeter, meter, entry);
        }
    }

    /** A copy of the entries that name a group. */
    List<FlowEntry> ofGroup(int groupId) {
        return List.copyOf(byGroup.getOrDefault(groupId, Set.of()));
    }

    int groupCount(int groupId) {
        return groupCounts.getOrDefault(groupId, 0);
    }

    /** A copy of the entries that name a meter. */
    List<FlowEntry> ofMeter(int meterId) {
        return List.copyOf(byMeter.getOrDefault(meterId, Set.of()));
    }

    int meterCount(int meterId) {
        return byMeter.getOrDefault(meterId, Set.of()).size();
    }

    private static void add(Map<Integer, Set<FlowEntry>> map, int id, FlowEntry entry) {
        map.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(entry);
    }

    private static void remove(Map<Integer, Set<FlowEntry>> map, int id, FlowEntry entry) {
        Set<FlowEntry> entries = map.get(id);
        if (entries != null && entries.remove(entry) && entries.isEmpty()) {
            map.remove(id);
        }
    }
}
