package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** Steps of {@code ofproto/trace} that need more than a constant. Stateless. */
final class TraceFormat {
    private TraceFormat() {}

    /** A table, and what was found in it. */
    static String tableStep(int tableId, FlowEntry found, boolean packetIn) {
        if (found == null) {
            return "%2d. No match%s.".formatted(tableId, packetIn ? ", and a \"packet-in\" is called for" : "");
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
