package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Adds (0), changes (1) or deletes (2) a group (OpenFlow 1.3.5, 7.3.4.2).
 *
 * @param groupType OFPGT_*: 0 all, 1 select, 2 indirect, 3 fast failover
 */
public record GroupMod(OFVersion version, long xid, int command, int groupType, int groupId, List<Bucket> buckets)
        implements MirachMessage {
    public GroupMod {
        buckets = List.copyOf(buckets);
    }

    @Override
    public OFType getType() {
        return OFType.GROUP_MOD;
    }

    /** One set of actions of a group. */
    public record Bucket(int weight, int watchPort, int watchGroup, List<Action> actions) {
        public Bucket {
            actions = List.copyOf(actions);
        }
    }
}
