package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** {@code ofproto/trace}: what the pipeline does with a packet, step by step, in the words of Open vSwitch. Stateless. */
public final class TraceFormat {
    private TraceFormat() {}

    /** The key of a packet with these fields, and zeros elsewhere; null where the key lacks one of the fields. */
    public static FlowKey key(Match packet) {
        return MatchCompiler.check(packet) != null
                ? null
                : FlowKey.copyOf(MatchCompiler.compile(packet).fullKey());
    }

    /**
     * The whole report.
     *
     * @param packet only for its text
     */
    public static String trace(String bridge, Pipeline pipeline, Translator translator, Match packet, FlowKey key) {
        StringBuilder out =
                new StringBuilder("Flow: ").append(FlowText.format(packet)).append("\n\n");
        String title = "bridge(\"" + bridge + "\")";
        out.append(title).append('\n').append("-".repeat(title.length())).append('\n');
        Translation translation = pipeline.read(view -> translator.translate(
                view,
                key,
                (depth, text) -> out.append("    ".repeat(Math.max(0, depth - 1)))
                        .append(text)
                        .append('\n')));
        out.append("\nMegaflow: ").append(DatapathText.megaflow(key, translation.mask()));
        out.append("\nDatapath actions: ").append(DatapathText.actions(translation.actions()));
        for (PacketInRequest request : translation.packetIns()) {
            out.append("\nTo the controller: ")
                    .append(request.cause())
                    .append(", ")
                    .append(request.maxLength())
                    .append(" bytes");
        }
        if (translation.dropReason() != null) {
            out.append("\nDropped: ").append(translation.dropReason().sentence());
        }
        return out.append('\n').toString();
    }

    static String tableStep(int tableId, FlowEntry found) {
        if (found == null) {
            return "%2d. No match.".formatted(tableId);
        }
        String match = FlowText.format(found.match());
        return "%2d. %spriority %d%s"
                .formatted(
                        tableId,
                        match.isEmpty() ? "" : match + ", ",
                        found.priority(),
                        found.cookie() == 0 ? "" : ", cookie 0x" + Long.toHexString(found.cookie()));
    }
}
