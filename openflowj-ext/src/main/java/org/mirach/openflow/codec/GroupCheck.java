package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.model.PortNo;

/** What a group_mod must be, whatever groups there are; in Open vSwitch's order. */
final class GroupCheck {
    private GroupCheck() {}

    static void check(GroupMod mod) throws OpenFlowException {
        Dialect.need(
                mod.groupType() <= GroupMod.TYPE_FAST_FAILOVER, OfError.OFPGMFC_BAD_TYPE, "type %", mod.groupType());
        Dialect.need(
                mod.groupType() != GroupMod.TYPE_INDIRECT
                        || mod.command() == GroupMod.DELETE
                        || mod.buckets().size() == 1,
                OfError.OFPGMFC_INVALID_GROUP,
                "an indirect group of % buckets",
                mod.buckets().size());
        switch (mod.command()) {
            case GroupMod.ADD, GroupMod.MODIFY, GroupMod.ADD_OR_MODIFY, GroupMod.DELETE, GroupMod.INSERT_BUCKET -> {}
            case GroupMod.REMOVE_BUCKET ->
                Dialect.need(mod.buckets().isEmpty(), OfError.OFPGMFC_BAD_BUCKET, "remove_bucket with buckets");
            default -> throw new OpenFlowException(OfError.OFPGMFC_BAD_COMMAND, "command " + mod.command());
        }
        for (GroupMod.Bucket bucket : mod.buckets()) {
            check(mod, bucket);
        }
    }

    private static void check(GroupMod mod, GroupMod.Bucket bucket) throws OpenFlowException {
        Dialect.need(
                bucket.weight() == 0
                        || mod.groupType() == GroupMod.TYPE_SELECT
                        || mod.command() == GroupMod.INSERT_BUCKET,
                OfError.OFPGMFC_INVALID_GROUP,
                "a weight in a group that does not select");
        boolean watched = bucket.watchPort() != PortNo.ANY || bucket.watchGroup() != PortNo.GROUP_ANY;
        switch (mod.groupType()) {
            case GroupMod.TYPE_ALL, GroupMod.TYPE_INDIRECT ->
                Dialect.need(!watched, OfError.OFPGMFC_WATCH_UNSUPPORTED, "a bucket that watches");
            case GroupMod.TYPE_FAST_FAILOVER ->
                Dialect.need(watched, OfError.OFPGMFC_INVALID_GROUP, "a failover bucket that watches nothing");
            default -> {}
        }
    }
}
