package org.mirach.vswitch.agent.async;

import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.message.RequestForward;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Tells controllers what others do to groups and meters (OpenFlow 1.4.1, 7.4.6), from OpenFlow 1.3 on.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class RequestForwarder {
    /** A request may have 64 KB, and each peer that does not read keeps its own. */
    private static final int MAX_WAITING = 1024;

    private static final int GROUP_MOD = 0;
    private static final int METER_MOD = 1;

    private final Peers peers;
    private final Outbox outbox = new Outbox(MAX_WAITING);

    public RequestForwarder(Peers peers) {
        this.peers = peers;
    }

    public void onGroupMod(Peer source, GroupMod mod) {
        for (Peer peer : peers.all()) {
            if (wants(peer, source, GROUP_MOD)) {
                GroupMod inside = new GroupMod(
                        peer.version(),
                        mod.xid(),
                        mod.command(),
                        mod.groupType(),
                        mod.groupId(),
                        mod.commandBucketId(),
                        mod.buckets(),
                        mod.selection());
                outbox.add(peer, () -> new RequestForward(peer.version(), mod.xid(), inside));
            }
        }
        outbox.flush();
    }

    public void onMeterMod(Peer source, MeterMod mod) {
        for (Peer peer : peers.all()) {
            if (wants(peer, source, METER_MOD)) {
                MeterMod inside =
                        new MeterMod(peer.version(), mod.xid(), mod.command(), mod.flags(), mod.meterId(), mod.bands());
                outbox.add(peer, () -> new RequestForward(peer.version(), mod.xid(), inside));
            }
        }
        outbox.flush();
    }

    private static boolean wants(Peer peer, Peer source, int reason) {
        return peer != source
                && peer.version().getWireVersion() >= OFVersion.OF_13.getWireVersion()
                && peer.wants(Kind.REQUESTFORWARD, reason);
    }
}
