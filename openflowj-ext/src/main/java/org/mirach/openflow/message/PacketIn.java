package org.mirach.openflow.message;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A packet for the controller (OFPT_PACKET_IN of OpenFlow 1.0 and 1.3, NXT_PACKET_IN).
 *
 * @param totalLength octets of the whole packet; {@code data} may hold fewer
 * @param reason      {@link org.mirach.openflow.model.PacketInReason}
 * @param tableId     table whose entry sent it; OpenFlow 1.0 does not carry it
 * @param cookie      of the entry that sent it, all ones when there is none; OpenFlow 1.0 does not carry it
 * @param metadata    pipeline fields: IN_PORT at least
 */
public record PacketIn(
        OFVersion version,
        long xid,
        WireFormat format,
        int bufferId,
        int totalLength,
        int reason,
        int tableId,
        long cookie,
        Match metadata,
        Bytes data)
        implements MirachMessage {
    /** Port that the packet came in on. */
    public int inPort() {
        return (int) metadata.value(Field.IN_PORT);
    }

    @Override
    public OFType getType() {
        return format == WireFormat.NXM ? OFType.EXPERIMENTER : OFType.PACKET_IN;
    }
}
