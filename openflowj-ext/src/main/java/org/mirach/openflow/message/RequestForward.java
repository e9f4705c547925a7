package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** OFPT_REQUESTFORWARD (OpenFlow 1.4.1, 7.4.6): another controller's {@code request} changed a group or a meter. */
public record RequestForward(OFVersion version, long xid, MirachMessage request) implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.REQUESTFORWARD;
    }
}
