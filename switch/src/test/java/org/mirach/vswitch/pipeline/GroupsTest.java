package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.GroupChange.Command;
import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.GroupTable;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.pipeline.group.Liveness;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortState;

class GroupsTest {
    private static final int ALL = GroupType.ALL.ordinal();
    private static final int SELECT = GroupType.SELECT.ordinal();
    private static final int INDIRECT = GroupType.INDIRECT.ordinal();
    private static final int FAILOVER = GroupType.FAST_FAILOVER.ordinal();

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);
    private final List<RemovedFlow> told = new ArrayList<>();

    GroupsTest() {
        pipeline.addRemovalListener(told::addAll);
    }

    @Test
    void aGroupIsAddedOnce() {
        add(7, ALL, output(1), output(2));
        assertThat(group(7).buckets()).extracting(Bucket::bucketId).containsExactly(0, 1);
        assertThat(error(Command.ADD, 7, ALL, output(1))).isEqualTo(OfError.OFPGMFC_GROUP_EXISTS);
        assertThat(error(Command.MODIFY, 8, ALL, output(1))).isEqualTo(OfError.OFPGMFC_UNKNOWN_GROUP);
        apply(Command.ADD_OR_MODIFY, 8, ALL, output(1));
        assertThat(group(8)).isNotNull();
    }

    @Test
    void badGroupsAreRefusedWithTheErrorsOfOpenVSwitch() {
        assertThat(error(Command.ADD, 1, 4, output(1))).isEqualTo(OfError.OFPGMFC_BAD_TYPE);
        assertThat(error(Command.ADD, 0xffffff01, ALL, output(1))).isEqualTo(OfError.OFPGMFC_INVALID_GROUP);
        assertThat(error(Command.ADD, 1, INDIRECT, output(1), output(2))).isEqualTo(OfError.OFPGMFC_INVALID_GROUP);
        assertThat(error(Command.ADD, 1, INDIRECT)).isEqualTo(OfError.OFPGMFC_INVALID_GROUP);
        assertThat(error(Command.ADD, 1, ALL, weighted(3, 1))).isEqualTo(OfError.OFPGMFC_INVALID_GROUP);
        assertThat(error(Command.ADD, 1, ALL, watching(5, PortNo.GROUP_ANY)))
                .isEqualTo(OfError.OFPGMFC_WATCH_UNSUPPORTED);
        assertThat(error(Command.ADD, 1, FAILOVER, output(1))).isEqualTo(OfError.OFPGMFC_INVALID_GROUP);
        assertThat(error(Command.ADD, 1, FAILOVER, watching(0xff01, PortNo.GROUP_ANY)))
                .isEqualTo(OfError.OFPGMFC_BAD_WATCH);
        assertThat(error(Command.ADD, 1, ALL, output(1), numbered(4), numbered(4)))
                .isEqualTo(OfError.OFPGMFC_BAD_BUCKET);
        assertThat(pipeline.groups().all(pipeline.version())).isEmpty();
    }

    @Test
    void aFullTypeRefuses() {
        pipeline.groups().maxGroups(GroupType.ALL, 1);
        add(1, ALL, output(1));
        assertThat(error(Command.ADD, 2, ALL, output(1))).isEqualTo(OfError.OFPGMFC_OUT_OF_GROUPS);
        add(2, INDIRECT, output(1));
        assertThat(error(Command.MODIFY, 2, ALL, output(1))).isEqualTo(OfError.OFPGMFC_OUT_OF_GROUPS);
        delete(1);
        apply(Command.MODIFY, 2, ALL, output(1));
        assertThat(group(2).type()).isEqualTo(GroupType.ALL);
    }

    @Test
    void aModifiedGroupCountsAnewButIsAsOldAsItWas() {
        add(1, ALL, output(1));
        group(1).traffic().add(3, 300);
        group(1).buckets().getFirst().traffic().add(3, 300);
        nowNs = 50;
        apply(Command.MODIFY, 1, ALL, output(2));
        assertThat(group(1).traffic().packets()).isZero();
        assertThat(group(1).buckets().getFirst().traffic().packets()).isZero();
        assertThat(group(1).createdNs()).isEqualTo(1);
    }

    @Test
    void bucketsAreInsertedWhereTheyAreWanted() {
        add(1, SELECT, weighted(1, 1), weighted(2, 1));
        buckets(Command.INSERT_BUCKET, GroupChange.BUCKET_FIRST, numbered(10), numbered(11));
        buckets(Command.INSERT_BUCKET, GroupChange.BUCKET_LAST, numbered(20));
        buckets(Command.INSERT_BUCKET, 10, numbered(30));
        assertThat(ids()).containsExactly(10, 30, 11, 0, 1, 20);
        assertThat(group(1).type()).isEqualTo(GroupType.SELECT);
        assertThat(refused(change(Command.INSERT_BUCKET, 1, ALL, 99, List.of(numbered(40)))))
                .isEqualTo(OfError.OFPGMFC_UNKNOWN_BUCKET);
        assertThat(refused(change(Command.INSERT_BUCKET, 1, ALL, GroupChange.BUCKET_LAST, List.of(numbered(30)))))
                .isEqualTo(OfError.OFPGMFC_BUCKET_EXISTS);
        assertThat(ids()).containsExactly(10, 30, 11, 0, 1, 20);
    }

    @Test
    void bucketsAreRemoved() {
        add(1, ALL, numbered(4), numbered(5), numbered(6), numbered(7));
        buckets(Command.REMOVE_BUCKET, GroupChange.BUCKET_FIRST);
        buckets(Command.REMOVE_BUCKET, GroupChange.BUCKET_LAST);
        assertThat(ids()).containsExactly(5, 6);
        assertThat(refused(change(Command.REMOVE_BUCKET, 1, ALL, 4, List.of())))
                .isEqualTo(OfError.OFPGMFC_UNKNOWN_BUCKET);
        buckets(Command.REMOVE_BUCKET, 6);
        assertThat(ids()).containsExactly(5);
        buckets(Command.REMOVE_BUCKET, GroupChange.BUCKET_ALL);
        assertThat(ids()).isEmpty();
    }

    @Test
    void aDeletedGroupTakesItsFlowEntriesAlong() {
        add(1, ALL, output(1));
        add(2, ALL, output(1));
        addFlow("tcp,actions=group:1");
        addFlow("udp,actions=output:3,group:2");
        addFlow("icmp,actions=output:3");
        assertThat(pipeline.groupReferences(1)).isEqualTo(1);
        delete(1);
        assertThat(told).extracting(RemovedFlow::reason).containsExactly(FlowRemovedReason.GROUP_DELETE);
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(2);
        assertThat(pipeline.apply(FlowSyntax.add("tcp,actions=group:1")))
                .isInstanceOfSatisfying(
                        FlowModResult.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(OfError.OFPBAC_BAD_OUT_GROUP));
        delete(GroupTable.ALL_GROUPS);
        assertThat(told).hasSize(2);
        assertThat(pipeline.groups().all(pipeline.version())).isEmpty();
        delete(1);
    }

    @Test
    void aModifiedEntryRefersToItsNewGroupOnly() {
        add(1, ALL, output(1));
        add(2, ALL, output(1));
        addFlow("tcp,actions=group:1");
        pipeline.apply(FlowSyntax.change(FlowModCommand.MODIFY, "tcp,actions=drop")
                .actions(new Action.Clone(List.of(new Action.Group(2))))
                .build());
        assertThat(pipeline.groupReferences(1)).isZero();
        delete(1);
        assertThat(told).isEmpty();
        delete(2);
        assertThat(told).hasSize(1);
    }

    @Test
    void aViewKeepsItsGroupsWhileTheyChange() {
        add(1, ALL, output(1));
        PipelineReader reader = pipeline.newReader();
        reader.read(view -> {
            apply(Command.MODIFY, 1, SELECT, weighted(2, 1));
            delete(1);
            assertThat(view.group(1).type()).isEqualTo(GroupType.ALL);
            return null;
        });
        assertThat(pipeline.<GroupEntry>read(view -> view.group(1))).isNull();
    }

    @Test
    void livenessFollowsPortsAndGroups() {
        pipeline.ports().add(OfPort.of(1, "p1", "dummy", 0x10));
        add(1, FAILOVER, watching(1, PortNo.GROUP_ANY), watching(2, PortNo.GROUP_ANY));
        add(2, FAILOVER, watching(PortNo.ANY, 1), watching(PortNo.ANY, 3));
        assertThat(firstLive(2)).isZero();
        pipeline.ports().update(pipeline.ports().snapshot().port(1).withState(PortState.LINK_DOWN));
        assertThat(firstLive(1)).isNull();
        assertThat(firstLive(2)).isNull();
        add(3, SELECT, weighted(1, 0), weighted(1, 1));
        assertThat(firstLive(2)).isEqualTo(1);
    }

    @Test
    void groupsThatWatchEachOtherInACircleAreDead() {
        add(1, FAILOVER, watching(PortNo.ANY, 2), watching(PortNo.ANY, 2));
        add(2, FAILOVER, watching(PortNo.ANY, 1), watching(PortNo.ANY, 1));
        assertThat(firstLive(1)).isNull();
    }

    @Test
    void hashValuesAreDealtByWeight() {
        add(1, SELECT, weighted(1, 3), weighted(2, 1), weighted(3, 0));
        List<Integer> dealt = new ArrayList<>();
        for (int hash = 0; hash < group(1).hashTable().size(); hash++) {
            dealt.add(group(1).hashTable().bucket(hash).bucketId());
        }
        assertThat(dealt).containsExactly(0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0);
        add(2, SELECT, weighted(1, 1000), weighted(2, 1));
        assertThat(group(2).hashTable()).isNull();
    }

    private Integer firstLive(int groupId) {
        return pipeline.read(view -> {
            Bucket bucket = Liveness.firstLive(view, view.group(groupId));
            return bucket == null ? null : bucket.bucketId();
        });
    }

    private GroupEntry group(int groupId) {
        return pipeline.groups().get(groupId, pipeline.version());
    }

    private List<Integer> ids() {
        return group(1).buckets().stream().map(Bucket::bucketId).toList();
    }

    private void addFlow(String flow) {
        assertThat(pipeline.apply(FlowSyntax.add(flow))).isInstanceOf(FlowModResult.Applied.class);
    }

    private void add(int groupId, int type, Bucket... buckets) {
        apply(Command.ADD, groupId, type, buckets);
    }

    private void apply(Command command, int groupId, int type, Bucket... buckets) {
        assertThat(pipeline.apply(change(command, groupId, type, GroupChange.BUCKET_ALL, List.of(buckets))))
                .isInstanceOf(FlowModResult.Applied.class);
    }

    private void buckets(Command command, int at, Bucket... buckets) {
        assertThat(pipeline.apply(change(command, 1, ALL, at, List.of(buckets))))
                .isInstanceOf(FlowModResult.Applied.class);
    }

    private void delete(int groupId) {
        assertThat(pipeline.apply(GroupChange.delete(groupId))).isInstanceOf(FlowModResult.Applied.class);
    }

    private OfError error(Command command, int groupId, int type, Bucket... buckets) {
        return refused(change(command, groupId, type, GroupChange.BUCKET_ALL, List.of(buckets)));
    }

    private OfError refused(GroupChange change) {
        return ((FlowModResult.Refused) pipeline.apply(change)).error();
    }

    private static GroupChange change(Command command, int groupId, int type, int at, List<Bucket> buckets) {
        return new GroupChange(command, type, groupId, at, buckets, Selection.DEFAULT);
    }

    private static Bucket output(int port) {
        return bucket(GroupChange.BUCKET_ALL, 0, PortNo.ANY, PortNo.GROUP_ANY, port);
    }

    private static Bucket numbered(int bucketId) {
        return bucket(bucketId, 0, PortNo.ANY, PortNo.GROUP_ANY, 1);
    }

    private static Bucket weighted(int port, int weight) {
        return bucket(GroupChange.BUCKET_ALL, weight, PortNo.ANY, PortNo.GROUP_ANY, port);
    }

    private static Bucket watching(int port, int group) {
        return bucket(GroupChange.BUCKET_ALL, 0, port, group, 1);
    }

    private static Bucket bucket(int id, int weight, int watchPort, int watchGroup, int port) {
        return new Bucket(id, weight, watchPort, watchGroup, List.of(new Action.Output(port)));
    }
}
