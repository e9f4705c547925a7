package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Flow entries; {@code more} says that another reply with the same xid follows. The encoder splits a reply that does
 * not fit into one message.
 */
public record FlowStatsReply(OFVersion version, long xid, WireFormat format, boolean more, List<FlowStatsEntry> entries)
        implements MirachMessage {
    public FlowStatsReply {
        entries = List.copyOf(entries);
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
