package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.AggregateStatsReply;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Flow and aggregate statistics: OpenFlow 1.3 to 1.5 (7.3.5.2, 7.3.5.3), OpenFlow 1.0 (5.3.5), NXST_FLOW, NXST_AGGREGATE. */
final class FlowStatsCodec {
    static final int FLOW = 1;
    static final int AGGREGATE = 2;
    private static final int MORE = 1;
    private static final int OF13_BODY = 16;
    private static final int OF10_BODY = 12;
    private static final int NXM_BODY = 24;

    private FlowStatsCodec() {}

    static MirachMessage readRequest(Dialect dialect, byte[] from, boolean aggregate) throws OpenFlowException {
        if (dialect.of10) {
            Dialect.need(from.length == OF10_BODY + 44, OfError.OFPBRC_BAD_LEN, "statistics request");
            return request(
                    dialect,
                    from,
                    WireFormat.STANDARD,
                    aggregate,
                    Octets.u8(from, 52),
                    PortNo.fromOf10(Octets.u16(from, 54)),
                    PortNo.GROUP_ANY,
                    0,
                    0,
                    Of10Match.read(from, OF10_BODY));
        }
        Dialect.need(from.length >= OF13_BODY + 40, OfError.OFPBRC_BAD_LEN, "statistics request");
        int outPort = Octets.i32(from, 20);
        dialect.check(PortNo.fitsOf10(outPort), OfError.OFPBAC_BAD_OUT_PORT, "out_port");
        MatchReader match = new MatchReader(dialect);
        match.readOxmMatch(from, 48, from.length);
        return request(
                dialect,
                from,
                WireFormat.STANDARD,
                aggregate,
                Octets.u8(from, 16),
                outPort,
                Octets.i32(from, 24),
                Octets.i64(from, 32),
                Octets.i64(from, 40),
                match.match());
    }

    static MirachMessage readNxmRequest(Dialect dialect, byte[] from, boolean aggregate) throws OpenFlowException {
        Dialect.need(from.length >= NXM_BODY + 8, OfError.OFPBRC_BAD_LEN, "statistics request");
        MatchReader match = new MatchReader(dialect);
        int end = match.readNxmMatch(from, 32, Octets.u16(from, 26), from.length, true);
        dialect.check(end == from.length, OfError.OFPBRC_BAD_LEN, "octets behind the match");
        return request(
                dialect,
                from,
                WireFormat.NXM,
                aggregate,
                Octets.u8(from, 28),
                PortNo.fromOf10(Octets.u16(from, 24)),
                PortNo.GROUP_ANY,
                match.cookie(),
                match.cookieMask(),
                match.match());
    }

    private static MirachMessage request(
            Dialect dialect,
            byte[] from,
            WireFormat format,
            boolean aggregate,
            int tableId,
            int outPort,
            int outGroup,
            long cookie,
            long cookieMask,
            Match match) {
        long xid = Octets.u32(from, 4);
        return aggregate
                ? new AggregateStatsRequest(
                        dialect.version, xid, format, tableId, outPort, outGroup, cookie, cookieMask, match)
                : new FlowStatsRequest(
                        dialect.version, xid, format, tableId, outPort, outGroup, cookie, cookieMask, match);
    }

    static void write(FlowStatsRequest ask, ByteBuf out) {
        writeRequest(
                new AggregateStatsRequest(
                        ask.version(),
                        ask.xid(),
                        ask.format(),
                        ask.tableId(),
                        ask.outPort(),
                        ask.outGroup(),
                        ask.cookie(),
                        ask.cookieMask(),
                        ask.match()),
                FLOW,
                out);
    }

    static void write(AggregateStatsRequest ask, ByteBuf out) {
        writeRequest(ask, AGGREGATE, out);
    }

    private static void writeRequest(AggregateStatsRequest ask, int type, ByteBuf out) {
        int start;
        if (ask.version() != OFVersion.OF_10) {
            start = Frames.beginMultipart(out, ask.version(), false, type, 0, ask.xid());
            out.writeInt(ask.tableId() << 24);
            out.writeInt(ask.outPort());
            out.writeInt(ask.outGroup());
            out.writeInt(0);
            out.writeLong(ask.cookie());
            out.writeLong(ask.cookieMask());
            MatchWriter.oxmMatch(ask.match(), ask.version().getWireVersion(), out);
        } else if (ask.format() == WireFormat.NXM || ask.cookieMask() != 0 || !Of10Match.fits(ask.match())) {
            start = Frames.beginNiciraStats(
                    out, false, type == FLOW ? Nicira.NXST_FLOW : Nicira.NXST_AGGREGATE, 0, ask.xid());
            out.writeShort(PortNo.toOf10(ask.outPort()));
            int lengthAt = out.writerIndex();
            out.writeShort(0);
            out.writeInt(ask.tableId() << 24);
            out.setShort(lengthAt, MatchWriter.nxmMatch(ask.match(), ask.cookie(), ask.cookieMask(), out));
        } else {
            start = Frames.beginMultipart(out, ask.version(), false, type, 0, ask.xid());
            Of10Match.write(ask.match(), out);
            out.writeShort(ask.tableId() << 8);
            out.writeShort(PortNo.toOf10(ask.outPort()));
        }
        Frames.end(out, start);
    }

    /** Replies of one message. {@code flags} stand at the same place in all forms. */
    static FlowStatsReply readReply(Dialect dialect, byte[] from, WireFormat format) throws OpenFlowException {
        int at = format == WireFormat.NXM ? NXM_BODY : dialect.of10 ? OF10_BODY : OF13_BODY;
        Dialect.need(from.length >= at, OfError.OFPBRC_BAD_LEN, "statistics reply");
        List<FlowStatsEntry> entries = new ArrayList<>();
        int smallest = format == WireFormat.NXM ? 48 : dialect.of10 ? 88 : dialect.of15 ? 32 : 56;
        while (at < from.length) {
            Dialect.need(from.length - at >= smallest, OfError.OFPBRC_BAD_LEN, "part of an entry ends the reply");
            int end = at + Octets.u16(from, at);
            Dialect.need(end - at >= smallest && end <= from.length, OfError.OFPBRC_BAD_LEN, "entry length");
            entries.add(
                    format == WireFormat.NXM
                            ? entryNxm(dialect, from, at, end)
                            : dialect.of10
                                    ? entryOf10(dialect, from, at, end)
                                    : dialect.of15
                                            ? entryOf15(dialect, from, at, end)
                                            : entryOf13(dialect, from, at, end));
            at = end;
        }
        boolean more = (Octets.u16(from, 10) & MORE) != 0;
        return new FlowStatsReply(dialect.version, Octets.u32(from, 4), format, more, entries);
    }

    private static FlowStatsEntry entryOf13(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        MatchReader match = new MatchReader(dialect);
        int instructions = match.readOxmMatch(from, at + 48, end);
        return new FlowStatsEntry(
                Octets.u8(from, at + 2),
                Octets.u32(from, at + 4),
                Octets.i32(from, at + 8),
                Octets.u16(from, at + 12),
                Octets.u16(from, at + 14),
                Octets.u16(from, at + 16),
                Octets.u16(from, at + 18),
                dialect.of14 ? Octets.u16(from, at + 20) : 0,
                Octets.i64(from, at + 24),
                Octets.i64(from, at + 32),
                Octets.i64(from, at + 40),
                -1,
                -1,
                match.match(),
                InstructionCodec.read(dialect, from, instructions, end));
    }

    private static FlowStatsEntry entryOf15(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        MatchReader match = new MatchReader(dialect);
        int statsAt = match.readOxmMatch(from, at + 24, end);
        Match read = match.match();
        OxsStats stats = OxsStats.read(from, statsAt, end);
        return new FlowStatsEntry(
                Octets.u8(from, at + 4),
                stats.durationSec(),
                stats.durationNsec(),
                Octets.u16(from, at + 6),
                Octets.u16(from, at + 8),
                Octets.u16(from, at + 10),
                Octets.u16(from, at + 12),
                Octets.u16(from, at + 14),
                Octets.i64(from, at + 16),
                stats.packetCount(),
                stats.byteCount(),
                stats.idleAge(),
                -1,
                read,
                InstructionCodec.read(dialect, from, OxsStats.end(from, statsAt), end));
    }

    private static FlowStatsEntry entryOf10(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        return new FlowStatsEntry(
                Octets.u8(from, at + 2),
                Octets.u32(from, at + 44),
                Octets.i32(from, at + 48),
                Octets.u16(from, at + 52),
                Octets.u16(from, at + 54),
                Octets.u16(from, at + 56),
                0,
                0,
                Octets.i64(from, at + 64),
                Octets.i64(from, at + 72),
                Octets.i64(from, at + 80),
                -1,
                -1,
                Of10Match.read(from, at + 4),
                InstructionCodec.read(dialect, from, at + 88, end));
    }

    private static FlowStatsEntry entryNxm(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        MatchReader match = new MatchReader(dialect);
        int actions = match.readNxmMatch(from, at + 48, Octets.u16(from, at + 18), end, false);
        return new FlowStatsEntry(
                Octets.u8(from, at + 2),
                Octets.u32(from, at + 4),
                Octets.i32(from, at + 8),
                Octets.u16(from, at + 12),
                Octets.u16(from, at + 14),
                Octets.u16(from, at + 16),
                0,
                0,
                Octets.i64(from, at + 24),
                Octets.i64(from, at + 32),
                Octets.i64(from, at + 40),
                Octets.u16(from, at + 20) - 1,
                Octets.u16(from, at + 22) - 1,
                match.match(),
                InstructionCodec.read(dialect, from, actions, end));
    }

    /** Writes one message, or as many as the entries need. An entry too large for a message is left out. */
    static void write(FlowStatsReply reply, ByteBuf out) {
        Pieces pieces = new Pieces(out, () -> beginReply(reply, out));
        List<FlowStatsEntry> entries = reply.entries();
        for (int i = 0; i < entries.size(); i++) {
            FlowStatsEntry entry = entries.get(i);
            if (reply.version() == OFVersion.OF_15) {
                pieces.add(() -> writeOf15(entry, out));
            } else {
                pieces.add(() -> writeEntry(reply, entry, out));
            }
        }
        pieces.end(reply.more());
    }

    private static void writeOf15(FlowStatsEntry entry, ByteBuf out) {
        int at = out.writerIndex();
        out.writeInt(0);
        out.writeShort(entry.tableId() << 8);
        out.writeShort(entry.priority());
        out.writeShort(entry.idleTimeout());
        out.writeShort(entry.hardTimeout());
        out.writeShort(entry.flags());
        out.writeShort(entry.importance());
        out.writeLong(entry.cookie());
        MatchWriter.oxmMatch(entry.match(), OFVersion.OF_15.getWireVersion(), out);
        new OxsStats(
                        entry.durationSec(),
                        entry.durationNsec(),
                        entry.idleAge(),
                        entry.packetCount(),
                        entry.byteCount(),
                        OxsStats.NONE)
                .write(out);
        InstructionCodec.write(entry.instructions(), entry.match(), OFVersion.OF_15, out);
        out.setShort(at, out.writerIndex() - at);
    }

    private static int beginReply(FlowStatsReply reply, ByteBuf out) {
        return reply.format() == WireFormat.NXM
                ? Frames.beginNiciraStats(out, true, Nicira.NXST_FLOW, 0, reply.xid())
                : Frames.beginMultipart(out, reply.version(), true, FLOW, 0, reply.xid());
    }

    private static void writeEntry(FlowStatsReply reply, FlowStatsEntry entry, ByteBuf out) {
        int at = out.writerIndex();
        boolean of10 = reply.version() == OFVersion.OF_10;
        boolean nxm = reply.format() == WireFormat.NXM;
        out.writeShort(0);
        out.writeShort(entry.tableId() << 8);
        if (of10 && !nxm) {
            Of10Match.write(entry.match(), out);
        }
        out.writeInt((int) entry.durationSec());
        out.writeInt(entry.durationNsec());
        out.writeShort(entry.priority());
        out.writeShort(entry.idleTimeout());
        out.writeShort(entry.hardTimeout());
        if (nxm) {
            out.writeShort(0);
            out.writeShort(Math.min(entry.idleAge() + 1, 0xffff));
            out.writeShort(Math.min(entry.hardAge() + 1, 0xffff));
        } else {
            out.writeShort(of10 ? 0 : entry.flags());
            out.writeShort(reply.version() == OFVersion.OF_14 ? entry.importance() : 0);
            out.writeShort(0);
        }
        out.writeLong(entry.cookie());
        out.writeLong(known(entry.packetCount(), nxm));
        out.writeLong(known(entry.byteCount(), nxm));
        if (nxm) {
            out.setShort(at + 18, MatchWriter.nxmMatch(entry.match(), 0, 0, out));
        } else if (!of10) {
            MatchWriter.oxmMatch(entry.match(), reply.version().getWireVersion(), out);
        }
        InstructionCodec.write(entry.instructions(), entry.match(), reply.version(), out);
        out.setShort(at, out.writerIndex() - at);
    }

    /** Only NXM says "unknown". */
    private static long known(long count, boolean nxm) {
        return count == -1L && !nxm ? 0 : count;
    }

    static AggregateStatsReply readAggregate(Dialect dialect, byte[] from, WireFormat format) throws OpenFlowException {
        int at = format == WireFormat.NXM ? NXM_BODY : dialect.of10 ? OF10_BODY : OF13_BODY;
        if (dialect.of15) {
            OxsStats stats = OxsStats.read(from, at, from.length);
            return new AggregateStatsReply(
                    dialect.version,
                    Octets.u32(from, 4),
                    format,
                    stats.packetCount(),
                    stats.byteCount(),
                    stats.flowCount());
        }
        Dialect.need(from.length == at + 24, OfError.OFPBRC_BAD_LEN, "aggregate reply");
        return new AggregateStatsReply(
                dialect.version,
                Octets.u32(from, 4),
                format,
                Octets.i64(from, at),
                Octets.i64(from, at + 8),
                Octets.u32(from, at + 16));
    }

    static void write(AggregateStatsReply reply, ByteBuf out) {
        boolean nxm = reply.format() == WireFormat.NXM;
        int start = nxm
                ? Frames.beginNiciraStats(out, true, Nicira.NXST_AGGREGATE, 0, reply.xid())
                : Frames.beginMultipart(out, reply.version(), true, AGGREGATE, 0, reply.xid());
        if (reply.version() == OFVersion.OF_15) {
            new OxsStats(OxsStats.NONE, 0, -1, reply.packetCount(), reply.byteCount(), reply.flowCount()).write(out);
        } else {
            boolean unknown = reply.version() != OFVersion.OF_10 || nxm;
            out.writeLong(known(reply.packetCount(), unknown));
            out.writeLong(known(reply.byteCount(), unknown));
            out.writeInt((int) reply.flowCount());
            out.writeInt(0);
        }
        Frames.end(out, start);
    }
}
