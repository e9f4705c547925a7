package org.mirach.openflow.message;

import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Asks for the ports (OFPMP_PORT_DESC; Open vSwitch has it in OpenFlow 1.0 too, as statistics type 13).
 *
 * @param portNo the one that is asked for, which only OpenFlow 1.5 can say, or {@link PortNo#ANY}
 */
public record PortDescRequest(OFVersion version, long xid, int portNo) implements MirachMessage {
    /** Of all ports. */
    public PortDescRequest(OFVersion version, long xid) {
        this(version, xid, PortNo.ANY);
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REQUEST;
    }
}
