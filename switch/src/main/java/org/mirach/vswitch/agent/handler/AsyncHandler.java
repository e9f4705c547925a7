package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.AsyncConfig;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.AsyncMasks;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** OFPT_SET_ASYNC and OFPT_GET_ASYNC_REQUEST, and Nicira's form in OpenFlow 1.0 (OpenFlow 1.3.5, 7.3.10). */
@RunsOn(Role.AGENT)
final class AsyncHandler implements MessageHandler<AsyncConfig> {
    @Override
    public Answer handle(Peer peer, AsyncConfig message) {
        peer.asyncMasks(new AsyncMasks(
                message.packetInMaster(),
                message.packetInSlave(),
                message.portStatusMaster(),
                message.portStatusSlave(),
                message.flowRemovedMaster(),
                message.flowRemovedSlave()));
        return Answer.NONE;
    }

    Answer get(Peer peer, long xid) {
        AsyncMasks masks = peer.asyncMasks();
        return Answer.of(new AsyncConfig(
                peer.version(),
                xid,
                true,
                masks.packetIn(),
                masks.packetInSlave(),
                masks.portStatus(),
                masks.portStatusSlave(),
                masks.flowRemoved(),
                masks.flowRemovedSlave()));
    }
}
