package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.GroupDescReply;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.GroupMod.Bucket;
import org.mirach.openflow.message.GroupMod.Selection;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * group_mod and group descriptions: OpenFlow 1.3 (7.3.4.2, 7.3.5.10), 1.5 (7.3.4.3) and Nicira's form in 1.0, which is
 * 1.5's.
 */
final class GroupCodec {
    static final int GROUP_MOD = 15;
    private static final int GROUP_DESC = 7;
    private static final int OF11_BUCKET = 16;
    private static final int OF15_BUCKET = 8;
    private static final int WEIGHT = 0;
    private static final int WATCH_PORT = 1;
    private static final int WATCH_GROUP = 2;

    private GroupCodec() {}

    /** {@code at}: where the body begins. */
    static GroupMod read(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        GroupMod mod = dialect.of10 || dialect.of15 ? readOf15(dialect, from, at) : readOf11(dialect, from, at);
        if (dialect.strict) {
            GroupCheck.check(mod);
        }
        return mod;
    }

    private static GroupMod readOf11(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int command = Octets.u16(from, at);
        List<Bucket> buckets = bucketsOf11(dialect, from, at + 8, from.length);
        dialect.check(
                command != GroupMod.DELETE || buckets.isEmpty(),
                OfError.OFPGMFC_INVALID_GROUP,
                "a delete with buckets");
        return new GroupMod(
                dialect.version,
                Octets.u32(from, 4),
                command,
                Octets.u8(from, at + 2),
                Octets.i32(from, at + 4),
                buckets);
    }

    private static List<Bucket> bucketsOf11(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        List<Bucket> buckets = new ArrayList<>();
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= OF11_BUCKET, OfError.OFPGMFC_BAD_BUCKET, "part of a bucket ends the list");
            int length = Octets.u16(from, at);
            Dialect.need(
                    length >= OF11_BUCKET && length <= end - at, OfError.OFPGMFC_BAD_BUCKET, "bucket length %", length);
            List<Action> actions = actions(dialect, from, at + OF11_BUCKET, at + length);
            int watchPort = Octets.i32(from, at + 4);
            dialect.check(PortNo.fitsOf10(watchPort), OfError.OFPGMFC_BAD_WATCH, "watch_port 0x%", watchPort);
            buckets.add(
                    new Bucket(buckets.size(), Octets.u16(from, at + 2), watchPort, Octets.i32(from, at + 8), actions));
            at += length;
        }
        return buckets;
    }

    private static List<Action> actions(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        Dialect.need((end - start) % 8 == 0, OfError.OFPBRC_BAD_LEN, "actions of % octets", end - start);
        return ActionReader.read(dialect, from, start, end);
    }

    private static GroupMod readOf15(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int command = Octets.u16(from, at);
        int type = Octets.u8(from, at + 2);
        int bucketId = Octets.i32(from, at + 12);
        dialect.check(commandBucketFits(command, bucketId), OfError.OFPGMFC_BAD_BUCKET, "bucket id 0x%", bucketId);
        int bucketsAt = at + 16;
        int bucketsEnd = bucketsAt + Octets.u16(from, at + 8);
        Dialect.need(bucketsEnd <= from.length, OfError.OFPBRC_BAD_LEN, "buckets go beyond the message");
        List<Bucket> buckets = bucketsOf15(dialect, from, bucketsAt, bucketsEnd, type);
        Selection selection = SelectionCodec.read(dialect, from, bucketsEnd, from.length, type, command);
        return new GroupMod(
                dialect.version,
                Octets.u32(from, 4),
                command,
                type,
                Octets.i32(from, at + 4),
                bucketId,
                buckets,
                selection);
    }

    private static boolean commandBucketFits(int command, int id) {
        boolean one = Integer.compareUnsigned(id, GroupMod.BUCKET_MAX) <= 0
                || id == GroupMod.BUCKET_FIRST
                || id == GroupMod.BUCKET_LAST;
        return switch (command) {
            case GroupMod.INSERT_BUCKET -> one;
            case GroupMod.REMOVE_BUCKET -> one || id == GroupMod.BUCKET_ALL;
            default -> id == GroupMod.BUCKET_ALL;
        };
    }

    private static List<Bucket> bucketsOf15(Dialect dialect, byte[] from, int start, int end, int type)
            throws OpenFlowException {
        List<Bucket> buckets = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= OF15_BUCKET, OfError.OFPGMFC_BAD_BUCKET, "part of a bucket ends the list");
            int length = Octets.u16(from, at);
            int actions = Octets.u16(from, at + 2);
            Dialect.need(
                    length >= OF15_BUCKET && length <= end - at && actions <= length - OF15_BUCKET,
                    OfError.OFPGMFC_BAD_BUCKET,
                    "bucket length %",
                    length);
            Bucket bucket = bucketOf15(dialect, from, at, actions, length, type);
            buckets.add(bucket);
            at += length;
        }
        for (Bucket bucket : buckets) {
            dialect.check(ids.add(bucket.bucketId()), OfError.OFPGMFC_BAD_BUCKET, "bucket id % twice", bucket);
        }
        return buckets;
    }

    private static Bucket bucketOf15(Dialect dialect, byte[] from, int at, int actionsLength, int length, int type)
            throws OpenFlowException {
        int propertiesAt = at + OF15_BUCKET + actionsLength;
        List<Action> actions = actions(dialect, from, at + OF15_BUCKET, propertiesAt);
        int weight = type == GroupMod.TYPE_SELECT ? 1 : 0;
        int watchPort = PortNo.ANY;
        int watchGroup = PortNo.GROUP_ANY;
        PropertyReader properties = new PropertyReader(from, propertiesAt, at + length);
        while (properties.advance()) {
            if (properties.type() == WEIGHT) {
                weight = properties.u16();
            } else if (properties.type() == WATCH_PORT) {
                watchPort = properties.i32();
            } else if (properties.type() == WATCH_GROUP) {
                watchGroup = properties.i32();
            } else if (dialect.strict) {
                throw properties.unknown("bucket");
            }
        }
        dialect.check(PortNo.fitsOf10(watchPort), OfError.OFPGMFC_BAD_WATCH, "watch_port 0x%", watchPort);
        int id = Octets.i32(from, at + 4);
        dialect.check(
                Integer.compareUnsigned(id, GroupMod.BUCKET_MAX) <= 0, OfError.OFPGMFC_BAD_BUCKET, "bucket id 0x%", id);
        return new Bucket(id, weight, watchPort, watchGroup, actions);
    }

    static void write(GroupMod mod, ByteBuf out) {
        OFVersion version = mod.version();
        boolean of10 = version == OFVersion.OF_10;
        int start = of10
                ? Frames.beginNicira(out, version, Nicira.NXT_GROUP_MOD, mod.xid())
                : Frames.begin(out, version, GROUP_MOD, mod.xid());
        out.writeShort(mod.command());
        out.writeByte(mod.groupType());
        out.writeByte(0);
        out.writeInt(mod.groupId());
        if (of10 || version == OFVersion.OF_15) {
            int lengthAt = out.writerIndex();
            out.writeInt(0);
            out.writeInt(mod.commandBucketId());
            out.setShort(lengthAt, writeBuckets(mod.buckets(), mod.groupType(), version, out));
            SelectionCodec.write(mod.selection(), version, out);
        } else {
            writeBuckets(mod.buckets(), mod.groupType(), version, out);
        }
        Frames.end(out, start);
    }

    /** Returns how many octets. */
    private static int writeBuckets(List<Bucket> buckets, int groupType, OFVersion version, ByteBuf out) {
        boolean of10 = version == OFVersion.OF_10;
        int start = out.writerIndex();
        for (Bucket bucket : buckets) {
            int at = out.writerIndex();
            if (of10 || version == OFVersion.OF_15) {
                out.writeInt(0);
                out.writeInt(bucket.bucketId());
                new ActionWriter(out, version, Match.ANY).write(bucket.actions());
                out.setShort(at + 2, out.writerIndex() - at - OF15_BUCKET);
                writeProperties(bucket, groupType, out);
            } else {
                out.writeShort(0);
                out.writeShort(bucket.weight());
                out.writeInt(bucket.watchPort());
                out.writeInt(bucket.watchGroup());
                out.writeInt(0);
                new ActionWriter(out, version, Match.ANY).write(bucket.actions());
            }
            out.setShort(at, out.writerIndex() - at);
        }
        return out.writerIndex() - start;
    }

    private static void writeProperties(Bucket bucket, int groupType, ByteBuf out) {
        if (groupType == GroupMod.TYPE_SELECT || bucket.weight() != 0) {
            Properties.u16(out, WEIGHT, bucket.weight());
        }
        if (bucket.watchPort() != PortNo.ANY) {
            Properties.i32(out, WATCH_PORT, bucket.watchPort());
        }
        if (bucket.watchGroup() != PortNo.GROUP_ANY) {
            Properties.i32(out, WATCH_GROUP, bucket.watchGroup());
        }
    }

    /** One message, or as many as the groups need. */
    static void write(GroupDescReply reply, ByteBuf out) {
        Pieces pieces = new Pieces(out, () -> beginDesc(reply, out));
        for (GroupDescReply.Entry group : reply.groups()) {
            pieces.add(() -> writeDesc(group, reply.version(), out));
        }
        pieces.end(reply.more());
    }

    private static int beginDesc(GroupDescReply reply, ByteBuf out) {
        return reply.version() == OFVersion.OF_10
                ? Frames.beginNiciraStats(out, true, Nicira.NXST_GROUP_DESC, 0, reply.xid())
                : Frames.beginMultipart(out, reply.version(), true, GROUP_DESC, 0, reply.xid());
    }

    private static void writeDesc(GroupDescReply.Entry group, OFVersion version, ByteBuf out) {
        int at = out.writerIndex();
        out.writeShort(0);
        out.writeByte(group.groupType());
        out.writeByte(0);
        out.writeInt(group.groupId());
        if (version == OFVersion.OF_10 || version == OFVersion.OF_15) {
            int lengthAt = out.writerIndex();
            out.writeLong(0);
            out.setShort(lengthAt, writeBuckets(group.buckets(), group.groupType(), version, out));
            SelectionCodec.write(group.selection(), version, out);
        } else {
            writeBuckets(group.buckets(), group.groupType(), version, out);
        }
        out.setShort(at, out.writerIndex() - at);
    }
}
