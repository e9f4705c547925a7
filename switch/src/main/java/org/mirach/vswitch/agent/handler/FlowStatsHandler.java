package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * OFPMP_FLOW, OFPST_FLOW and NXST_FLOW (OpenFlow 1.3.5, 7.3.5.2). Entries turn into messages only as the connection takes
 * them.
 */
@RunsOn(Role.AGENT)
final class FlowStatsHandler implements MessageHandler<FlowStatsRequest> {
    private static final int ENTRIES_PER_REPLY = 256;

    private final Pipeline pipeline;
    private final FreshCounters counters;
    private final LongSupplier nanoTime;

    FlowStatsHandler(Pipeline pipeline, FreshCounters counters, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    @Override
    public Answer handle(Peer peer, FlowStatsRequest request) {
        return counters.then(() -> new Answer.Stream(new Pieces(request, pipeline.flows(filter(request)), nanoTime)));
    }

    static FlowFilter filter(FlowStatsRequest request) {
        return new FlowFilter(
                request.tableId(),
                request.match(),
                request.cookie(),
                request.cookieMask(),
                request.outPort(),
                request.outGroup());
    }

    /** <b>Threads:</b> one. */
    private static final class Pieces implements Iterator<FlowStatsReply> {
        private final FlowStatsRequest request;
        private final List<FlowEntry> flows;
        private final LongSupplier nanoTime;
        private int next;
        private boolean done;

        Pieces(FlowStatsRequest request, List<FlowEntry> flows, LongSupplier nanoTime) {
            this.request = request;
            this.flows = flows;
            this.nanoTime = nanoTime;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public FlowStatsReply next() {
            int end = Math.min(flows.size(), next + ENTRIES_PER_REPLY);
            long nowNs = nanoTime.getAsLong();
            List<FlowStatsEntry> entries = new ArrayList<>(end - next);
            for (FlowEntry flow : flows.subList(next, end)) {
                entries.add(entry(flow, nowNs));
            }
            next = end;
            done = next == flows.size();
            return new FlowStatsReply(request.version(), request.xid(), request.format(), !done, entries);
        }

        private static FlowStatsEntry entry(FlowEntry flow, long nowNs) {
            long ageNs = nowNs - flow.createdNs();
            return new FlowStatsEntry(
                    flow.tableId(),
                    TimeUnit.NANOSECONDS.toSeconds(ageNs),
                    Durations.nanoseconds(ageNs),
                    flow.priority(),
                    flow.idleTimeout(),
                    flow.hardTimeout(),
                    flow.flags(),
                    flow.importance(),
                    flow.cookie(),
                    flow.stats().packets(),
                    flow.stats().bytes(),
                    seconds(nowNs - flow.stats().lastUsedNs()),
                    seconds(nowNs - flow.modifiedNs()),
                    flow.match(),
                    flow.instructions());
        }

        private static int seconds(long ns) {
            return Math.clamp(TimeUnit.NANOSECONDS.toSeconds(ns), 0, Integer.MAX_VALUE);
        }
    }
}
