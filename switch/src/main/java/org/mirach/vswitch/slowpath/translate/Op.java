package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.text.FlowText;

/**
 * One step of an entry: an action, or an instruction that is none. An entry is a flat list of these, so that what is left
 * of it when a packet is recirculated is the tail of a list. Immutable.
 */
sealed interface Op {
    /** An action of an action list. */
    record Do(Action action) implements Op {}

    /** Any instruction but apply_actions. */
    record Instruct(Instruction instruction) implements Op {}

    /** After a recirculation: what follows belongs to an entry of this table, with this cookie. */
    record Unroll(int tableId, long cookie) implements Op {}

    static List<Op> of(List<Instruction> instructions) {
        List<Op> ops = new ArrayList<>();
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.ApplyActions apply) {
                addAll(ops, apply.actions());
            } else {
                ops.add(new Instruct(instruction));
            }
        }
        return ops;
    }

    static List<Op> ofActions(List<Action> actions) {
        List<Op> ops = new ArrayList<>(actions.size());
        addAll(ops, actions);
        return ops;
    }

    private static void addAll(List<Op> ops, List<Action> actions) {
        for (Action action : actions) {
            ops.add(new Do(action));
        }
    }

    /** As ovs-ofctl writes it. */
    default String text() {
        return switch (this) {
            case Do each -> FlowText.formatActions(List.of(each.action()));
            case Instruct each -> FlowText.formatInstructions(List.of(each.instruction()));
            case Unroll unroll -> "unroll_xlate(table=" + unroll.tableId() + ", cookie=" + hex(unroll.cookie()) + ")";
        };
    }

    private static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }
}
