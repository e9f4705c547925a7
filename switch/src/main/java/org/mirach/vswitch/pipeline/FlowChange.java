package org.mirach.vswitch.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;

/**
 * One flow_mod as the pipeline means it: what differs between OpenFlow versions is already decided. Immutable.
 *
 * @param tableId 0..254; or 255: all tables (deletes, and modifies of OpenFlow 1.0), table 0 (OpenFlow 1.0 adds)
 * @param priority 0..65535; higher ones are hidden entries of the switch itself, which requests neither see nor change
 * @param cookie together with {@code cookieMask}: which entries modifies and deletes concern; ADD ignores both
 * @param newCookie cookie of an added entry and, where present, of modified ones; empty: modify leaves cookies alone
 * @param modifyMayAdd a modify that finds nothing adds (OpenFlow 1.0 and NXM, without a cookie filter)
 * @param idleTimeout seconds, 0 for none
 * @param hardTimeout seconds, 0 for none
 * @param importance the less, the earlier a full table with eviction lets go of the entry; 0 before OpenFlow 1.4
 * @param outPort deletes concern only entries that output there; {@link PortNo#ANY} for all
 * @param outGroup deletes concern only entries that name this group; {@link PortNo#GROUP_ANY} for all
 * @param flags bits of {@link org.mirach.openflow.model.FlowModFlags}
 */
public record FlowChange(
        FlowModCommand command,
        int tableId,
        int priority,
        Match match,
        List<Instruction> instructions,
        long cookie,
        long cookieMask,
        OptionalLong newCookie,
        boolean modifyMayAdd,
        int idleTimeout,
        int hardTimeout,
        int importance,
        int outPort,
        int outGroup,
        int flags,
        boolean openFlow10) {
    public FlowChange {
        instructions = inOrder(instructions)
                ? List.copyOf(instructions)
                : instructions.stream()
                        .sorted(Comparator.comparingInt(FlowChange::step))
                        .toList();
    }

    private static boolean inOrder(List<Instruction> instructions) {
        for (int i = 1; i < instructions.size(); i++) {
            if (step(instructions.get(i - 1)) > step(instructions.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Instructions are executed in a fixed order, whatever order they came in (OpenFlow 1.3.5, 5.9). */
    private static int step(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Meter _ -> 0;
            case Instruction.ApplyActions _ -> 1;
            case Instruction.ClearActions _ -> 2;
            case Instruction.WriteActions _ -> 3;
            case Instruction.WriteMetadata _ -> 4;
            case Instruction.GotoTable _, Instruction.Raw _ -> 5;
        };
    }

    /** Starts a change; everything else has OpenFlow's defaults. */
    public static FlowChangeBuilder builder(FlowModCommand command) {
        return new FlowChangeBuilder(command);
    }
}
