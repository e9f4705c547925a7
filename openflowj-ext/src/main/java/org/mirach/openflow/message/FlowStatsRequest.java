package org.mirach.openflow.message;

import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Asks for flow entries (OFPMP_FLOW, OFPST_FLOW, NXST_FLOW).
 *
 * @param tableId 0..254, or 255 for all
 */
public record FlowStatsRequest(
        OFVersion version,
        long xid,
        WireFormat format,
        int tableId,
        int outPort,
        int outGroup,
        long cookie,
        long cookieMask,
        Match match)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.STATS_REQUEST;
    }
}
