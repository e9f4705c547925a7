package org.mirach.vswitch.agent.handler;

import java.util.EnumSet;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFConfigFlags;
import org.projectfloodlight.openflow.protocol.OFSetConfig;

/**
 * OFPT_SET_CONFIG (OpenFlow 1.3.5, 7.3.2). A switch that neither drops nor reassembles fragments refuses to be told to.
 */
@RunsOn(Role.AGENT)
final class SetConfigHandler implements MessageHandler<OFSetConfig> {
    private static final Set<OFConfigFlags> KNOWN =
            EnumSet.of(OFConfigFlags.FRAG_NORMAL, OFConfigFlags.INVALID_TTL_TO_CONTROLLER);

    @Override
    public Answer handle(Peer peer, OFSetConfig message) throws OpenFlowException {
        if (!KNOWN.containsAll(message.getFlags())) {
            throw new OpenFlowException(
                    peer.openFlow10() ? OfError.OFPBRC_EPERM : OfError.OFPSCFC_BAD_FLAGS,
                    "fragments can only be passed as they are, not " + message.getFlags());
        }
        peer.missSendLen(message.getMissSendLen());
        peer.invalidTtlToController(message.getFlags().contains(OFConfigFlags.INVALID_TTL_TO_CONTROLLER));
        return Answer.NONE;
    }
}
