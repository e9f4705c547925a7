package org.mirach.vswitch;

import java.time.Duration;
import org.mirach.vswitch.fastpath.FlowCounters;
import org.mirach.vswitch.slowpath.compile.FlowCompiler;
import org.mirach.vswitch.slowpath.translate.DatapathText;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/** One cached flow as a line for the operator. Stateless. */
final class CachedFlowText {
    private CachedFlowText() {}

    static String of(CachedFlow flow, FlowCounters counters, long nowNs) {
        StringBuilder text = new StringBuilder(DatapathText.megaflow(flow.key(), flow.mask()));
        long packets = counters.packets(flow.index());
        text.append(", packets:").append(packets).append(", bytes:").append(counters.bytes(flow.index()));
        text.append(", used:")
                .append(
                        packets == 0
                                ? "never"
                                : "%.3fs"
                                        .formatted(Duration.ofNanos(nowNs - counters.lastUsedNs(flow.index()))
                                                        .toMillis()
                                                / 1000.0));
        String actions =
                DatapathText.actions(FlowCompiler.compile(flow.translation()).actions());
        return text.append(", actions:").append(actions).toString();
    }
}
