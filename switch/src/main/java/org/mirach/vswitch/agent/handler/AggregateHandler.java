package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.AggregateStatsReply;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FlowAggregate;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.Pipeline;

/** OFPMP_AGGREGATE, OFPST_AGGREGATE and NXST_AGGREGATE (OpenFlow 1.3.5, 7.3.5.3). */
@RunsOn(Role.AGENT)
final class AggregateHandler implements MessageHandler<AggregateStatsRequest> {
    private final Pipeline pipeline;
    private final FreshCounters counters;

    AggregateHandler(Pipeline pipeline, FreshCounters counters) {
        this.pipeline = pipeline;
        this.counters = counters;
    }

    @Override
    public Answer handle(Peer peer, AggregateStatsRequest request) {
        FlowFilter filter = new FlowFilter(
                request.tableId(),
                request.match(),
                request.cookie(),
                request.cookieMask(),
                request.outPort(),
                request.outGroup());
        return counters.then(() -> {
            FlowAggregate sums = pipeline.aggregate(filter);
            return Answer.of(new AggregateStatsReply(
                    request.version(),
                    request.xid(),
                    request.format(),
                    sums.packetCount(),
                    sums.byteCount(),
                    sums.flowCount()));
        });
    }
}
