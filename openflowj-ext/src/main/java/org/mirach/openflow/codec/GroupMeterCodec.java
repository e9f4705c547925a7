package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.model.Match;

/** group_mod and meter_mod (OpenFlow 1.3.5, 7.3.4.2 and 7.3.4.4). */
final class GroupMeterCodec {
    static final int GROUP_MOD = 15;
    static final int METER_MOD = 29;
    private static final int LAST_COMMAND = 2;
    private static final int LAST_GROUP_TYPE = 3;
    private static final int BUCKET = 16;

    private GroupMeterCodec() {}

    static GroupMod readGroupMod(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 16, OfError.OFPBRC_BAD_LEN, "group_mod of % octets", from.length);
        int command = Octets.u16(from, 8);
        int type = Octets.u8(from, 10);
        dialect.check(command <= LAST_COMMAND, OfError.OFPGMFC_BAD_COMMAND, "command %", command);
        dialect.check(type <= LAST_GROUP_TYPE, OfError.OFPGMFC_BAD_TYPE, "type %", type);
        return new GroupMod(
                dialect.version,
                Octets.u32(from, 4),
                command,
                type,
                Octets.i32(from, 12),
                readBuckets(dialect, from, 16, from.length));
    }

    private static List<GroupMod.Bucket> readBuckets(Dialect dialect, byte[] from, int start, int end)
            throws OpenFlowException {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= BUCKET, OfError.OFPGMFC_BAD_BUCKET, "part of a bucket ends the message");
            int length = Octets.u16(from, at);
            Dialect.need(
                    length >= BUCKET && length % 8 == 0 && length <= end - at,
                    OfError.OFPGMFC_BAD_BUCKET,
                    "bucket length %",
                    length);
            buckets.add(new GroupMod.Bucket(
                    GroupMod.BUCKET_ALL,
                    Octets.u16(from, at + 2),
                    Octets.i32(from, at + 4),
                    Octets.i32(from, at + 8),
                    ActionReader.read(dialect, from, at + BUCKET, at + length)));
            at += length;
        }
        return buckets;
    }

    static void write(GroupMod mod, ByteBuf out) {
        int start = Frames.begin(out, mod.version(), GROUP_MOD, mod.xid());
        out.writeShort(mod.command());
        out.writeByte(mod.groupType());
        out.writeByte(0);
        out.writeInt(mod.groupId());
        for (GroupMod.Bucket bucket : mod.buckets()) {
            int at = out.writerIndex();
            out.writeShort(0);
            out.writeShort(bucket.weight());
            out.writeInt(bucket.watchPort());
            out.writeInt(bucket.watchGroup());
            out.writeInt(0);
            new ActionWriter(out, mod.version(), Match.ANY).write(bucket.actions());
            out.setShort(at, out.writerIndex() - at);
        }
        Frames.end(out, start);
    }

    static MeterMod readMeterMod(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 16, OfError.OFPBRC_BAD_LEN, "meter_mod of % octets", from.length);
        int command = Octets.u16(from, 8);
        dialect.check(command <= LAST_COMMAND, OfError.OFPMMFC_BAD_COMMAND, "command %", command);
        List<MeterMod.Band> bands = new ArrayList<>();
        int at = 16;
        while (at < from.length) {
            Dialect.need(
                    from.length - at >= 16 && Octets.u16(from, at + 2) == 16, OfError.OFPBRC_BAD_LEN, "band length");
            bands.add(new MeterMod.Band(
                    Octets.u16(from, at),
                    Octets.u32(from, at + 4),
                    Octets.u32(from, at + 8),
                    Octets.u32(from, at + 12)));
            at += 16;
        }
        return new MeterMod(
                dialect.version, Octets.u32(from, 4), command, Octets.u16(from, 10), Octets.i32(from, 12), bands);
    }

    static void write(MeterMod mod, ByteBuf out) {
        int start = Frames.begin(out, mod.version(), METER_MOD, mod.xid());
        out.writeShort(mod.command());
        out.writeShort(mod.flags());
        out.writeInt(mod.meterId());
        for (MeterMod.Band band : mod.bands()) {
            out.writeShort(band.type());
            out.writeShort(16);
            out.writeInt((int) band.rate());
            out.writeInt((int) band.burstSize());
            out.writeInt((int) band.parameter());
        }
        Frames.end(out, start);
    }
}
