package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** A request that says nothing beyond its kind. */
public record BasicRequest(OFVersion version, long xid, Kind kind) implements MirachMessage {
    /** What is asked for. */
    public enum Kind {
        FEATURES(OFType.FEATURES_REQUEST),
        GET_CONFIG(OFType.GET_CONFIG_REQUEST),
        BARRIER(OFType.BARRIER_REQUEST),
        GET_ASYNC(OFType.GET_ASYNC_REQUEST),
        DESC(OFType.STATS_REQUEST),
        TABLE_STATS(OFType.STATS_REQUEST),
        TABLE_DESC(OFType.STATS_REQUEST),
        GROUP_FEATURES(OFType.STATS_REQUEST),
        METER_FEATURES(OFType.STATS_REQUEST),
        /** NXST_IPFIX_BRIDGE. */
        IPFIX_BRIDGE(OFType.STATS_REQUEST),
        /** NXST_IPFIX_FLOW. */
        IPFIX_FLOW(OFType.STATS_REQUEST),
        /** NXT_TLV_TABLE_REQUEST. */
        TLV_TABLE(OFType.EXPERIMENTER);

        private final OFType type;

        Kind(OFType type) {
            this.type = type;
        }
    }

    @Override
    public OFType getType() {
        return kind.type;
    }
}
