package org.mirach.vswitch.agent.async;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.openflow.model.WireFormat;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.agent.handler.Durations;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.RemovedFlow;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Tells of flow entries that are gone and asked for it (OpenFlow 1.3.5, 7.4.2), once their counters are final.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class FlowRemovedSender {
    private static final int MAX_WAITING = 1 << 20;
    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final Peers peers;
    private final Outbox outbox = new Outbox(MAX_WAITING);
    private final Supplier<CompletionStage<?>> countersFinal;

    /** @param countersFinal completes on the agent thread when no packet uses what was removed before the call */
    public FlowRemovedSender(Peers peers, Supplier<CompletionStage<?>> countersFinal) {
        this.peers = peers;
        this.countersFinal = countersFinal;
    }

    public void onRemoved(List<RemovedFlow> removed) {
        List<RemovedFlow> told = removed.stream()
                .filter(flow -> (flow.entry().flags() & FlowModFlags.SEND_FLOW_REM) != 0
                        && !flow.entry().hidden())
                .toList();
        if (!told.isEmpty() && peers.count() > 0) {
            countersFinal.get().thenRun(() -> {
                told.forEach(this::tell);
                outbox.flush();
            });
        }
    }

    private void tell(RemovedFlow flow) {
        for (Peer peer : peers.all()) {
            if (peer.wants(Kind.FLOW_REMOVED, flow.reason())) {
                outbox.add(peer, () -> message(peer, flow));
            }
        }
    }

    private static FlowRemoved message(Peer peer, RemovedFlow flow) {
        FlowEntry entry = flow.entry();
        boolean nxm = peer.openFlow10() && peer.flowFormat() == NiciraMessage.SetFlowFormat.NXM;
        long aliveNs = flow.atNs() - entry.createdNs();
        return new FlowRemoved(
                peer.version(),
                0,
                nxm ? WireFormat.NXM : WireFormat.STANDARD,
                entry.cookie(),
                entry.priority(),
                reason(peer, flow),
                entry.tableId(),
                aliveNs / NS_PER_S,
                Durations.nanoseconds(aliveNs),
                entry.idleTimeout(),
                entry.hardTimeout(),
                entry.stats().packets(),
                entry.stats().bytes(),
                entry.match());
    }

    /** METER_DELETE is OpenFlow 1.4's. */
    private static int reason(Peer peer, RemovedFlow flow) {
        boolean of14 = peer.version().getWireVersion() >= OFVersion.OF_14.getWireVersion();
        return flow.reason() == FlowRemovedReason.METER_DELETE && !of14 ? FlowRemovedReason.DELETE : flow.reason();
    }
}
