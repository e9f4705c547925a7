package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.slowpath.PipelineWords;

/**
 * Works out what the pipeline does with a packet.
 *
 * <p><b>What:</b> runs the packet's key through the tables, and writes down the datapath actions that come of it, and
 * every bit that it looked at on the way. The outcome holds for each packet that agrees on those bits.
 *
 * <p><b>Why this way:</b> no side effects, so that upcalls, revalidation, packet-outs and {@code ofproto/trace} give the
 * same answer by construction; what a packet would change (a learned address) is part of the answer. The choices that
 * OpenFlow leaves open are those of Open vSwitch: which bits are always looked at, when headers are rewritten (lazily,
 * before an output), what is suppressed.
 *
 * <p><b>Limits:</b> 64 resubmits deep (a step to a later table is none), 4096 lookups, as in Open vSwitch; a packet that
 * exceeds them is dropped. The recursion may need some megabytes of stack.
 *
 * <p><b>Threads:</b> any; it has no state but the MAC table that it reads and the frozen states that it names.
 */
@RunsOn(Role.ANY)
public final class Translator {
    private final MacTable macTable;
    private final RecircTable recircs;

    public Translator(MacTable macTable, RecircTable recircs) {
        this.macTable = macTable;
        this.recircs = recircs;
    }

    /** What becomes of a packet that came in by {@code key.inPort()}. */
    public Translation translate(PipelineView view, FlowKey key) {
        return translate(view, key, null);
    }

    /** The same, telling {@code recorder} each step, unless it is null. */
    public Translation translate(PipelineView view, FlowKey key, TraceRecorder recorder) {
        Context context = new Context(view, macTable, recircs, key, recorder);
        TableWalk walk = new TableWalk(context);
        if (context.recircId() != 0) {
            resume(context, walk, recircs.find(context.recircId()));
        } else if (Ingress.admits(context)) {
            walk.start(0);
        }
        return context.finish();
    }

    /** A packet that comes back from the datapath: goes on where it was frozen. */
    private static void resume(Context context, TableWalk walk, FrozenState state) {
        if (state == null) {
            String id = Integer.toHexString(context.recircId());
            context.fail(
                    DropReason.RECIRCULATION_UNKNOWN,
                    "Recirculation context not found for ID " + id,
                    "No recirculation context");
            return;
        }
        boolean admitted = Ingress.admits(context);
        thaw(context, walk, state);
        if (admitted && state.ops().isEmpty()) {
            walk.start(state.tableId());
        } else if (admitted) {
            walk.start(state.ops());
        }
    }

    private static void thaw(Context context, TableWalk walk, FrozenState state) {
        context.step("thaw");
        context.indent++;
        context.step(() -> "    Resuming from table " + state.tableId());
        context.tableId = state.tableId();
        context.conntracked = state.conntracked();
        if (!state.conntracked()) {
            ConnectionTracker.clear(context.key, 0);
        }
        PipelineWords.restore(state.pipeline(), context.key);
        context.edits.thaw(state.queue());
        context.stack = new ArrayList<>(state.stack());
        if (!state.actionSet().isEmpty()) {
            context.step(() -> "    Restoring action set: " + FlowText.formatActions(state.actionSet()));
            context.actionSetOutput(PortNo.UNSET);
            walk.writeActions(state.actionSet());
        }
        if (!state.ops().isEmpty()) {
            context.step(() -> "    Restoring actions: "
                    + state.ops().stream().map(Op::text).collect(Collectors.joining(",")));
        }
        context.indent--;
    }

    /**
     * What becomes of a packet that a controller sends back (NXT_RESUME): it goes on where it was paused.
     *
     * @param key the packet, with the pipeline fields that the controller gave it
     * @return null where the continuation is not known any more
     */
    public Translation translateResume(PipelineView view, FlowKey key, int continuation, TraceRecorder recorder) {
        FrozenState state = recircs.find(continuation);
        if (state == null) {
            return null;
        }
        Context context = new Context(view, macTable, recircs, key, recorder);
        TableWalk walk = new TableWalk(context);
        long[] given = PipelineWords.save(context.key);
        thaw(context, walk, state);
        PipelineWords.restore(given, context.key); // what the controller changed counts
        if (state.ops().isEmpty()) {
            walk.startNothing();
        } else {
            walk.start(state.ops());
        }
        return context.finish();
    }

    /** What becomes of a packet that a controller sends through {@code actions}. */
    public Translation translatePacketOut(
            PipelineView view, FlowKey key, List<Action> actions, TraceRecorder recorder) {
        Context context = new Context(view, macTable, recircs, key, recorder);
        context.packetOut = true;
        new TableWalk(context).start(Op.ofActions(actions));
        return context.finish();
    }
}
