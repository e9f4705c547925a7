package org.mirach.vswitch.agent.handler;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.mirach.openflow.message.GroupDescReply;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.GroupTable;
import org.mirach.vswitch.pipeline.group.GroupType;

/** The group multiparts (OpenFlow 1.3.5, 7.3.5.9 to 11; Nicira's in 1.0). */
@RunsOn(Role.AGENT)
final class GroupStatsHandler {
    private static final int STATS_BYTES = 40;
    private static final int BUCKET_STATS_BYTES = 16;
    /** By weight, by liveness, chained, and chains are checked for loops when packets take them. */
    private static final int CAPABILITIES = 0b0111;

    private static final int ALL_TYPES = 0b1111;
    /** Every action of OpenFlow 1.3: output, copy TTL, MPLS and IP TTL, tags, queues, groups, set-field, experimenter. */
    private static final int ACTIONS = 0x07ff9801;

    /** All twelve of OpenFlow 1.0. */
    private static final int ACTIONS_10 = 0xfff;

    private final Pipeline pipeline;
    private final FreshCounters counters;
    private final LongSupplier nanoTime;

    GroupStatsHandler(Pipeline pipeline, FreshCounters counters, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    Answer stats(Peer peer, ItemRequest request) {
        return counters.then(() -> new Answer.Stream(Multipart.replies(
                peer.version(),
                request.xid(),
                peer.openFlow10() ? Multipart.nicira(Nicira.NXST_GROUP) : Multipart.of(Multipart.GROUP),
                groups(request.id()).iterator(),
                this::writeStats)));
    }

    /** A group that does not exist is left out, which is no error. */
    private List<GroupEntry> groups(int groupId) {
        long version = pipeline.version();
        if (groupId == GroupTable.ALL_GROUPS) {
            return pipeline.groups().all(version);
        }
        GroupEntry one = pipeline.groups().get(groupId, version);
        return one == null ? List.of() : List.of(one);
    }

    private void writeStats(WireBody body, GroupEntry group) {
        long ageNs = nanoTime.getAsLong() - group.createdNs();
        body.u16(STATS_BYTES + BUCKET_STATS_BYTES * group.buckets().size())
                .zeros(2)
                .u32(group.groupId())
                .u32(pipeline.groupReferences(group.groupId()))
                .zeros(4)
                .u64(group.traffic().packets())
                .u64(group.traffic().bytes())
                .u32(Durations.seconds(ageNs))
                .u32(Durations.nanoseconds(ageNs));
        for (Bucket bucket : group.buckets()) {
            body.u64(bucket.traffic().packets()).u64(bucket.traffic().bytes());
        }
    }

    Answer desc(Peer peer, ItemRequest request) {
        return new Answer.Stream(new DescPieces(peer, request, groups(request.id())));
    }

    /** <b>Threads:</b> one. */
    private static final class DescPieces implements Iterator<GroupDescReply> {
        private static final int GROUPS_PER_REPLY = 128;

        private final Peer peer;
        private final ItemRequest request;
        private final List<GroupEntry> groups;
        private int next;
        private boolean done;

        DescPieces(Peer peer, ItemRequest request, List<GroupEntry> groups) {
            this.peer = peer;
            this.request = request;
            this.groups = groups;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public GroupDescReply next() {
            int end = Math.min(groups.size(), next + GROUPS_PER_REPLY);
            List<GroupDescReply.Entry> piece =
                    groups.subList(next, end).stream().map(DescPieces::entry).toList();
            next = end;
            done = next == groups.size();
            return new GroupDescReply(peer.version(), request.xid(), !done, piece);
        }

        private static GroupDescReply.Entry entry(GroupEntry group) {
            return new GroupDescReply.Entry(
                    group.groupId(),
                    group.type().ordinal(),
                    group.buckets().stream().map(DescPieces::bucket).toList(),
                    new GroupMod.Selection(
                            group.selection().method().wireName(),
                            group.selection().parameter(),
                            group.selection().fields()));
        }

        private static GroupMod.Bucket bucket(Bucket bucket) {
            return new GroupMod.Bucket(
                    bucket.bucketId(), bucket.weight(), bucket.watchPort(), bucket.watchGroup(), bucket.actions());
        }
    }

    Answer features(Peer peer, long xid) {
        WireBody body = new WireBody(STATS_BYTES).u32(ALL_TYPES).u32(CAPABILITIES);
        for (GroupType type : GroupType.values()) {
            body.u32(pipeline.groups().maxGroups(type));
        }
        for (int i = 0; i < GroupType.values().length; i++) {
            body.u32(peer.openFlow10() ? ACTIONS_10 : ACTIONS);
        }
        Multipart.Kind kind = peer.openFlow10()
                ? Multipart.nicira(Nicira.NXST_GROUP_FEATURES)
                : Multipart.of(Multipart.GROUP_FEATURES);
        return Answer.of(Multipart.reply(peer.version(), xid, kind, body));
    }
}
