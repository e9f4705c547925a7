package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.SetConfig;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.PeerKind;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FragmentHandling;
import org.mirach.vswitch.pipeline.Pipeline;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_SET_CONFIG (OpenFlow 1.3.5, 7.3.2). How fragments are handled is the bridge's, the rest the connection's. A switch
 * that does not reassemble takes no notice of who wants that, as Open vSwitch: get_config says what is.
 */
@RunsOn(Role.AGENT)
final class SetConfigHandler implements MessageHandler<SetConfig> {
    private final Pipeline pipeline;

    SetConfigHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, SetConfig message) {
        if (peer.kind() != PeerKind.PRIMARY || peer.mayWrite()) {
            FragmentHandling wanted = FragmentHandling.of(message.flags() & SetConfig.FRAG_MASK);
            if (wanted != null) {
                pipeline.fragments(wanted);
            }
        }
        if (peer.version().getWireVersion() < OFVersion.OF_13.getWireVersion()) {
            peer.invalidTtlToController((message.flags() & SetConfig.INVALID_TTL_TO_CONTROLLER) != 0);
        }
        peer.missSendLen(message.missSendLen());
        return Answer.NONE;
    }
}
