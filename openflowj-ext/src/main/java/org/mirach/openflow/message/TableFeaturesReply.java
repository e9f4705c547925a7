package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** The tables' features; the encoder splits a reply that does not fit into one message. */
public record TableFeaturesReply(OFVersion version, long xid, boolean more, List<TableFeatures> tables)
        implements MirachMessage {
    public TableFeaturesReply {
        tables = List.copyOf(tables);
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
