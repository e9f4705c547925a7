package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.SetConfig;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;

/** OFPT_GET_CONFIG_REQUEST: how fragments are handled, and this connection's miss_send_len (OpenFlow 1.3.5, 7.3.2). */
@RunsOn(Role.AGENT)
final class GetConfigHandler implements MessageHandler<BasicRequest> {
    private static final int GET_CONFIG_REPLY = 8;
    private final Pipeline pipeline;

    GetConfigHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        int flags = pipeline.fragments().number()
                | (peer.invalidTtlToController() ? SetConfig.INVALID_TTL_TO_CONTROLLER : 0);
        WireBody body = new WireBody(4).u16(flags).u16(peer.missSendLen());
        return Answer.of(new RawMessage(peer.version(), request.xid(), GET_CONFIG_REPLY, body.bytes()));
    }
}
