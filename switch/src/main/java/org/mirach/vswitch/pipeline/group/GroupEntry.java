package org.mirach.vswitch.pipeline.group;

import java.util.List;

/**
 * A group as one version of the pipeline has it. Immutable but for what it counts; a modified group is a new entry.
 *
 * @param groupId unsigned, at most {@link GroupTable#MAX_GROUP_ID}
 * @param selection how a select group chooses
 * @param hashTable of a select group: bucket by hash of the datapath; null where the method is another, or the weights
 *     ask for too many values
 * @param traffic the packets that were given to the group
 * @param createdNs {@code System.nanoTime} of the add; a modified group is as old as it was
 * @param modifiedNs {@code System.nanoTime} of the last change
 */
public record GroupEntry(
        int groupId,
        GroupType type,
        List<Bucket> buckets,
        Selection selection,
        HashTable hashTable,
        TrafficCounter traffic,
        long createdNs,
        long modifiedNs) {
    public GroupEntry {
        buckets = List.copyOf(buckets);
    }

    static GroupEntry create(
            int groupId, GroupType type, List<Bucket> buckets, Selection selection, long createdNs, long modifiedNs) {
        boolean byDatapath = type == GroupType.SELECT && selection.method() != Selection.Method.HASH;
        HashTable hashTable = byDatapath ? HashTable.of(buckets) : null;
        return new GroupEntry(
                groupId, type, buckets, selection, hashTable, new TrafficCounter(), createdNs, modifiedNs);
    }

    /** The bucket of that id, or null. */
    public Bucket bucket(int bucketId) {
        for (Bucket bucket : buckets) {
            if (bucket.bucketId() == bucketId) {
                return bucket;
            }
        }
        return null;
    }
}
