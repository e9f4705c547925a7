package org.mirach.openflow.message;

import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Asks for the sums over flow entries (OFPMP_AGGREGATE, OFPST_AGGREGATE, NXST_AGGREGATE).
 *
 * @param tableId 0..254, or 255 for all
 */
public record AggregateStatsRequest(
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
