package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A packet from the controller.
 *
 * @param inPort the port the packet is treated as having come in on, or {@link PortNo#CONTROLLER} or {@link PortNo#ANY}
 * @param data   the frame; empty when {@code bufferId} names it
 */
public record PacketOut(OFVersion version, long xid, int bufferId, int inPort, List<Action> actions, Bytes data)
        implements MirachMessage {
    public PacketOut {
        actions = List.copyOf(actions);
    }

    /** OpenFlow 1.3, unbuffered. */
    public PacketOut(long xid, int inPort, List<Action> actions, Bytes data) {
        this(OFVersion.OF_13, xid, PortNo.NO_BUFFER, inPort, actions, data);
    }

    @Override
    public OFType getType() {
        return OFType.PACKET_OUT;
    }
}
