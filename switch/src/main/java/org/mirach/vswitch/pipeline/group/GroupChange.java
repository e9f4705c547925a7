package org.mirach.vswitch.pipeline.group;

import java.util.List;

/**
 * One group_mod as the pipeline means it. Immutable. What only the wire can get wrong (lengths, unknown properties) the
 * decoder has refused; everything else, {@link GroupTable} checks.
 *
 * @param type the number on the wire; it may be one that OpenFlow does not know
 * @param bucketId for the bucket commands: an id up to {@link #BUCKET_MAX}, or one of the names below
 */
public record GroupChange(
        Command command, int type, int groupId, int bucketId, List<Bucket> buckets, Selection selection) {
    public static final int BUCKET_MAX = 0xffffff00;
    public static final int BUCKET_FIRST = 0xfffffffd;
    public static final int BUCKET_LAST = 0xfffffffe;
    /** All buckets; of an added bucket: the switch chooses its id. */
    public static final int BUCKET_ALL = 0xffffffff;

    public GroupChange {
        buckets = List.copyOf(buckets);
    }

    /** What to do with the group. */
    public enum Command {
        ADD,
        MODIFY,
        /** Modifies the group where it is there, else adds it. */
        ADD_OR_MODIFY,
        /** Also the flow entries that refer to it; without effect where it is not there. */
        DELETE,
        INSERT_BUCKET,
        REMOVE_BUCKET;

        /** Whether it changes single buckets of a group whose type and selection stay. */
        public boolean ofBuckets() {
            return this == INSERT_BUCKET || this == REMOVE_BUCKET;
        }
    }

    public static GroupChange delete(int groupId) {
        return new GroupChange(Command.DELETE, 0, groupId, BUCKET_ALL, List.of(), Selection.DEFAULT);
    }
}
