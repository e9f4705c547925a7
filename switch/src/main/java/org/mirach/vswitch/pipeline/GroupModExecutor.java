package org.mirach.vswitch.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.GroupTable;
import org.mirach.vswitch.pipeline.meter.MeterChange;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterTable;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * What group_mod and meter_mod mean (OpenFlow 1.3.5, 6.5 and 6.6): what the tables do, and what becomes of the flow entries
 * that refer to a deleted group or meter.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class GroupModExecutor {
    private final Pipeline pipeline;
    private final GroupTable groups;
    private final MeterTable meters;
    private final References references;

    GroupModExecutor(Pipeline pipeline, GroupTable groups, MeterTable meters, References references) {
        this.pipeline = pipeline;
        this.groups = groups;
        this.meters = meters;
        this.references = references;
    }

    FlowModResult apply(GroupChange change) {
        boolean delete = change.command() == GroupChange.Command.DELETE;
        OfError error = checkActions(change);
        if (error == null) {
            error = delete
                    ? GroupTable.checkDelete(change)
                    : groups.apply(change, pipeline.nextVersion(), pipeline::onUndo);
        }
        if (error != null) {
            return new FlowModResult.Refused(error, "group " + Integer.toUnsignedString(change.groupId()));
        }
        pipeline.settingsChanged();
        return new FlowModResult.Applied(0, 0, delete ? delete(change) : List.of());
    }

    private static OfError checkActions(GroupChange change) {
        for (Bucket bucket : change.buckets()) {
            OfError error = InstructionCheck.checkBucket(bucket.actions());
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private List<RemovedFlow> delete(GroupChange change) {
        long version = pipeline.nextVersion();
        GroupEntry one = groups.get(change.groupId(), version);
        List<GroupEntry> gone = change.groupId() == GroupTable.ALL_GROUPS
                ? groups.all(version)
                : one == null ? List.of() : List.of(one);
        List<RemovedFlow> removed = new ArrayList<>();
        for (GroupEntry group : gone) {
            removeFlows(references.ofGroup(group.groupId()), FlowRemovedReason.GROUP_DELETE, removed);
            groups.remove(group, version, pipeline::onUndo);
        }
        return removed;
    }

    FlowModResult apply(MeterChange change) {
        boolean delete = change.command() == MeterChange.Command.DELETE;
        List<RemovedFlow> removed = List.of();
        if (delete) {
            removed = delete(change);
        } else {
            OfError error = meters.apply(change, pipeline.nextVersion(), pipeline::onUndo);
            if (error != null) {
                return new FlowModResult.Refused(error, "meter " + Integer.toUnsignedString(change.meterId()));
            }
            pipeline.onMeter(change.meterId());
        }
        pipeline.settingsChanged();
        return new FlowModResult.Applied(0, 0, removed);
    }

    private List<RemovedFlow> delete(MeterChange change) {
        long version = pipeline.nextVersion();
        MeterEntry one = meters.get(change.meterId(), version);
        List<MeterEntry> gone = change.meterId() == MeterTable.ALL_METERS
                ? meters.all(version)
                : one == null ? List.of() : List.of(one);
        List<RemovedFlow> removed = new ArrayList<>();
        for (MeterEntry meter : gone) {
            removeFlows(references.ofMeter(meter.meterId()), FlowRemovedReason.METER_DELETE, removed);
            meters.remove(meter, version, pipeline::onUndo);
            pipeline.onMeter(meter.meterId());
        }
        return removed;
    }

    private void removeFlows(List<FlowEntry> entries, int reason, List<RemovedFlow> removed) {
        for (FlowEntry entry : entries) {
            removed.add(pipeline.remove(entry, reason));
        }
    }
}
