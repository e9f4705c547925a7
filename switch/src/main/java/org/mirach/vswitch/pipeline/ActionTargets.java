package org.mirach.vswitch.pipeline;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * Where a flow entry's actions lead: the out_port and out_group filters of deletes and statistics requests, and which
 * groups and meters an entry depends on. Actions within actions count (ct, clone), as in Open vSwitch; the buckets of a
 * group do not.
 */
final class ActionTargets {
    private ActionTargets() {}

    /** Whether {@code entry} passes both filters; ANY lets everything pass. */
    static boolean outputsTo(FlowEntry entry, int outPort, int outGroup) {
        return outputsTo(entry.instructions(), outPort, outGroup);
    }

    static boolean outputsTo(List<Instruction> instructions, int outPort, int outGroup) {
        return (outPort == PortNo.ANY || any(instructions, action -> outputs(action, outPort)))
                && (outGroup == PortNo.GROUP_ANY
                        || any(
                                instructions,
                                action -> action instanceof Action.Group group && group.groupId() == outGroup));
    }

    private static boolean outputs(Action action, int port) {
        return switch (action) {
            case Action.Output output -> output.port() == port;
            case Action.Enqueue enqueue -> enqueue.port() == port;
            case Action.OutputTruncated output -> output.port() == port;
            case Action.Controller _ -> port == PortNo.CONTROLLER;
            default -> false; // everything else goes to no port that it names
        };
    }

    /** Whether some action satisfies {@code wanted}. */
    static boolean any(List<Instruction> instructions, Predicate<Action> wanted) {
        for (Instruction instruction : instructions) {
            if (anyOf(actions(instruction), wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyOf(List<Action> actions, Predicate<Action> wanted) {
        for (Action action : actions) {
            if (wanted.test(action) || anyOf(inside(action), wanted)) {
                return true;
            }
        }
        return false;
    }

    /** The actions that an instruction has. */
    static List<Action> actions(Instruction instruction) {
        return switch (instruction) {
            case Instruction.ApplyActions apply -> apply.actions();
            case Instruction.WriteActions write -> write.actions();
            case Instruction.Meter _,
                    Instruction.ClearActions _,
                    Instruction.WriteMetadata _,
                    Instruction.GotoTable _,
                    Instruction.Raw _ -> List.of();
        };
    }

    /** The actions that an action has inside. */
    static List<Action> inside(Action action) {
        return switch (action) {
            case Action.Ct ct -> ct.actions();
            case Action.Clone clone -> clone.actions();
            default -> List.of(); // no other action has any
        };
    }

    /** Calls back for each group that the instructions name, possibly more than once. */
    static void forEachGroup(List<Instruction> instructions, IntConsumer visitor) {
        any(instructions, action -> {
            if (action instanceof Action.Group group) {
                visitor.accept(group.groupId());
            }
            return false;
        });
    }

    /** The meter that the instructions name, or 0. */
    static int meter(List<Instruction> instructions) {
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Meter meter) {
                return meter.meterId();
            }
        }
        return 0;
    }
}
