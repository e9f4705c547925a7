package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** Nicira's settings of one connection (nicira-ext.h of Open vSwitch). */
@RunsOn(Role.AGENT)
final class NiciraHandler implements MessageHandler<NiciraMessage> {
    @Override
    public Answer handle(Peer peer, NiciraMessage message) throws OpenFlowException {
        switch (message) {
            case NiciraMessage.SetFlowFormat set -> peer.flowFormat(flowFormat(set.flowFormat()));
            case NiciraMessage.SetPacketInFormat set -> peer.packetInFormat(packetInFormat(set.packetInFormat()));
            case NiciraMessage.SetControllerId set -> peer.controllerId(set.controllerId());
            case NiciraMessage.FlowAge _ -> peer.flowAge(true);
            // The decoder of the connection has taken note: from now on commands carry a table id.
            case NiciraMessage.FlowModTableId _ -> {}
        }
        return Answer.NONE;
    }

    private static int flowFormat(int format) throws OpenFlowException {
        if (format != NiciraMessage.SetFlowFormat.OPENFLOW10 && format != NiciraMessage.SetFlowFormat.NXM) {
            throw new OpenFlowException(OfError.OFPBRC_EPERM, "flow format " + format + " does not exist");
        }
        return format;
    }

    private static int packetInFormat(int format) throws OpenFlowException {
        if (format < NiciraMessage.SetPacketInFormat.STANDARD
                || format > NiciraMessage.SetPacketInFormat.NXT_PACKET_IN2) {
            throw new OpenFlowException(OfError.OFPBRC_EPERM, "packet-in format " + format + " does not exist");
        }
        return format;
    }
}
