package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.AsyncConfig;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** Asynchronous configuration in all its forms (OpenFlow 1.3.5, 7.3.10; 1.4.1, 7.3.10; Nicira's). */
@RunsOn(Role.AGENT)
final class AsyncHandler implements MessageHandler<AsyncConfig> {
    @Override
    public Answer handle(Peer peer, AsyncConfig message) {
        peer.asyncMasks(peer.asyncMasks().with(message));
        return Answer.NONE;
    }

    Answer get(Peer peer, long xid) {
        return Answer.of(new AsyncConfig(
                peer.version(), xid, AsyncConfig.Form.REPLY, peer.asyncMasks().masks(peer.version())));
    }
}
