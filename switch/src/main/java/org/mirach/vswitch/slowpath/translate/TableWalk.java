package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/**
 * The way of a packet through the tables: look up, execute the instructions, go on; in the end the action set.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class TableWalk {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_LOOKUPS = 4096;

    private final Context context;
    private final ActionRunner runner;

    TableWalk(Context context) {
        this.context = context;
        runner = new ActionRunner(context, this);
    }

    /** From table 0. */
    void start() {
        walk(context.inPort(), 0, true);
        runActionSet();
    }

    /** A packet-out's actions, in no table. */
    void executePacketOut(List<Action> actions) {
        runner.runAll(actions);
        runActionSet();
    }

    /**
     * Looks up the packet in a table, as if it came in by {@code inPort}, and executes what is found.
     *
     * @param honourMiss whether a miss is one (goto_table, output to TABLE), or nothing at all (resubmit)
     */
    void lookup(int inPort, int tableId, boolean honourMiss) {
        if (context.depth >= MAX_DEPTH || context.lookups.size() >= MAX_LOOKUPS) {
            context.fail(DropReason.TOO_MANY_RESUBMITS, "     >> too many tables: dropping");
            return;
        }
        int deeper = tableId <= context.tableId ? 1 : 0; // the way forward ends by itself
        context.depth += deeper;
        walk(inPort, tableId, honourMiss);
        context.depth -= deeper;
    }

    private void walk(int inPort, int tableId, boolean honourMiss) {
        if (tableId >= PipelineView.TABLES) {
            context.drop(DropReason.TABLE_MISS, "     -> there is no table " + tableId + ", dropping");
            return;
        }
        int tableBefore = context.tableId;
        FlowEntry entryBefore = context.entry;
        context.indent++;
        context.tableId = tableId;
        context.entry = find(inPort, tableId);
        if (context.entry != null) {
            execute(context.entry);
        } else if (honourMiss) {
            miss();
        }
        context.indent--;
        context.tableId = tableBefore;
        context.entry = entryBefore;
    }

    private FlowEntry find(int inPort, int tableId) {
        int realInPort = context.inPort();
        context.inPort(inPort);
        FlowEntry found = context.view.lookup(tableId, context.key, context.lookedAt);
        context.inPort(realInPort);
        context.lookups.add(new Translation.TableLookup(context.view.tables()[tableId], found != null));
        if (found != null) {
            context.entries.add(found);
        }
        context.step(() -> TraceFormat.tableStep(tableId, found, false));
        return found;
    }

    private void miss() {
        OfPort port = context.view.ports().port(context.inPort());
        boolean silent = port != null && port.configured(PortConfig.NO_PACKET_IN);
        if (context.view.missToController() && !silent) {
            context.toController(Cause.IMPLICIT_MISS, PortNo.WHOLE_PACKET, 0);
        } else {
            context.drop(DropReason.TABLE_MISS, "     -> no match, dropping");
        }
    }

    private void execute(FlowEntry entry) {
        for (Instruction instruction : entry.instructions()) {
            if (context.exited || !execute(instruction)) {
                return;
            }
        }
    }

    /** @return whether the next instruction is to follow */
    private boolean execute(Instruction instruction) {
        if (!(instruction instanceof Instruction.ApplyActions)) {
            context.step(() -> "    " + FlowText.formatInstructions(List.of(instruction)));
        }
        return switch (instruction) {
            case Instruction.ApplyActions apply -> runner.runAll(apply.actions());
            case Instruction.ClearActions _ -> {
                context.actionSet.clear();
                yield true;
            }
            case Instruction.WriteActions write -> context.actionSet.addAll(write.actions()) || true;
            case Instruction.WriteMetadata write -> {
                long metadata = context.key[KeyLayout.W_METADATA];
                context.key[KeyLayout.W_METADATA] = metadata & ~write.mask() | write.metadata() & write.mask();
                yield true;
            }
            case Instruction.GotoTable to -> {
                lookup(context.inPort(), to.tableId(), true);
                yield true;
            }
            case Instruction.Meter _, Instruction.Raw _ -> true; // refused when they were added
        };
    }

    private void runActionSet() {
        if (!context.failed && !context.actionSet.isEmpty()) {
            context.inActionSet = true;
            context.exited = false;
            context.step("    --. Executing action set:");
            runner.runAll(ActionSet.ordered(context.actionSet));
        }
    }
}
