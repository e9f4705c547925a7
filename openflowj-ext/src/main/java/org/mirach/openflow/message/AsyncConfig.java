package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Which asynchronous messages a controller wants: one bit for each reason, first as master or equal, then as slave.
 * OFPT_SET_ASYNC and OFPT_GET_ASYNC_REPLY of OpenFlow 1.3, NXT_SET_ASYNC_CONFIG of 1.0.
 */
public record AsyncConfig(
        OFVersion version,
        long xid,
        boolean reply,
        int packetInMaster,
        int packetInSlave,
        int portStatusMaster,
        int portStatusSlave,
        int flowRemovedMaster,
        int flowRemovedSlave)
        implements MirachMessage {
    @Override
    public OFType getType() {
        if (version == OFVersion.OF_10) {
            return OFType.EXPERIMENTER;
        }
        return reply ? OFType.GET_ASYNC_REPLY : OFType.SET_ASYNC;
    }
}
