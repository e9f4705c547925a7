package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A request that names one port, queue, group or meter, or all of them.
 *
 * @param id      number of the port, group or meter
 * @param queueId for the queue requests: of the queue, all ones for all; else 0
 */
public record ItemRequest(OFVersion version, long xid, Kind kind, int id, int queueId) implements MirachMessage {
    /** Groups and meters: all of them. */
    public static final int ALL_GROUPS = 0xfffffffc;

    public static final int ALL_METERS = 0xffffffff;
    public static final int ALL_QUEUES = 0xffffffff;

    /** What is asked for. */
    public enum Kind {
        PORT_STATS,
        QUEUE_STATS,
        /** OFPT_QUEUE_GET_CONFIG_REQUEST up to OpenFlow 1.3, OFPMP_QUEUE_DESC from 1.4 on. */
        QUEUE_CONFIG,
        GROUP_STATS,
        GROUP_DESC,
        METER_STATS,
        METER_CONFIG
    }

    @Override
    public OFType getType() {
        boolean message = kind == Kind.QUEUE_CONFIG && version.getWireVersion() < OFVersion.OF_14.getWireVersion();
        return message ? OFType.QUEUE_GET_CONFIG_REQUEST : OFType.STATS_REQUEST;
    }
}
