package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Asks for the ports (OFPMP_PORT_DESC; Open vSwitch has it in OpenFlow 1.0 too, as statistics type 13). */
public record PortDescRequest(OFVersion version, long xid) implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.STATS_REQUEST;
    }
}
