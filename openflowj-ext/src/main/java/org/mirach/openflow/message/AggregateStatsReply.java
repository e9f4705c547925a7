package org.mirach.openflow.message;

import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Sums over flow entries. */
public record AggregateStatsReply(
        OFVersion version, long xid, WireFormat format, long packetCount, long byteCount, long flowCount)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
