package org.mirach.vswitch.pipeline.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mirach.openflow.error.OfError;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.version.VersionedMap;

/**
 * The groups of the switch, by the rules of Open vSwitch: a modified group counts from zero but is as old as it was; one
 * that is not there can be deleted; what its buckets refer to need not exist.
 *
 * <p>The pipeline drives it: flow entries that refer to a deleted group go with it.
 *
 * <p><b>Threads:</b> the agent thread changes; any thread calls {@link #get} and {@link #all} for a version it holds.
 */
@RunsOn(Role.AGENT)
public final class GroupTable {
    public static final int MAX_GROUP_ID = 0xffffff00;
    /** In requests: all groups. */
    public static final int ALL_GROUPS = 0xfffffffc;

    private final VersionedMap<GroupEntry> groups = new VersionedMap<>();
    private final LongSupplier nanoTime;
    private final int[] countByType = new int[GroupType.values().length];
    /** Unsigned, as OpenFlow reports them. */
    private final int[] maxByType = new int[GroupType.values().length];

    /** @param nanoTime as {@code System.nanoTime} */
    public GroupTable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Arrays.fill(maxByType, MAX_GROUP_ID);
    }

    /** The group at {@code version}, or null. */
    @RunsOn(Role.ANY)
    public GroupEntry get(int groupId, long version) {
        return groups.get(groupId, version);
    }

    /** The groups of {@code version}, by growing id. */
    @RunsOn(Role.ANY)
    public List<GroupEntry> all(long version) {
        return groups.all(version);
    }

    /** How many groups of a type there may be, unsigned. */
    public int maxGroups(GroupType type) {
        return maxByType[type.ordinal()];
    }

    /** Sets how many groups of a type there may be. Groups that are there stay. */
    public void maxGroups(GroupType type, int count) {
        maxByType[type.ordinal()] = count;
    }

    /**
     * Executes anything but a delete.
     *
     * @param undo is handed each step that takes the change back
     * @return why it was refused, with nothing changed; or null
     */
    public OfError apply(GroupChange change, long version, Consumer<Runnable> undo) {
        OfError error = GroupCheck.check(change);
        if (error != null) {
            return error;
        }
        GroupEntry old = groups.get(change.groupId(), version);
        return switch (change.command()) {
            case ADD -> old == null ? add(change, version, undo) : OfError.OFPGMFC_GROUP_EXISTS;
            case ADD_OR_MODIFY -> old == null ? add(change, version, undo) : modify(change, old, version, undo);
            case MODIFY, INSERT_BUCKET, REMOVE_BUCKET ->
                old == null ? OfError.OFPGMFC_UNKNOWN_GROUP : modify(change, old, version, undo);
            case DELETE -> throw new IllegalArgumentException("the pipeline deletes groups");
        };
    }

    /** Why a delete is refused, or null. */
    public static OfError checkDelete(GroupChange change) {
        return GroupCheck.check(change);
    }

    /** Takes a group out of force from {@code version} on. */
    public void remove(GroupEntry group, long version, Consumer<Runnable> undo) {
        undo.accept(groups.remove(group.groupId(), version));
        count(group.type(), -1, undo);
    }

    /** Lets go of what no reader can see. */
    public void reclaim(long oldestReader) {
        groups.reclaim(oldestReader);
    }

    private OfError add(GroupChange change, long version, Consumer<Runnable> undo) {
        GroupType type = GroupType.of(change.type());
        if (full(type)) {
            return OfError.OFPGMFC_OUT_OF_GROUPS;
        }
        if (Integer.compareUnsigned(change.groupId(), MAX_GROUP_ID) > 0) {
            return OfError.OFPGMFC_INVALID_GROUP;
        }
        long now = nanoTime.getAsLong();
        List<Bucket> buckets = numbered(change.buckets(), List.of());
        put(GroupEntry.create(change.groupId(), type, buckets, change.selection(), now, now), version, undo);
        count(type, 1, undo);
        return null;
    }

    private OfError modify(GroupChange change, GroupEntry old, long version, Consumer<Runnable> undo) {
        boolean ofBuckets = change.command().ofBuckets();
        GroupType type = ofBuckets ? old.type() : GroupType.of(change.type());
        if (type != old.type() && full(type)) {
            return OfError.OFPGMFC_OUT_OF_GROUPS;
        }
        List<Bucket> buckets = new ArrayList<>();
        OfError error = switch (change.command()) {
            case INSERT_BUCKET -> insert(change, old, buckets);
            case REMOVE_BUCKET -> removeBuckets(change.bucketId(), old, buckets);
            case ADD, MODIFY, ADD_OR_MODIFY, DELETE -> {
                buckets.addAll(numbered(change.buckets(), List.of()));
                yield null;
            }
        };
        if (error != null) {
            return error;
        }
        Selection selection = ofBuckets ? old.selection() : change.selection();
        long now = nanoTime.getAsLong();
        put(GroupEntry.create(old.groupId(), type, buckets, selection, old.createdNs(), now), version, undo);
        if (type != old.type()) {
            count(old.type(), -1, undo);
            count(type, 1, undo);
        }
        return null;
    }

    private static OfError insert(GroupChange change, GroupEntry old, List<Bucket> result) {
        Bucket named = old.bucket(change.bucketId());
        int at = switch (change.bucketId()) {
            case GroupChange.BUCKET_FIRST -> 0;
            case GroupChange.BUCKET_LAST -> old.buckets().size();
            default -> named == null ? -1 : old.buckets().indexOf(named) + 1;
        };
        if (at < 0) {
            return OfError.OFPGMFC_UNKNOWN_BUCKET;
        }
        old.buckets().forEach(bucket -> result.add(bucket.anew()));
        result.addAll(at, numbered(change.buckets(), old.buckets()));
        return GroupCheck.distinctIds(result) ? null : OfError.OFPGMFC_BUCKET_EXISTS;
    }

    private static OfError removeBuckets(int bucketId, GroupEntry old, List<Bucket> result) {
        if (bucketId == GroupChange.BUCKET_ALL) {
            return null;
        }
        old.buckets().forEach(bucket -> result.add(bucket.anew()));
        switch (bucketId) {
            case GroupChange.BUCKET_FIRST ->
                result.subList(0, Math.min(1, result.size())).clear();
            case GroupChange.BUCKET_LAST ->
                result.subList(Math.max(0, result.size() - 1), result.size()).clear();
            default -> {
                if (!result.removeIf(bucket -> bucket.bucketId() == bucketId)) {
                    return OfError.OFPGMFC_UNKNOWN_BUCKET;
                }
            }
        }
        return null;
    }

    /** Buckets that left the choice to the switch get the lowest numbers that are free. */
    private static List<Bucket> numbered(List<Bucket> buckets, List<Bucket> others) {
        Set<Integer> taken = new HashSet<>();
        buckets.forEach(bucket -> taken.add(bucket.bucketId()));
        others.forEach(bucket -> taken.add(bucket.bucketId()));
        List<Bucket> result = new ArrayList<>(buckets.size());
        int next = 0;
        for (Bucket bucket : buckets) {
            if (bucket.bucketId() == GroupChange.BUCKET_ALL) {
                while (!taken.add(next)) {
                    next++;
                }
                result.add(bucket.withId(next));
            } else {
                result.add(bucket);
            }
        }
        return result;
    }

    private boolean full(GroupType type) {
        return Integer.compareUnsigned(countByType[type.ordinal()], maxByType[type.ordinal()]) >= 0;
    }

    private void put(GroupEntry group, long version, Consumer<Runnable> undo) {
        undo.accept(groups.put(group.groupId(), group, version));
    }

    private void count(GroupType type, int by, Consumer<Runnable> undo) {
        countByType[type.ordinal()] += by;
        undo.accept(() -> countByType[type.ordinal()] -= by);
    }
}
