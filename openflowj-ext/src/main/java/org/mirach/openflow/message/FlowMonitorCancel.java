package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Ends a flow monitor: Nicira's message in OpenFlow 1.0, ONF's in 1.3. From 1.4 on a monitor request does it. */
public record FlowMonitorCancel(OFVersion version, long xid, int monitorId) implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.EXPERIMENTER;
    }
}
