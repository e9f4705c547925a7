package org.mirach.vswitch.agent.async;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.handler.WireBody;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * NXT_PACKET_IN2, the form that {@code ovs-ofctl monitor} asks for first: a list of properties (nicira-ext.h of Open
 * vSwitch). Stateless.
 */
final class PacketIn2 {
    private static final int EXPERIMENTER = 4;
    private static final int NICIRA = 0x2320;
    private static final int NXT_PACKET_IN2 = 30;
    private static final int PACKET = 0;
    private static final int FULL_LEN = 1;
    private static final int TABLE_ID = 3;
    private static final int COOKIE = 4;
    private static final int REASON = 5;
    private static final int METADATA = 6;

    private PacketIn2() {}

    static RawMessage of(PacketIn packetIn) {
        WireBody body = new WireBody(packetIn.data().size() + 96).u32(NICIRA).u32(NXT_PACKET_IN2);
        property(body, PACKET, packetIn.data());
        if (packetIn.totalLength() > packetIn.data().size()) {
            property(body, FULL_LEN, new WireBody(4).u32(packetIn.totalLength()).bytes());
        }
        property(body, TABLE_ID, new WireBody(1).u8(packetIn.tableId()).bytes());
        property(body, COOKIE, new WireBody(12).zeros(4).u64(packetIn.cookie()).bytes());
        property(body, REASON, new WireBody(1).u8(packetIn.reason()).bytes());
        property(body, METADATA, fields(packetIn.version(), packetIn.metadata()));
        return new RawMessage(packetIn.version(), packetIn.xid(), EXPERIMENTER, body.bytes());
    }

    private static void property(WireBody body, int type, Bytes value) {
        int length = 4 + value.size();
        body.u16(type).u16(length).octets(value).zeros(-length & 7);
    }

    /** In NXM for OpenFlow 1.0, else in OXM. */
    private static Bytes fields(OFVersion version, Match metadata) {
        WireBody body = new WireBody(24);
        long inPort = metadata.value(Field.IN_PORT);
        if (version == OFVersion.OF_10) {
            body.u32(header(Field.IN_PORT16.nxmId(), 2)).u16(PortNo.toOf10((int) inPort));
        } else {
            body.u32(header(Field.IN_PORT.oxmId(), 4)).u32(inPort);
        }
        if (metadata.has(Field.METADATA)) {
            body.u32(header(Field.METADATA.oxmId(), 8)).u64(metadata.value(Field.METADATA));
        }
        return body.bytes();
    }

    /** {@link FieldIds} keep class and field; the header has a mask bit and the length behind them. */
    private static long header(int id, int octets) {
        return (long) id << 9 | octets;
    }
}
