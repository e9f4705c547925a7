package org.mirach.vswitch;

import java.time.Duration;
import java.util.UUID;
import java.util.function.IntFunction;
import org.mirach.vswitch.fastpath.FlowCounters;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.text.DatapathActionText;
import org.mirach.vswitch.flow.text.DatapathKeyText;
import org.mirach.vswitch.slowpath.compile.FlowCompiler;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/**
 * One cached flow as a line for the operator. Immutable.
 *
 * @param ports how ports are called
 * @param all also what the mask leaves open, and the flow's name
 * @param separator behind the name: {@code dpctl/dump-flows} and {@code dpif/dump-flows} differ in it
 */
record CachedFlowText(FlowCounters counters, IntFunction<String> ports, boolean all, String separator) {
    String of(CachedFlow flow, long nowNs) {
        StringBuilder text = new StringBuilder(all ? "ufid:" + ufid(flow.key(), flow.mask()) + separator : "");
        text.append(DatapathKeyText.of(flow.key(), flow.mask(), ports, all));
        long packets = counters.packets(flow.index());
        text.append(", packets:").append(packets).append(", bytes:").append(counters.bytes(flow.index()));
        text.append(", used:").append(packets == 0 ? "never" : ago(nowNs - counters.lastUsedNs(flow.index())));
        text.append(all && separator.startsWith(",") ? ", dp:ovs, actions:" : ", actions:");
        DatapathActionText words = new DatapathActionText(flow.key(), ports, false);
        return text.append(words.of(FlowCompiler.compile(flow.translation()).actions()))
                .toString();
    }

    private static String ago(long ns) {
        return "%.3fs".formatted(Duration.ofNanos(ns).toMillis() / 1000.0);
    }

    /** A name that is the same for the same key and mask, in the form of a UUID. */
    private static String ufid(FlowKey key, FlowMask mask) {
        long high = 0x9e3779b97f4a7c15L;
        long low = 0xc2b2ae3d27d4eb4fL;
        for (long word : key.toArray()) {
            high = (high ^ word) * 0x100000001b3L;
        }
        for (long word : mask.toArray()) {
            low = (low ^ word ^ high) * 0x100000001b3L;
        }
        return new UUID(high, low).toString();
    }
}
