package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * Actions that work on a copy of the packet, or go one way or the other.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Branches {
    private final Context context;
    private final TableWalk walk;
    private final FieldActions fields;

    Branches(Context context, TableWalk walk, FieldActions fields) {
        this.context = context;
        this.walk = walk;
        this.fields = fields;
    }

    /**
     * clone(...): what it does to the packet is forgotten, the action set that it inherits is executed at its end. Where
     * later edits can undo all that it does, its actions stand in the list as they are.
     */
    void copy(List<Action> actions, boolean last) {
        Context.Saved before = context.save();
        List<Op> ops = Op.ofActions(actions);
        if (reversible(actions) || last) {
            context.isolated(() -> {
                walk.run(ops, last, false);
                endCopy();
            });
            context.restoreStackAndSet(before);
            return;
        }
        context.commit();
        Context.Saved committed = context.save();
        List<DatapathAction> inner = context.apart(() -> {
            walk.run(ops, true, false);
            endCopy();
        });
        if (!inner.isEmpty()) {
            context.actions.add(new DatapathAction.Clone(inner));
        }
        context.restoreAll(committed);
    }

    private void endCopy() {
        if (!context.failed) {
            walk.endCopy();
        }
    }

    /** Whether nothing in it changes what the datapath keeps beside the headers. */
    private static boolean reversible(List<Action> actions) {
        for (Action action : actions) {
            boolean lasting = switch (action) {
                case Action.Ct _,
                        Action.Nat _,
                        Action.OutputTruncated _,
                        Action.Encap _,
                        Action.Decap _,
                        Action.DecNshTtl _,
                        Action.PushPbb _,
                        Action.PopPbb _ -> true;
                default -> false;
            };
            if (lasting) {
                return false;
            }
        }
        return true;
    }

    /** check_pkt_larger: what follows is worked out for both answers, and the datapath takes the one that is right. */
    void byLength(Action.CheckPacketLarger larger, List<Op> following) {
        Context.Saved before = context.save();
        context.commit();
        HeaderEdits.Saved committed = context.edits.save();
        boolean exited = context.exited;
        List<DatapathAction> greater = branch(larger, 1, following);
        boolean exitedGreater = context.exited;
        restore(before, committed);
        context.exited = exited;
        List<DatapathAction> others = branch(larger, 0, following);
        restore(before, committed);
        context.exited = exitedGreater || context.failed;
        context.actions.add(new DatapathAction.CheckLength(larger.length(), greater, others));
    }

    private List<DatapathAction> branch(Action.CheckPacketLarger larger, int answer, List<Op> following) {
        return context.apart(() -> {
            fields.write(larger.destination(), FieldValue.of(answer));
            walk.run(following, true, false);
            endCopy();
        });
    }

    private void restore(Context.Saved before, HeaderEdits.Saved committed) {
        context.restoreAll(before);
        context.edits.restore(committed);
    }
}
