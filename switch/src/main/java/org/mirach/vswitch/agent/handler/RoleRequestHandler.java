package org.mirach.vswitch.agent.handler;

import java.util.OptionalLong;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** OFPT_ROLE_REQUEST, and Nicira's of OpenFlow 1.0, which has no generation_id (OpenFlow 1.3.5, 7.3.9). */
@RunsOn(Role.AGENT)
final class RoleRequestHandler implements MessageHandler<RoleRequest> {
    private static final long NO_GENERATION = -1L;

    private final Peers peers;

    RoleRequestHandler(Peers peers) {
        this.peers = peers;
    }

    @Override
    public Answer handle(Peer peer, RoleRequest request) throws OpenFlowException {
        OptionalLong generation = peer.openFlow10() ? OptionalLong.empty() : OptionalLong.of(request.generationId());
        peers.setRole(peer, request.role(), generation);
        return Answer.of(new RoleReply(
                peer.version(), request.xid(), peer.role(), peers.generationId().orElse(NO_GENERATION)));
    }
}
