package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.GroupMod;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * OFPT_GROUP_MOD and the group multiparts (OpenFlow 1.3.5, 7.3.4.2 and 7.3.5.9 to 11). This switch holds no groups: there
 * is room for none, so that none can be changed, deleting finds nothing, and lists are empty.
 */
@RunsOn(Role.AGENT)
final class GroupHandler implements MessageHandler<GroupMod> {
    private static final int ADD = 0;
    private static final int MODIFY = 1;
    private static final int DELETE = 2;
    private static final int FEATURES_BYTES = 40;

    @Override
    public Answer handle(Peer peer, GroupMod message) throws OpenFlowException {
        switch (message.command()) {
            case ADD -> throw new OpenFlowException(OfError.OFPGMFC_OUT_OF_GROUPS, "this switch has no groups yet");
            case MODIFY -> throw new OpenFlowException(OfError.OFPGMFC_UNKNOWN_GROUP, "this switch has no groups yet");
            case DELETE -> {
                return Answer.NONE;
            }
            default -> throw new OpenFlowException(OfError.OFPGMFC_BAD_COMMAND, "command " + message.command());
        }
    }

    Answer stats(Peer peer, long xid) {
        return Answer.of(Multipart.empty(peer.version(), xid, Multipart.GROUP));
    }

    Answer desc(Peer peer, long xid) {
        return Answer.of(Multipart.empty(peer.version(), xid, Multipart.GROUP_DESC));
    }

    Answer features(Peer peer, long xid) {
        return Answer.of(Multipart.reply(
                peer.version(), xid, Multipart.GROUP_FEATURES, new WireBody(FEATURES_BYTES).zeros(FEATURES_BYTES)));
    }
}
