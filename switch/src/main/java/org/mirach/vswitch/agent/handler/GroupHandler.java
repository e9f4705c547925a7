package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.GroupMod;
import org.mirach.vswitch.agent.async.RequestForwarder;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.Selection;

/** OFPT_GROUP_MOD, all its commands (OpenFlow 1.3.5, 7.3.4.2; 1.5.1, 7.3.4.3; Nicira's in 1.0). */
@RunsOn(Role.AGENT)
final class GroupHandler implements MessageHandler<GroupMod> {
    private final Pipeline pipeline;
    private final RequestForwarder forwarder;

    GroupHandler(Pipeline pipeline, RequestForwarder forwarder) {
        this.pipeline = pipeline;
        this.forwarder = forwarder;
    }

    @Override
    public Answer handle(Peer peer, GroupMod message) throws OpenFlowException {
        Refusals.check(pipeline.apply(change(message)));
        forwarder.onGroupMod(peer, message);
        return Answer.NONE;
    }

    static GroupChange change(GroupMod message) {
        return new GroupChange(
                command(message.command()),
                message.groupType(),
                message.groupId(),
                message.commandBucketId(),
                message.buckets().stream().map(GroupHandler::bucket).toList(),
                new Selection(
                        Selection.Method.of(message.selection().method()),
                        message.selection().param(),
                        message.selection().fields()));
    }

    private static Bucket bucket(GroupMod.Bucket bucket) {
        return new Bucket(
                bucket.bucketId(), bucket.weight(), bucket.watchPort(), bucket.watchGroup(), bucket.actions());
    }

    /** The decoder lets no other command pass. */
    private static GroupChange.Command command(int wire) {
        return switch (wire) {
            case GroupMod.ADD -> GroupChange.Command.ADD;
            case GroupMod.MODIFY -> GroupChange.Command.MODIFY;
            case GroupMod.ADD_OR_MODIFY -> GroupChange.Command.ADD_OR_MODIFY;
            case GroupMod.DELETE -> GroupChange.Command.DELETE;
            case GroupMod.INSERT_BUCKET -> GroupChange.Command.INSERT_BUCKET;
            case GroupMod.REMOVE_BUCKET -> GroupChange.Command.REMOVE_BUCKET;
            default -> throw new IllegalArgumentException("group command " + wire);
        };
    }
}
