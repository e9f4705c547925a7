package org.mirach.vswitch.slowpath.translate;

import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;

/**
 * What the pipeline has to know of a packet that it sees again: after connection tracking, after a hash, after a header
 * was taken off that hid others, or when a controller sends it back. Immutable: nobody writes to the array.
 *
 * @param tableId where a packet without {@code ops} goes on
 * @param pipeline what the packet does not carry: see {@code PipelineWords}
 * @param ops what is left to do; none: a lookup in the table
 * @param conntracked whether the ct_* fields of the packet are to be seen
 * @param queue of set_queue, -1 for none
 */
public record FrozenState(
        int tableId,
        long[] pipeline,
        List<FieldValue> stack,
        List<Action> actionSet,
        List<Op> ops,
        boolean conntracked,
        int queue) {
    public FrozenState {
        stack = List.copyOf(stack);
        actionSet = List.copyOf(actionSet);
        ops = List.copyOf(ops);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrozenState state
                && tableId == state.tableId
                && conntracked == state.conntracked
                && queue == state.queue
                && Arrays.equals(pipeline, state.pipeline)
                && stack.equals(state.stack)
                && actionSet.equals(state.actionSet)
                && ops.equals(state.ops);
    }

    @Override
    public int hashCode() {
        int hash = 31 * Arrays.hashCode(pipeline) + ops.hashCode();
        return 31 * (31 * hash + stack.hashCode()) + 7 * actionSet.hashCode() + tableId;
    }
}
