package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Nicira's messages without an OpenFlow counterpart here (nicira-ext.h of Open vSwitch names them NXT_*). */
public sealed interface NiciraMessage extends MirachMessage {
    @Override
    default OFType getType() {
        return OFType.EXPERIMENTER;
    }

    /** NXT_SET_FLOW_FORMAT: the flow format that asynchronous messages shall have. */
    record SetFlowFormat(OFVersion version, long xid, int flowFormat) implements NiciraMessage {
        public static final int OPENFLOW10 = 0;
        public static final int NXM = 2;
    }

    /** NXT_FLOW_MOD_TABLE_ID: whether flow_mods of this connection carry a table id in their command's upper octet. */
    record FlowModTableId(OFVersion version, long xid, boolean set) implements NiciraMessage {}

    /** NXT_SET_PACKET_IN_FORMAT: the form that packet-ins shall have. */
    record SetPacketInFormat(OFVersion version, long xid, int packetInFormat) implements NiciraMessage {
        public static final int STANDARD = 0;
        public static final int NXT_PACKET_IN = 1;
        public static final int NXT_PACKET_IN2 = 2;
    }

    /** NXT_SET_CONTROLLER_ID: the id by which controller actions mean this connection. */
    record SetControllerId(OFVersion version, long xid, int controllerId) implements NiciraMessage {}

    /** NXT_FLOW_AGE: flow statistics shall say idle_age and hard_age. */
    record FlowAge(OFVersion version, long xid) implements NiciraMessage {}
}
