package org.mirach.vswitch.agent.async;

import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.agent.handler.TableDescWire;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.TableListener;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Tells of tables that run out of room, and of those that have some again (OpenFlow 1.4.1, 7.4.5).
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class TableStatusSender implements TableListener {
    private static final int MAX_WAITING = 4096;

    private final Peers peers;
    private final Outbox outbox = new Outbox(MAX_WAITING);

    public TableStatusSender(Peers peers) {
        this.peers = peers;
    }

    @Override
    public void onVacancy(FlowTable table, int event) {
        for (Peer peer : peers.all()) {
            boolean of14 = peer.version().getWireVersion() >= OFVersion.OF_14.getWireVersion();
            if (of14 && peer.wants(Kind.TABLE_STATUS, event)) {
                outbox.add(peer, () -> TableDescWire.tableStatus(peer.version(), table, event));
            }
        }
        outbox.flush();
    }
}
