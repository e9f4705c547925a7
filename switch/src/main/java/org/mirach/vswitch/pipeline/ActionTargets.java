package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** Where a flow entry's actions lead: the out_port and out_group filters of deletes and statistics requests. */
final class ActionTargets {
    private ActionTargets() {}

    /** Whether {@code entry} passes both filters; ANY lets everything pass. */
    static boolean outputsTo(FlowEntry entry, int outPort, int outGroup) {
        return (outPort == PortNo.ANY || names(entry.instructions(), outPort, false))
                && (outGroup == PortNo.GROUP_ANY || names(entry.instructions(), outGroup, true));
    }

    private static boolean names(List<Instruction> instructions, int number, boolean group) {
        for (Instruction instruction : instructions) {
            boolean found = switch (instruction) {
                case Instruction.ApplyActions apply -> anyNames(apply.actions(), number, group);
                case Instruction.WriteActions write -> anyNames(write.actions(), number, group);
                case Instruction.Meter _,
                        Instruction.ClearActions _,
                        Instruction.WriteMetadata _,
                        Instruction.GotoTable _,
                        Instruction.Raw _ -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyNames(List<Action> actions, int number, boolean group) {
        for (Action action : actions) {
            if (group
                    ? action instanceof Action.Group g && g.groupId() == number
                    : action instanceof Action.Output o && o.port() == number
                            || action instanceof Action.Enqueue e && e.port() == number
                            || action instanceof Action.Controller _ && number == PortNo.CONTROLLER) {
                return true;
            }
        }
        return false;
    }
}
