package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.slowpath.PipelineWords;

/**
 * Stops a translation in the middle, so that the packet goes on from there when the datapath, or a controller, brings it
 * back. While it is {@link #freezing()}, nothing is executed any more, and each list of steps that is left adds what
 * remained of it, the innermost first.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Freezer {
    private final Context context;
    private final List<Op> left = new ArrayList<>();
    private boolean freezing;
    /** The last unroll that was added; null: none yet. */
    private Op.Unroll unroll;
    /** What comes before the packet is seen again: a hash, or nothing. */
    private DatapathAction.Hash hash;
    /** The controller that is to send the packet back, or null. */
    private Action.Controller pause;

    Freezer(Context context) {
        this.context = context;
    }

    boolean freezing() {
        return freezing;
    }

    /** Whether some list has added what remained of it. */
    boolean started() {
        return !left.isEmpty();
    }

    /** The packet is to be seen again, from here. */
    void trigger() {
        context.exited = true;
        freezing = true;
    }

    void triggerWithHash(DatapathAction.Hash before) {
        trigger();
        hash = before;
    }

    void triggerWithPause(Action.Controller controller) {
        trigger();
        pause = controller;
    }

    /** What remained of a list of steps. */
    void add(List<Op> remaining) {
        for (Op op : remaining) {
            switch (op) {
                case Op.Unroll _ -> left.add(op);
                case Op.Do each -> addAction(each.action());
                case Op.Instruct each -> addInstruction(each.instruction());
            }
        }
    }

    private void addAction(Action action) {
        switch (action) {
            case Action.Note _, Action.Conjunction _ -> {} // nothing to do later
            case Action.Output _,
                    Action.OutputReg _,
                    Action.OutputTruncated _,
                    Action.Group _,
                    Action.Controller _,
                    Action.DecNwTtl _,
                    Action.DecNwTtlControllers _,
                    Action.DecMplsTtl _,
                    Action.DecNshTtl _ -> {
                putUnroll(); // a packet_in says table and cookie
                left.add(new Op.Do(action));
            }
            case Action.Resubmit resubmit -> {
                if (resubmit.tableId() == 255) {
                    putUnroll();
                }
                left.add(new Op.Do(action));
            }
            default -> left.add(new Op.Do(action));
        }
    }

    /** Instructions become the actions that do the same, where there are such. */
    private void addInstruction(Instruction instruction) {
        left.add(
                switch (instruction) {
                    case Instruction.GotoTable to -> new Op.Do(new Action.Resubmit(PortNo.IN_PORT, to.tableId()));
                    case Instruction.WriteMetadata write ->
                        new Op.Do(new Action.SetField(
                                Field.METADATA, FieldValue.of(write.metadata()), FieldValue.of(write.mask())));
                    case Instruction.Meter _,
                            Instruction.ApplyActions _,
                            Instruction.ClearActions _,
                            Instruction.WriteActions _,
                            Instruction.Raw _ -> new Op.Instruct(instruction);
                });
    }

    private void putUnroll() {
        if (unroll == null || unroll.tableId() != context.tableId || unroll.cookie() != context.cookie) {
            unroll = new Op.Unroll(context.tableId, context.cookie);
            left.add(unroll);
        }
    }

    /** Everything has stopped: the packet, as it now is, goes to where it comes back from. */
    void finish() {
        context.commit();
        if (pause != null) {
            int id = freeze(0, true);
            context.actions.add(ControllerOutput.paused(context, pause, id));
        } else {
            int id = freeze(0, false);
            if (hash != null) {
                context.actions.add(hash);
            }
            context.actions.add(new DatapathAction.Recirculate(id));
        }
        cancel();
    }

    /** A copy of the packet goes on in a table when it comes back; the packet itself goes on here. */
    int fork(int tableId) {
        int id = freeze(tableId, false);
        context.actions.add(new DatapathAction.Recirculate(id));
        cancel();
        return id;
    }

    private int freeze(int tableId, boolean continuation) {
        FrozenState state = new FrozenState(
                tableId,
                PipelineWords.save(context.key),
                context.stack,
                context.actionSet,
                left,
                context.conntracked,
                context.edits.queue);
        int id = context.recircs.idOf(state, continuation);
        if (id == 0) {
            context.fail(
                    DropReason.RECIRCULATION_FULL, "Failed to allocate recirculation id", "No recirculation context");
        } else {
            context.recircIds.add(id);
        }
        return id;
    }

    private void cancel() {
        freezing = false;
        hash = null;
        pause = null;
        unroll = null;
        left.clear();
    }
}
