package org.mirach.openflow.message;

import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A flow entry is gone (OFPT_FLOW_REMOVED of OpenFlow 1.0 and 1.3, NXT_FLOW_REMOVED).
 *
 * @param reason       {@link org.mirach.openflow.model.FlowRemovedReason}
 * @param durationSec  seconds that it lived, and {@code durationNsec} nanoseconds more
 * @param idleTimeout  seconds; {@code hardTimeout} likewise, 0 where the wire does not carry it
 */
public record FlowRemoved(
        OFVersion version,
        long xid,
        WireFormat format,
        long cookie,
        int priority,
        int reason,
        int tableId,
        long durationSec,
        int durationNsec,
        int idleTimeout,
        int hardTimeout,
        long packetCount,
        long byteCount,
        Match match)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return format == WireFormat.NXM ? OFType.EXPERIMENTER : OFType.FLOW_REMOVED;
    }
}
