package org.mirach.vswitch.slowpath.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.text.DatapathActionText;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.flow.text.OpenFlowKeyText;
import org.mirach.vswitch.flow.text.TracedPacket;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.slowpath.translate.TraceRecorder.Recirculation;
import org.mirach.vswitch.slowpath.translate.Translation;
import org.mirach.vswitch.slowpath.translate.Translator;

/**
 * The report of one trace: the packet, its way, what is left of it, what a cached flow would be; then the same for each
 * copy that the connection tracker sends back.
 *
 * <p><b>Threads:</b> one; made for one trace.
 */
final class TraceReport {
    private static final String RULE = "=".repeat(79);
    private static final int MAX_RECIRCULATIONS = 64;

    private final String bridge;
    private final Translator translator;
    private final PipelineView view;
    private final IntFunction<String> openFlowPorts;
    private final IntFunction<String> datapathPorts;
    private final Deque<Recirculation> waiting = new ArrayDeque<>();
    private final StringBuilder out = new StringBuilder();

    TraceReport(String bridge, Translator translator, PipelineView view, DatapathPorts ports, boolean names) {
        this.bridge = bridge;
        this.translator = translator;
        this.view = view;
        openFlowPorts = names ? ports::name : ports::openFlow;
        datapathPorts = names ? ports::name : ports::number;
    }

    /**
     * The text.
     *
     * @param actions a packet-out's, or null for a packet that came in
     * @param nextStates what the connection tracker is to answer, one after the other
     */
    String of(FlowKey key, List<Action> actions, Deque<Integer> nextStates) {
        pass(key, actions);
        for (int i = 0; i < MAX_RECIRCULATIONS && !waiting.isEmpty(); i++) {
            pass(resume(waiting.removeFirst(), nextStates), null);
        }
        return out.toString();
    }

    private void pass(FlowKey key, List<Action> actions) {
        TraceTree tree = new TraceTree(bridge);
        Translation translation = actions == null
                ? translator.translate(view, key, tree)
                : translator.translatePacketOut(view, key, actions, tree);
        waiting.addAll(tree.recirculations());
        out.append("Flow: ").append(OpenFlowKeyText.flow(key, openFlowPorts)).append('\n');
        out.append(tree.text());
        FlowKey last = tree.finalKey();
        TracedPacket first = new TracedPacket(key);
        first.beginActionSet();
        out.append("\nFinal flow: ")
                .append(
                        last == null || last.equals(first.key())
                                ? "unchanged"
                                : OpenFlowKeyText.flow(last, openFlowPorts));
        out.append("\nMegaflow: ").append(OpenFlowKeyText.megaflow(key, translation.mask(), openFlowPorts));
        DatapathActionText words = new DatapathActionText(key, datapathPorts, true);
        out.append("\nDatapath actions: ").append(words.of(translation.actions()));
        if (tree.failure() != null) {
            out.append("\nTranslation failed (").append(tree.failure()).append("), packet is dropped.\n");
        } else {
            explainSlowPath(translation.actions());
        }
    }

    private void explainSlowPath(List<DatapathAction> actions) {
        List<String> reasons = actions.stream()
                .filter(DatapathAction.ToSlowPath.class::isInstance)
                .map(action -> DatapathActionText.explanation(((DatapathAction.ToSlowPath) action).reason()))
                .distinct()
                .toList();
        if (!reasons.isEmpty()) {
            out.append("\nThis flow is handled by the userspace slow path because it:");
            reasons.forEach(reason -> out.append("\n  - ").append(reason).append('.'));
        }
    }

    private FlowKey resume(Recirculation recirculation, Deque<Integer> nextStates) {
        out.append("\n\n").append(RULE).append("\nrecirc(0x").append(Integer.toHexString(recirculation.recircId()));
        int state;
        if (nextStates.isEmpty()) {
            state = CtStateWords.DEFAULT;
            out.append(") - resume conntrack with default ct_state=trk|new (use --ct-next to customize)");
        } else {
            state = nextStates.removeFirst();
            out.append(") - resume conntrack with ct_state=").append(CtStateWords.format(state));
        }
        out.append('\n');
        TracedPacket packet = new TracedPacket(recirculation.key());
        packet.ctState(state);
        if (recirculation.nat() != null) {
            out.append("Replacing src/dst IP/ports to simulate NAT:\n");
            out.append(" Initial flow: ")
                    .append(packet.addresses(recirculation.nat()))
                    .append('\n');
            packet.translate(recirculation.nat());
            out.append(" Modified flow: ")
                    .append(packet.addresses(recirculation.nat()))
                    .append('\n');
        }
        out.append(RULE).append("\n\n");
        return packet.key();
    }
}
