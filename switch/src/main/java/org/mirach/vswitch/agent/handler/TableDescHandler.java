package org.mirach.vswitch.agent.handler;

import java.util.stream.IntStream;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;

/** OFPMP_TABLE_DESC: what a table_mod made of each table (OpenFlow 1.4.1, 7.3.5.15). */
@RunsOn(Role.AGENT)
final class TableDescHandler implements MessageHandler<BasicRequest> {
    private final Pipeline pipeline;

    TableDescHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        return new Answer.Stream(Multipart.replies(
                peer.version(),
                request.xid(),
                Multipart.TABLE_DESC,
                IntStream.range(0, ShownTables.COUNT).mapToObj(pipeline::table).iterator(),
                TableDescWire::write));
    }
}
