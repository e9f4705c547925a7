package org.mirach.vswitch.agent.handler;

import java.util.stream.IntStream;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.table.TableStats;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** OFPMP_TABLE: entries, lookups and hits of each table (OpenFlow 1.3.5, 7.3.5.4; 1.0, 5.3.5). */
@RunsOn(Role.AGENT)
final class TableStatsHandler implements MessageHandler<BasicRequest> {
    private static final int NAME_BYTES = 32;
    /** Every field of OpenFlow 1.0 can be a wildcard. */
    private static final int WILDCARDS_10 = 0x3fffff;

    private final Pipeline pipeline;
    private final FreshCounters counters;

    TableStatsHandler(Pipeline pipeline, FreshCounters counters) {
        this.pipeline = pipeline;
        this.counters = counters;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        OFVersion version = peer.version();
        return counters.then(() -> new Answer.Stream(Multipart.replies(
                version,
                request.xid(),
                Multipart.TABLE,
                IntStream.range(0, ShownTables.COUNT)
                        .mapToObj(pipeline::tableStats)
                        .iterator(),
                (body, table) -> write(body, table, version))));
    }

    private void write(WireBody body, TableStats table, OFVersion version) {
        body.u8(table.tableId()).zeros(3);
        if (version == OFVersion.OF_10) {
            body.zeros(NAME_BYTES)
                    .u32(WILDCARDS_10)
                    .u32(pipeline.table(table.tableId()).maxEntries());
        }
        body.u32(table.activeCount()).u64(table.lookupCount()).u64(table.matchedCount());
    }
}
