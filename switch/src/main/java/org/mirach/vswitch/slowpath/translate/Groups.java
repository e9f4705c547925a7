package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.model.HashFields;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.Liveness;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Groups (OpenFlow 1.3.5, 5.6). Each bucket has a copy of the packet, and is an action set. A select group takes the
 * bucket by the datapath's hash of the packet, which it computes once and keeps: packets of a connection stay together,
 * and the group needs but one cached flow a bucket.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Groups {
    /** The hash that Open vSwitch asks for by default: symmetric, of the transport's addresses and ports. */
    private static final int SYMMETRIC_L4 = 1;

    private final Context context;
    private final TableWalk walk;

    Groups(Context context, TableWalk walk) {
        this.context = context;
        this.walk = walk;
    }

    /** @return false where there is no such group: then the rest of the list is left out */
    boolean execute(int groupId, boolean last) {
        if (!walk.within()) {
            return true;
        }
        GroupEntry group = context.view.group(groupId);
        if (group == null) {
            context.step(() -> "     >> output to nonexistent group " + Integer.toUnsignedString(groupId));
            return false;
        }
        switch (group.type()) {
            case ALL, INDIRECT -> all(group, last);
            case SELECT -> one(group, select(group), last);
            case FAST_FAILOVER -> one(group, firstLive(group), last);
        }
        return true;
    }

    private void all(GroupEntry group, boolean last) {
        List<Bucket> buckets = group.buckets();
        for (int i = 0; i < buckets.size() && !context.failed; i++) {
            run(buckets.get(i), last && i == buckets.size() - 1);
        }
        context.groups.add(new Translation.GroupUse(group, null));
    }

    private void one(GroupEntry group, Bucket bucket, boolean last) {
        if (bucket == null) {
            context.detail(() -> "no live bucket");
            return;
        }
        context.detail(() -> "using bucket " + bucket.bucketId());
        run(bucket, last);
        context.groups.add(new Translation.GroupUse(group, bucket));
    }

    private void run(Bucket bucket, boolean last) {
        context.indent++;
        context.step(() -> "bucket " + Integer.toUnsignedString(bucket.bucketId()));
        context.isolated(() -> {
            context.depth++;
            walk.run(Op.ofActions(ActionSet.ordered(bucket.actions())), last, true);
            context.depth--;
            if (context.freezer.freezing() && !context.failed) {
                context.freezer.finish();
            }
        });
        context.exited = context.failed && !context.failedByPacket;
        if (context.failedByPacket) { // the packet's fault: other buckets may do
            context.failed = false;
            context.failedByPacket = false;
        }
        context.indent--;
    }

    private Bucket firstLive(GroupEntry group) {
        for (Bucket bucket : group.buckets()) {
            if (Liveness.alive(context.view, group, bucket)) {
                return bucket;
            }
            notLive(bucket);
        }
        return null;
    }

    private void notLive(Bucket bucket) {
        context.detail(() -> {
            String port = bucket.watchPort() == PortNo.ANY ? "" : "port " + FlowText.formatPort(bucket.watchPort());
            String group = bucket.watchGroup() == PortNo.GROUP_ANY
                    ? ""
                    : "port " + Integer.toUnsignedString(bucket.watchGroup());
            String both = port.isEmpty() || group.isEmpty() ? port + group : port + " and " + group;
            return "bucket " + Integer.toUnsignedString(bucket.bucketId()) + ": not live due to " + both;
        });
    }

    private Bucket select(GroupEntry group) {
        if (context.unparsed) { // the hash may need what a label covered
            context.freezer.trigger();
            return null;
        }
        if (group.hashTable() != null) {
            return byDatapathHash(group);
        }
        return group.selection().method() == Selection.Method.HASH
                        && !group.selection().fields().isEmpty()
                ? best(group, hash(group.selection()))
                : best(group, defaultHash());
    }

    private Bucket byDatapathHash(GroupEntry group) {
        int hash = (int) context.key[KeyLayout.W_TYPE_HASH];
        if (hash == 0) {
            boolean asked = group.selection().method() == Selection.Method.DP_HASH;
            long parameter = group.selection().parameter();
            context.freezer.triggerWithHash(
                    asked
                            ? new DatapathAction.Hash((int) (parameter >>> 32), (int) parameter)
                            : new DatapathAction.Hash(SYMMETRIC_L4, 0));
            return null;
        }
        context.lookedAt[KeyLayout.W_TYPE_HASH] |= group.hashTable().mask();
        for (int i = 0; i < group.hashTable().size(); i++) {
            Bucket bucket = group.hashTable().bucket(hash + i);
            if (Liveness.alive(context.view, group, bucket)) {
                return bucket;
            }
        }
        return null;
    }

    private int defaultHash() {
        FlowHash.look(HashFields.SYMMETRIC_L4, context.key, context.lookedAt);
        return FlowHash.of(HashFields.SYMMETRIC_L4, context.key, 0);
    }

    private int hash(Selection selection) {
        int basis = Hashes.ofLong(selection.parameter());
        for (MaskedField each : selection.fields()) {
            FieldSlot slot = FieldSlot.of(each.field());
            if (slot != null && context.prerequisites.met(each.field())) {
                FieldValue mask = each.mask();
                FieldValue value = slot.get(context.key).and(mask);
                slot.put(context.lookedAt, -1, -1, mask.hi(), mask.lo());
                basis = Hashes.ofBytes(value.octets((each.field().bits() + 7) / 8), basis);
            }
        }
        return basis;
    }

    /** The bucket that the packet's hash favours most, weighted: few packets move when a bucket comes or goes. */
    private Bucket best(GroupEntry group, int basis) {
        Bucket best = null;
        long bestScore = 0;
        for (Bucket bucket : group.buckets()) {
            if (!Liveness.alive(context.view, group, bucket)) {
                notLive(bucket);
                continue;
            }
            long score = (Hashes.ofInt(bucket.bucketId(), basis) & 0xffffL) * bucket.weight() & 0xffffffffL;
            context.detail(() -> "bucket " + Integer.toUnsignedString(bucket.bucketId()) + ": score " + score);
            if (score >= bestScore) {
                best = bucket;
                bestScore = score;
            }
        }
        return best;
    }
}
