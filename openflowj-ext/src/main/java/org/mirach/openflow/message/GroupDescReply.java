package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** The groups as they were made; the encoder splits a reply that does not fit into one message. */
public record GroupDescReply(OFVersion version, long xid, boolean more, List<Entry> groups) implements MirachMessage {
    public GroupDescReply {
        groups = List.copyOf(groups);
    }

    /** One group; {@code groupType} and {@code selection} as in {@link GroupMod}. */
    public record Entry(int groupId, int groupType, List<GroupMod.Bucket> buckets, GroupMod.Selection selection) {
        public Entry {
            buckets = List.copyOf(buckets);
        }
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
