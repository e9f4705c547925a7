package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.model.Action;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Adds, changes or deletes a group, or some of its buckets (OpenFlow 1.3.5, 7.3.4.2; 1.5, 7.3.4.3 and Nicira's extension
 * for the bucket commands).
 *
 * @param command         OFPGC_*: 0 add, 1 modify, 2 delete, 3 insert_bucket, 5 remove_bucket; 0x8000 add_or_mod
 * @param groupType       OFPGT_*: 0 all, 1 select, 2 indirect, 3 fast failover
 * @param commandBucketId for the bucket commands: an id, or {@link #BUCKET_FIRST} and its like
 */
public record GroupMod(
        OFVersion version,
        long xid,
        int command,
        int groupType,
        int groupId,
        int commandBucketId,
        List<Bucket> buckets,
        Selection selection)
        implements MirachMessage {
    public static final int ADD = 0;
    public static final int MODIFY = 1;
    public static final int DELETE = 2;
    public static final int INSERT_BUCKET = 3;
    public static final int REMOVE_BUCKET = 5;
    public static final int ADD_OR_MODIFY = 0x8000;

    public static final int TYPE_ALL = 0;
    public static final int TYPE_SELECT = 1;
    public static final int TYPE_INDIRECT = 2;
    public static final int TYPE_FAST_FAILOVER = 3;

    public static final int BUCKET_MAX = 0xffffff00;
    public static final int BUCKET_FIRST = 0xfffffffd;
    public static final int BUCKET_LAST = 0xfffffffe;
    public static final int BUCKET_ALL = 0xffffffff;

    public GroupMod {
        buckets = List.copyOf(buckets);
    }

    /** OpenFlow 1.3's form. */
    public GroupMod(OFVersion version, long xid, int command, int groupType, int groupId, List<Bucket> buckets) {
        this(version, xid, command, groupType, groupId, BUCKET_ALL, buckets, Selection.DEFAULT);
    }

    @Override
    public OFType getType() {
        return OFType.GROUP_MOD;
    }

    /** One set of actions of a group. {@code bucketId} is {@link #BUCKET_ALL} where the switch shall choose it. */
    public record Bucket(int bucketId, int weight, int watchPort, int watchGroup, List<Action> actions) {
        public Bucket {
            actions = List.copyOf(actions);
        }
    }

    /**
     * How a select group chooses (selection_method of Open vSwitch).
     *
     * @param method empty for the switch's default, else "hash" or "dp_hash"
     * @param param  for dp_hash: the algorithm and basis; for hash: the basis
     * @param fields for hash: what to hash, each with the bits that count
     */
    public record Selection(String method, long param, List<MaskedField> fields) {
        public static final Selection DEFAULT = new Selection("", 0, List.of());

        public Selection {
            fields = List.copyOf(fields);
        }
    }
}
