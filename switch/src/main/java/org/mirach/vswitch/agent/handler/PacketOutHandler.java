package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** OFPT_PACKET_OUT: a packet from the controller goes through actions (OpenFlow 1.3.5, 7.3.7). */
@RunsOn(Role.AGENT)
final class PacketOutHandler implements MessageHandler<PacketOut> {
    private final PacketOutSink sink;

    PacketOutHandler(PacketOutSink sink) {
        this.sink = sink;
    }

    @Override
    public Answer handle(Peer peer, PacketOut message) throws OpenFlowException {
        check(message);
        OfError error =
                sink.inject(message.inPort(), message.actions(), message.data().array());
        if (error != null) {
            throw new OpenFlowException(error, "actions " + message.actions());
        }
        return Answer.NONE;
    }

    /** Refuses what no actions can be done to. */
    void check(PacketOut message) throws OpenFlowException {
        if (message.bufferId() != PortNo.NO_BUFFER) {
            throw new OpenFlowException(OfError.OFPBRC_BUFFER_UNKNOWN, "this switch buffers no packets");
        }
        if (!mayComeFrom(message.inPort())) {
            throw new OpenFlowException(
                    OfError.OFPBRC_BAD_PORT, "in_port " + Integer.toUnsignedString(message.inPort()));
        }
    }

    private static boolean mayComeFrom(int port) {
        return switch (port) {
            case PortNo.LOCAL, PortNo.CONTROLLER, PortNo.ANY -> true;
            default -> Integer.compareUnsigned(port, PortNo.MAX_OF10) < 0;
        };
    }
}
