package org.mirach.vswitch.agent.async;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.openflow.message.FlowUpdates.Event;
import org.mirach.openflow.message.FlowUpdates.Full;
import org.mirach.openflow.message.FlowUpdates.Update;
import org.mirach.vswitch.agent.connection.FlowMonitor;
import org.mirach.vswitch.agent.connection.FlowOrigin;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FlowEvent;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * Tells peers of changes of the flow entries that they monitor (nicira-ext.h of Open vSwitch; OpenFlow 1.4.1, 7.3.5.17).
 *
 * <p>A peer that does not take its news is told that they pause, and from then on only of entries that go and that it knew.
 * When it has taken everything, it hears of what came and changed meanwhile, and that the news go on.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class FlowMonitorSender implements Consumer<List<FlowEvent>> {
    private static final int UPDATES_PER_MESSAGE = 256;

    private final Peers peers;
    private final Pipeline pipeline;
    private boolean listening;

    public FlowMonitorSender(Peers peers, Pipeline pipeline) {
        this.peers = peers;
        this.pipeline = pipeline;
    }

    /** Some peer may have its first monitor, or the last is gone: changes are noted down only while somebody listens. */
    public void onMonitorsChanged() {
        boolean wanted = peers.all().stream().anyMatch(peer -> !peer.monitors().isEmpty());
        if (wanted != listening) {
            listening = wanted;
            if (wanted) {
                pipeline.addFlowListener(this);
            } else {
                pipeline.removeFlowListener(this);
            }
        }
    }

    @Override
    public void accept(List<FlowEvent> events) {
        for (Peer peer : peers.all()) {
            if (!peer.monitors().isEmpty()) {
                tell(peer, events);
            }
        }
    }

    private void tell(Peer peer, List<FlowEvent> events) {
        List<Update> updates = new ArrayList<>();
        FlowOrigin abbreviated = null;
        for (FlowEvent event : events) {
            int flags = wanted(peer, event);
            if (flags == 0) {
                continue;
            }
            boolean own = event.origin() instanceof FlowOrigin origin && origin.peer() == peer;
            boolean full = (flags & (FlowMonitorRequest.NO_ABBREV | FlowMonitorRequest.ONLY_OWN)) != 0;
            if (!own || full || peer.monitorPausedAt() != 0) {
                updates.add(full(event(event.kind()), event.reason(), event.entry(), flags));
            } else if (!event.origin().equals(abbreviated)) {
                abbreviated = (FlowOrigin) event.origin();
                updates.add(new FlowUpdates.Abbreviated(abbreviated.xid()));
            }
        }
        send(peer, updates);
        if (!updates.isEmpty()) {
            pauseWhereFull(peer);
        }
    }

    /** Flags of the monitors that want to hear of it, or 0. */
    private static int wanted(Peer peer, FlowEvent event) {
        if (peer.monitorPausedAt() != 0
                && (event.kind() != FlowEvent.Kind.REMOVED || event.entry().addVersion() > peer.monitorPausedAt())) {
            return 0;
        }
        int update = switch (event.kind()) {
            case ADDED -> FlowMonitorRequest.ADD;
            case MODIFIED -> FlowMonitorRequest.MODIFY;
            case REMOVED -> FlowMonitorRequest.REMOVED;
        };
        int flags = 0;
        for (FlowMonitor monitor : peer.monitors().values()) {
            if (monitor.has(update) && monitor.selector().selects(event.entry(), event.oldInstructions())) {
                flags |= monitor.flags();
            }
        }
        return flags;
    }

    private static Event event(FlowEvent.Kind kind) {
        return switch (kind) {
            case ADDED -> Event.ADDED;
            case MODIFIED -> Event.MODIFIED;
            case REMOVED -> Event.REMOVED;
        };
    }

    private static Full full(Event event, int reason, FlowEntry entry, int flags) {
        boolean instructions = (flags & FlowMonitorRequest.INSTRUCTIONS) != 0;
        return new Full(
                event,
                reason,
                entry.tableId(),
                entry.priority(),
                entry.idleTimeout(),
                entry.hardTimeout(),
                entry.cookie(),
                entry.match(),
                instructions ? entry.instructions() : List.of());
    }

    private static void send(Peer peer, List<Update> updates) {
        for (int from = 0; from < updates.size(); from += UPDATES_PER_MESSAGE) {
            int to = Math.min(updates.size(), from + UPDATES_PER_MESSAGE);
            peer.wire().send(new FlowUpdates(peer.version(), 0, false, updates.subList(from, to)));
        }
    }

    private void pauseWhereFull(Peer peer) {
        if (peer.monitorPausedAt() == 0 && !peer.wire().isWritable()) {
            peer.monitorPausedAt(pipeline.version());
            peer.wire().send(new FlowUpdates(peer.version(), 0, false, List.of(new FlowUpdates.Flow(true))));
        }
    }

    /** The peer has taken enough to go on. */
    public void onWritable(Peer peer) {
        long pausedAt = peer.monitorPausedAt();
        if (pausedAt == 0 || !peer.wire().isWritable()) {
            return;
        }
        peer.monitorPausedAt(0);
        Map<FlowEntry, Integer> missed = new LinkedHashMap<>();
        for (FlowMonitor monitor : peer.monitors().values()) {
            for (FlowEntry entry : pipeline.flows(monitor.selector().filter())) {
                if (entry.addVersion() > pausedAt && monitor.has(kinds(entry))) {
                    missed.merge(entry, monitor.flags(), (a, b) -> a | b);
                }
            }
        }
        List<Update> updates = new ArrayList<>();
        missed.forEach(
                (entry, flags) -> updates.add(full(added(entry) ? Event.ADDED : Event.MODIFIED, 0, entry, flags)));
        send(peer, updates);
        peer.wire().send(new FlowUpdates(peer.version(), 0, false, List.of(new FlowUpdates.Flow(false))));
        pauseWhereFull(peer); // by what it has just been told
    }

    private static int kinds(FlowEntry entry) {
        return added(entry) ? FlowMonitorRequest.ADD | FlowMonitorRequest.MODIFY : FlowMonitorRequest.MODIFY;
    }

    /** An entry that was only modified is as old as it was. */
    private static boolean added(FlowEntry entry) {
        return entry.createdNs() == entry.modifiedNs();
    }

    /** What a new monitor hears first. */
    public List<Update> initial(List<FlowMonitor> monitors) {
        Map<FlowEntry, Integer> shown = new LinkedHashMap<>();
        for (FlowMonitor monitor : monitors) {
            if (monitor.has(FlowMonitorRequest.INITIAL)) {
                pipeline.flows(monitor.selector().filter())
                        .forEach(entry -> shown.merge(entry, monitor.flags(), (a, b) -> a | b));
            }
        }
        List<Update> updates = new ArrayList<>();
        shown.forEach((entry, flags) -> updates.add(full(Event.INITIAL, 0, entry, flags)));
        return updates;
    }
}
