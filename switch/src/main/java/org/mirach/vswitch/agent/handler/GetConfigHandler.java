package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.RawMessage;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFGetConfigRequest;

/** OFPT_GET_CONFIG_REQUEST: fragments pass as they are, and this connection's miss_send_len (OpenFlow 1.3.5, 7.3.2). */
@RunsOn(Role.AGENT)
final class GetConfigHandler implements MessageHandler<OFGetConfigRequest> {
    private static final int GET_CONFIG_REPLY = 8;
    private static final int FRAG_NORMAL = 0;
    static final int INVALID_TTL_TO_CONTROLLER = 1 << 2;

    @Override
    public Answer handle(Peer peer, OFGetConfigRequest request) {
        int flags = FRAG_NORMAL | (peer.invalidTtlToController() ? INVALID_TTL_TO_CONTROLLER : 0);
        WireBody body = new WireBody(4).u16(flags).u16(peer.missSendLen());
        return Answer.of(new RawMessage(peer.version(), request.getXid(), GET_CONFIG_REPLY, body.bytes()));
    }
}
