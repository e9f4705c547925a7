package org.mirach.vswitch.pipeline.group;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.group.GroupChange.Command;

/**
 * What a group_mod must be whatever groups there are: the rules, and the order, of Open vSwitch. That a bucket's group
 * exists, or that groups don't refer to each other in a circle, is not asked, as Open vSwitch does not ask: translation
 * stops a packet that goes too deep.
 */
final class GroupCheck {
    private GroupCheck() {}

    /** Why {@code change} is refused, or null. */
    static OfError check(GroupChange change) {
        OfError error = commandBucket(change);
        if (error == null) {
            error = watches(change.buckets());
        }
        if (error == null && !distinctIds(change.buckets())) {
            error = OfError.OFPGMFC_BAD_BUCKET;
        }
        if (error == null) {
            error = typeAndCommand(change);
        }
        return error == null ? buckets(change) : error;
    }

    private static OfError commandBucket(GroupChange change) {
        int id = change.bucketId();
        boolean one = Integer.compareUnsigned(id, GroupChange.BUCKET_MAX) <= 0
                || id == GroupChange.BUCKET_FIRST
                || id == GroupChange.BUCKET_LAST;
        boolean good = switch (change.command()) {
            case INSERT_BUCKET -> one;
            case REMOVE_BUCKET -> one || id == GroupChange.BUCKET_ALL;
            case ADD, MODIFY, ADD_OR_MODIFY, DELETE -> id == GroupChange.BUCKET_ALL;
        };
        return good ? null : OfError.OFPGMFC_BAD_BUCKET;
    }

    private static OfError watches(List<Bucket> buckets) {
        for (Bucket bucket : buckets) {
            if (!PortNo.fitsOf10(bucket.watchPort())) {
                return OfError.OFPGMFC_BAD_WATCH;
            }
        }
        return null;
    }

    static boolean distinctIds(List<Bucket> buckets) {
        Set<Integer> ids = new HashSet<>();
        for (Bucket bucket : buckets) {
            if (bucket.bucketId() != GroupChange.BUCKET_ALL && !ids.add(bucket.bucketId())) {
                return false;
            }
        }
        return true;
    }

    private static OfError typeAndCommand(GroupChange change) {
        GroupType type = GroupType.of(change.type());
        if (type == null) {
            return OfError.OFPGMFC_BAD_TYPE;
        }
        boolean one = change.buckets().size() == 1;
        if (type == GroupType.INDIRECT && change.command() != Command.DELETE && !one) {
            return OfError.OFPGMFC_INVALID_GROUP;
        }
        boolean buckets = !change.buckets().isEmpty();
        return change.command() == Command.REMOVE_BUCKET && buckets ? OfError.OFPGMFC_BAD_BUCKET : null;
    }

    private static OfError buckets(GroupChange change) {
        GroupType type = GroupType.of(change.type());
        for (Bucket bucket : change.buckets()) {
            boolean weighted = bucket.weight() != 0 && type != GroupType.SELECT;
            if (weighted && change.command() != Command.INSERT_BUCKET) {
                return OfError.OFPGMFC_INVALID_GROUP;
            }
            boolean watches = bucket.hasLiveness();
            if (watches && (type == GroupType.ALL || type == GroupType.INDIRECT)) {
                return OfError.OFPGMFC_WATCH_UNSUPPORTED;
            }
            if (!watches && type == GroupType.FAST_FAILOVER) {
                return OfError.OFPGMFC_INVALID_GROUP;
            }
        }
        return null;
    }
}
