package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.FragmentHandling;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/**
 * The way of a packet through the tables: look up, execute what was found step by step, go on; in the end the action set.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class TableWalk {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_RESUBMITS = 4096;
    /** Open vSwitch stops at 64 KB of netlink; an action takes 8 octets of it at least. */
    private static final int MAX_ACTIONS = 65536 / 8;

    private static final int MAX_STACK_BYTES = 65536;
    /**
     * Lists and steps in all. What works on copies (buckets, clone, check_pkt_larger) multiplies without a lookup: forty
     * check_pkt_larger in a row are a million million ways.
     */
    private static final int MAX_STEPS = 1 << 16;

    private final Context context;
    private final ActionRunner runner;

    TableWalk(Context context) {
        this.context = context;
        runner = new ActionRunner(context, this);
    }

    /** From a table on, to the end. */
    void start(int tableId) {
        if (tableId >= PipelineView.TABLES) {
            context.drop(DropReason.TABLE_MISS, "     -> there is no table " + tableId + ", dropping");
        } else {
            context.indent++;
            enter(find(context.inPort(), tableId), tableId, true, true);
            context.indent--;
        }
        end(); // in the name of the entry found first, as in Open vSwitch
    }

    /** A list of steps in no table, to the end: a packet-out's actions, or what was left of an entry. */
    void start(List<Op> ops) {
        run(ops, true, false);
        end();
    }

    /** Nothing is left to do but the action set. */
    void startNothing() {
        end();
    }

    private void end() {
        if (!context.failed) {
            endCopy();
        }
    }

    /** The end of the packet, or of a copy that has an action set of its own. */
    void endCopy() {
        if (!context.freezer.freezing()) {
            runActionSet();
        }
        if (context.freezer.freezing()) {
            context.freezer.finish();
        }
    }

    /** Whether there may be one more lookup, or group. */
    boolean within() {
        if (context.depth >= MAX_DEPTH) {
            context.fail(
                    DropReason.TOO_MANY_RESUBMITS, "over max translation depth " + MAX_DEPTH, "Recursion too deep");
        } else if (context.resubmits >= MAX_RESUBMITS) {
            context.fail(
                    DropReason.TOO_MANY_RESUBMITS, "over " + MAX_RESUBMITS + " resubmit actions", "Too many resubmits");
        } else if (context.actions.size() > MAX_ACTIONS) {
            context.step("     >>>> resubmits yielded over 64 kB of actions");
            context.exited = true;
        } else if (runner.fields().stackBytes() >= MAX_STACK_BYTES) {
            context.fail(DropReason.STACK_TOO_DEEP, "resubmits yielded over 64 kB of stack", "Stack too deep");
        } else {
            return true;
        }
        return false;
    }

    /**
     * Looks up the packet in a table, as if it came in by {@code inPort}, and executes what is found.
     *
     * @param honourMiss whether a miss is one (goto_table, output to TABLE), or nothing at all (resubmit)
     * @param last whether nothing follows
     */
    void lookup(int inPort, int tableId, boolean honourMiss, boolean originalTuple, boolean last) {
        if (context.unparsed) {
            context.freezer.trigger();
            return;
        }
        if (!within()) {
            return;
        }
        if (originalTuple && !runner.connections().hasOriginalTuple()) {
            context.step("     >>>> resubmit(ct) with non-tracked or non-IP packet!");
            return;
        }
        int deeper = tableId <= context.tableId ? 1 : 0; // the way forward ends by itself
        context.depth += deeper;
        if (originalTuple) {
            runner.connections().swapTuple();
            FlowEntry found = find(inPort, tableId);
            runner.connections().swapTuple();
            execute(found, tableId, honourMiss, last);
        } else {
            walk(inPort, tableId, honourMiss, last);
        }
        context.depth -= deeper;
    }

    private void walk(int inPort, int tableId, boolean honourMiss, boolean last) {
        if (tableId >= PipelineView.TABLES) {
            context.drop(DropReason.TABLE_MISS, "     -> there is no table " + tableId + ", dropping");
            return;
        }
        execute(find(inPort, tableId), tableId, honourMiss, last);
    }

    /** What the packet matches; null for nothing. First fragments too match as if they had no ports: OFPC_FRAG_NORMAL. */
    private FlowEntry find(int inPort, int tableId) {
        boolean fragment = context.isIp() && (context.key[KeyLayout.W_IP] & KeyLayout.FRAG_ANY) != 0;
        if (fragment && context.view.fragments() == FragmentHandling.DROP) {
            context.lookups.add(new Translation.TableLookup(context.view.tables()[tableId], true));
            return null;
        }
        int realInPort = context.inPort();
        long transport = context.key[KeyLayout.W_L4];
        context.inPort(inPort);
        if (fragment && context.view.fragments() == FragmentHandling.NORMAL) {
            context.key[KeyLayout.W_L4] &= 0xffffffffL;
        }
        FlowEntry found = context.view.lookup(tableId, context.key, context.lookedAt);
        context.inPort(realInPort);
        context.key[KeyLayout.W_L4] = transport;
        context.lookups.add(new Translation.TableLookup(context.view.tables()[tableId], found != null));
        if (found != null) {
            context.entries.add(found);
        }
        return found;
    }

    private void execute(FlowEntry found, int tableId, boolean honourMiss, boolean last) {
        int tableBefore = context.tableId;
        long cookieBefore = context.cookie;
        FlowEntry entryBefore = context.entry;
        context.indent++;
        enter(found, tableId, honourMiss, last);
        context.indent--;
        context.tableId = tableBefore;
        context.cookie = cookieBefore;
        context.entry = entryBefore;
    }

    private void enter(FlowEntry found, int tableId, boolean honourMiss, boolean last) {
        context.tableId = tableId;
        context.entry = found;
        context.resubmits++;
        if (found == null) {
            context.cookie = Context.NO_COOKIE;
            miss(tableId, honourMiss);
        } else {
            context.step(() -> TraceFormat.tableStep(tableId, found, false));
            context.cookie = found.cookie();
            run(Op.of(found.instructions()), last, false);
        }
    }

    private void miss(int tableId, boolean honourMiss) {
        boolean fragment = context.isIp() && (context.key[KeyLayout.W_IP] & KeyLayout.FRAG_ANY) != 0;
        if (fragment && context.view.fragments() == FragmentHandling.DROP) {
            context.step(() ->
                    "%2d. Packets are IP fragments and the fragment handling mode is \"drop\".".formatted(tableId));
            context.drop(DropReason.FRAGMENT, "    drop");
            return;
        }
        OfPort port = context.view.ports().port(context.inPort());
        boolean silent = port != null && port.configured(PortConfig.NO_PACKET_IN);
        if (honourMiss && context.view.missToController() && !silent) {
            context.step(() -> TraceFormat.tableStep(tableId, null, true));
            context.step("    controller(reason=no_match,id=0)");
            ControllerOutput.send(context, Cause.IMPLICIT_MISS, PortNo.WHOLE_PACKET, 0);
        } else {
            context.step(() -> TraceFormat.tableStep(tableId, null, false));
            context.drop(DropReason.TABLE_MISS, "    drop");
        }
    }

    /**
     * Executes steps until the list ends or something stops them.
     *
     * @param last whether nothing follows the list
     * @param inBucket whether they are a group's
     */
    void run(List<Op> ops, boolean last, boolean inBucket) {
        if (ops.isEmpty()) {
            countStep();
            context.step("    drop");
            return;
        }
        boolean goOn = true;
        for (int i = 0; goOn && i < ops.size(); i++) {
            Op op = ops.get(i);
            countStep();
            if (!context.failed && !context.exited && context.unparsed && Reparse.needed(op)) {
                context.freezer.trigger();
            }
            if (context.failed || context.exited) {
                leave(ops, i);
                return;
            }
            boolean lastOp = last && i == ops.size() - 1 && context.actionSet.isEmpty();
            goOn = execute(op, ops.subList(i + 1, ops.size()), lastOp, inBucket);
            if (context.exited && !lookedUp(op)) {
                leave(ops, runner.takeStepDone() || context.freezer.started() ? i + 1 : i);
                return;
            }
        }
    }

    private void countStep() {
        if (++context.steps > MAX_STEPS && !context.failed) {
            context.fail(DropReason.TOO_MANY_RESUBMITS, "over " + MAX_STEPS + " actions", "Too many resubmits");
        }
    }

    /** What such a step has frozen contains the step itself: after it, only the steps behind it are added. */
    private static boolean lookedUp(Op op) {
        return switch (op) {
            case Op.Do each -> each.action() instanceof Action.Resubmit;
            case Op.Instruct each -> each.instruction() instanceof Instruction.GotoTable;
            case Op.Unroll _ -> false;
        };
    }

    private void leave(List<Op> ops, int from) {
        if (!context.failed && context.freezer.freezing()) {
            context.freezer.add(ops.subList(from, ops.size()));
        }
    }

    private boolean execute(Op op, List<Op> following, boolean last, boolean inBucket) {
        if (!(op instanceof Op.Unroll)) {
            context.step(() -> "    " + op.text());
        }
        return switch (op) {
            case Op.Do each -> runner.run(each.action(), following, last, inBucket);
            case Op.Instruct each -> {
                execute(each.instruction(), last);
                yield true;
            }
            case Op.Unroll unroll -> {
                unroll(unroll);
                yield true;
            }
        };
    }

    private void unroll(Op.Unroll unroll) {
        context.tableId = unroll.tableId();
        context.cookie = unroll.cookie();
        context.step(() -> "    restored state: table=" + unroll.tableId() + ", cookie="
                + (unroll.cookie() == 0 ? "0" : "0x" + Long.toHexString(unroll.cookie())));
    }

    private void execute(Instruction instruction, boolean last) {
        switch (instruction) {
            case Instruction.ApplyActions _, Instruction.Raw _ -> {} // never a step
            case Instruction.ClearActions _ -> {
                reportActionSet("was");
                context.actionSet.clear();
                context.actionSetHasGroup = false;
                context.actionSetOutput(PortNo.UNSET);
            }
            case Instruction.WriteActions write -> {
                writeActions(write.actions());
                reportActionSet("is");
            }
            case Instruction.WriteMetadata write -> {
                long metadata = context.key[KeyLayout.W_METADATA];
                context.key[KeyLayout.W_METADATA] = metadata & ~write.mask() | write.metadata() & write.mask();
            }
            case Instruction.GotoTable to -> lookup(context.inPort(), to.tableId(), true, false, last);
            case Instruction.Meter meter -> context.actions.add(new DatapathAction.Meter(meter.meterId()));
        }
    }

    /** Also keeps actset_output: the port of the set's output, unless the set has a group. */
    void writeActions(List<Action> actions) {
        for (Action action : actions) {
            if (context.actionSetHasGroup) {
                break;
            }
            if (action instanceof Action.Output output) {
                context.actionSetOutput(output.port());
            } else if (action instanceof Action.Group) {
                context.actionSetOutput(PortNo.UNSET);
                context.actionSetHasGroup = true;
            }
        }
        context.actionSet.addAll(actions);
    }

    private void reportActionSet(String verb) {
        context.detail(() -> {
            List<Action> ordered = ActionSet.ordered(context.actionSet);
            return "action set " + verb + (ordered.isEmpty() ? " empty" : ": " + FlowText.formatActions(ordered));
        });
    }

    private void runActionSet() {
        List<Op> ops = Op.ofActions(ActionSet.ordered(context.actionSet));
        context.actionSet.clear();
        if (!ops.isEmpty()) {
            context.inActionSet = true;
            context.indent++;
            context.step("--. Executing action set:");
            run(ops, true, false);
            context.indent--;
            context.inActionSet = false;
        }
    }
}
