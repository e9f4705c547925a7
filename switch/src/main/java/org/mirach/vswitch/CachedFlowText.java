package org.mirach.vswitch;

import java.time.Duration;
import org.mirach.vswitch.fastpath.FlowCounters;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/** One cached flow as a line for the operator. Stateless. */
final class CachedFlowText {
    private CachedFlowText() {}

    static String of(CachedFlow flow, FlowCounters counters, long nowNs) {
        StringBuilder text = new StringBuilder();
        text.append("in_port(").append(Integer.toUnsignedString(flow.key().inPort())).append(')');
        for (int word = 1; word < KeyLayout.WORDS; word++) {
            long mask = flow.mask().word(word);
            if (mask != 0) {
                text.append(",w%d(%016x/%016x)".formatted(word, flow.key().word(word), mask));
            }
        }
        long packets = counters.packets(flow.index());
        text.append(", packets:").append(packets).append(", bytes:").append(counters.bytes(flow.index()));
        text.append(", used:").append(packets == 0 ? "never"
                : "%.3fs".formatted(Duration.ofNanos(nowNs - counters.lastUsedNs(flow.index())).toMillis() / 1000.0));
        return text.append(", actions:").append(flow.translation().actions()).toString();
    }
}
