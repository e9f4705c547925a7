package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Asks for the tables' features, or sets them when {@code tables} is not empty. */
public record TableFeaturesRequest(OFVersion version, long xid, boolean more, List<TableFeatures> tables)
        implements MirachMessage {
    public TableFeaturesRequest {
        tables = List.copyOf(tables);
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REQUEST;
    }
}
