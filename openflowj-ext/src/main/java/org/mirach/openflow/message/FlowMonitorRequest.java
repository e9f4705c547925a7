package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Match;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Sets up, changes or ends flow monitors: NXST_FLOW_MONITOR in OpenFlow 1.0, ONF's extension in 1.3, OFPMP_FLOW_MONITOR
 * from 1.4 on (OpenFlow 1.4.1, 7.3.5.17).
 */
public record FlowMonitorRequest(OFVersion version, long xid, List<Monitor> monitors) implements MirachMessage {
    public static final int ADD_MONITOR = 0;
    public static final int MODIFY_MONITOR = 1;
    public static final int DELETE_MONITOR = 2;
    /** Flags, as OpenFlow 1.4 numbers them: what is told. */
    public static final int INITIAL = 1;

    public static final int ADD = 1 << 1;
    public static final int REMOVED = 1 << 2;
    public static final int MODIFY = 1 << 3;
    /** With the instructions. */
    public static final int INSTRUCTIONS = 1 << 4;
    /** Changes of this connection's own are told in full (Nicira and ONF: OWN). */
    public static final int NO_ABBREV = 1 << 5;
    /** No changes but this connection's own. */
    public static final int ONLY_OWN = 1 << 6;

    public FlowMonitorRequest {
        monitors = List.copyOf(monitors);
    }

    /** One of them. {@code tableId} is 255 for all tables; {@code outPort} and {@code outGroup} ANY for all. */
    public record Monitor(int id, int command, int flags, int tableId, int outPort, int outGroup, Match match) {}

    @Override
    public OFType getType() {
        return OFType.STATS_REQUEST;
    }
}
