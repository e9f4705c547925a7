package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.FlowMonitorCancel;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.vswitch.agent.async.FlowMonitorSender;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.FlowMonitor;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.FlowSelector;
import org.mirach.vswitch.pipeline.PipelineView;

/** Flow monitors: NXST_FLOW_MONITOR, ONF's in 1.3, OFPMP_FLOW_MONITOR from 1.4 on (OpenFlow 1.4.1, 7.3.5.17). */
@RunsOn(Role.AGENT)
final class FlowMonitorHandler implements MessageHandler<FlowMonitorRequest> {
    private static final int UPDATES_PER_REPLY = 256;

    private final FlowMonitorSender sender;

    FlowMonitorHandler(FlowMonitorSender sender) {
        this.sender = sender;
    }

    /** A refused request leaves none of the monitors that it made, as in Open vSwitch. */
    @Override
    public Answer handle(Peer peer, FlowMonitorRequest request) throws OpenFlowException {
        List<FlowMonitor> made = new ArrayList<>();
        try {
            for (FlowMonitorRequest.Monitor wanted : request.monitors()) {
                apply(peer, wanted, made);
            }
        } catch (OpenFlowException e) {
            made.forEach(monitor -> peer.monitors().remove(monitor.id()));
            throw e;
        } finally {
            sender.onMonitorsChanged();
        }
        return new Answer.Stream(new Pieces(request, sender.initial(made)));
    }

    private static void apply(Peer peer, FlowMonitorRequest.Monitor wanted, List<FlowMonitor> made)
            throws OpenFlowException {
        if (wanted.tableId() > PipelineView.RESERVED_TABLE && wanted.tableId() != PipelineView.ALL_TABLES) {
            throw new OpenFlowException(OfError.OFPBRC_BAD_TABLE_ID, "table " + wanted.tableId());
        }
        int id = wanted.id();
        switch (wanted.command()) {
            case FlowMonitorRequest.ADD_MONITOR -> {
                if (peer.monitors().containsKey(id)) {
                    throw new OpenFlowException(OfError.OFPMOFC_MONITOR_EXISTS, "monitor " + id);
                }
                made.add(add(peer, wanted));
            }
            case FlowMonitorRequest.MODIFY_MONITOR -> {
                remove(peer, id);
                made.add(add(peer, wanted));
            }
            case FlowMonitorRequest.DELETE_MONITOR -> remove(peer, id);
            default -> {} // Open vSwitch does nothing for other commands.
        }
    }

    private static FlowMonitor add(Peer peer, FlowMonitorRequest.Monitor wanted) {
        FlowFilter filter = new FlowFilter(wanted.tableId(), wanted.match(), 0, 0, wanted.outPort(), wanted.outGroup());
        FlowMonitor monitor = new FlowMonitor(wanted.id(), wanted.flags(), new FlowSelector(filter));
        peer.monitors().put(monitor.id(), monitor);
        return monitor;
    }

    private static void remove(Peer peer, int id) throws OpenFlowException {
        if (peer.monitors().remove(id) == null) {
            throw new OpenFlowException(OfError.OFPMOFC_UNKNOWN_MONITOR, "monitor " + id);
        }
    }

    Answer cancel(Peer peer, FlowMonitorCancel message) throws OpenFlowException {
        remove(peer, message.monitorId());
        sender.onMonitorsChanged();
        return Answer.NONE;
    }

    /** <b>Threads:</b> one. */
    private static final class Pieces implements Iterator<FlowUpdates> {
        private final FlowMonitorRequest request;
        private final List<FlowUpdates.Update> updates;
        private int next;
        private boolean done;

        Pieces(FlowMonitorRequest request, List<FlowUpdates.Update> updates) {
            this.request = request;
            this.updates = updates;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public FlowUpdates next() {
            int end = Math.min(updates.size(), next + UPDATES_PER_REPLY);
            List<FlowUpdates.Update> piece = updates.subList(next, end);
            next = end;
            done = next == updates.size();
            return new FlowUpdates(request.version(), request.xid(), !done, piece);
        }
    }
}
