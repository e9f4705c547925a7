package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.PipelineView;

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
 * <p><b>Threads:</b> any; it has no state but the MAC table that it reads.
 */
@RunsOn(Role.ANY)
public final class Translator {
    private final MacTable macTable;

    public Translator(MacTable macTable) {
        this.macTable = macTable;
    }

    /** What becomes of a packet that came in by {@code key.inPort()}. */
    public Translation translate(PipelineView view, FlowKey key) {
        return translate(view, key, null);
    }

    /** The same, telling {@code recorder} each step, unless it is null. */
    public Translation translate(PipelineView view, FlowKey key, TraceRecorder recorder) {
        Context context = new Context(view, macTable, key, recorder);
        if (Ingress.admits(context)) {
            new TableWalk(context).start();
        }
        return context.finish();
    }

    /** What becomes of a packet that a controller sends through {@code actions}. */
    public Translation translatePacketOut(
            PipelineView view, FlowKey key, List<Action> actions, TraceRecorder recorder) {
        Context context = new Context(view, macTable, key, recorder);
        context.packetOut = true;
        new TableWalk(context).executePacketOut(actions);
        return context.finish();
    }
}
