package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** packet_in, packet_out and flow_removed: OpenFlow 1.3 to 1.5 (7.4.1, 7.3.7, 7.4.2), OpenFlow 1.0 (5.4), NXT_*. */
final class PacketCodec {
    private PacketCodec() {}

    static PacketIn readPacketIn(Dialect dialect, byte[] from) throws OpenFlowException {
        long xid = Octets.u32(from, 4);
        if (dialect.of10) {
            Dialect.need(from.length >= 18, OfError.OFPBRC_BAD_LEN, "packet_in of % octets", from.length);
            Match port = Match.builder()
                    .exact(Field.IN_PORT, PortNo.fromOf10(Octets.u16(from, 14)) & 0xffffffffL)
                    .build();
            return new PacketIn(
                    dialect.version,
                    xid,
                    WireFormat.STANDARD,
                    Octets.i32(from, 8),
                    Octets.u16(from, 12),
                    Octets.u8(from, 16),
                    0,
                    -1L,
                    port,
                    Octets.bytes(from, 18, from.length));
        }
        Dialect.need(from.length >= 34, OfError.OFPBRC_BAD_LEN, "packet_in of % octets", from.length);
        MatchReader match = new MatchReader(dialect).withoutPrerequisites();
        int at = match.readOxmMatch(from, 24, from.length);
        return packetIn(dialect, from, 8, at, WireFormat.STANDARD, match.match());
    }

    static PacketIn readNxmPacketIn(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 42, OfError.OFPBRC_BAD_LEN, "NXT_PACKET_IN of % octets", from.length);
        MatchReader match = new MatchReader(dialect).withoutPrerequisites();
        int at = match.readNxmMatch(from, 40, Octets.u16(from, 32), from.length, false);
        return packetIn(dialect, from, 16, at, WireFormat.NXM, match.match());
    }

    private static PacketIn packetIn(Dialect dialect, byte[] from, int body, int padAt, WireFormat format, Match match)
            throws OpenFlowException {
        Dialect.need(from.length >= padAt + 2, OfError.OFPBRC_BAD_LEN, "packet_in without padding");
        return new PacketIn(
                dialect.version,
                Octets.u32(from, 4),
                format,
                Octets.i32(from, body),
                Octets.u16(from, body + 4),
                Octets.u8(from, body + 6),
                Octets.u8(from, body + 7),
                Octets.i64(from, body + 8),
                match,
                Octets.bytes(from, padAt + 2, from.length));
    }

    static void write(PacketIn packet, ByteBuf out) {
        int start;
        if (packet.format() == WireFormat.NXM) {
            start = Frames.beginNicira(out, packet.version(), Nicira.NXT_PACKET_IN, packet.xid());
            writeHead(packet, out);
            int lengthAt = out.writerIndex();
            out.writeLong(0);
            out.setShort(lengthAt, MatchWriter.nxmMatch(packet.metadata(), 0, 0, out));
            out.writeShort(0);
        } else if (packet.version() == OFVersion.OF_10) {
            start = Frames.begin(out, packet.version(), 10, packet.xid());
            out.writeInt(packet.bufferId());
            out.writeShort(packet.totalLength());
            out.writeShort(PortNo.toOf10(packet.inPort()));
            out.writeByte(packet.reason());
            out.writeByte(0);
        } else {
            start = Frames.begin(out, packet.version(), 10, packet.xid());
            writeHead(packet, out);
            MatchWriter.oxmMatch(packet.metadata(), packet.version().getWireVersion(), out);
            out.writeShort(0);
        }
        out.writeBytes(packet.data().array());
        Frames.end(out, start);
    }

    private static void writeHead(PacketIn packet, ByteBuf out) {
        out.writeInt(packet.bufferId());
        out.writeShort(packet.totalLength());
        out.writeByte(packet.reason());
        out.writeByte(packet.tableId());
        out.writeLong(packet.cookie());
    }

    static PacketOut readPacketOut(Dialect dialect, byte[] from) throws OpenFlowException {
        int head = dialect.of10 || dialect.of15 ? 16 : 24;
        Dialect.need(from.length >= head, OfError.OFPBRC_BAD_LEN, "packet_out of % octets", from.length);
        int inPort;
        if (dialect.of15) {
            MatchReader match = new MatchReader(dialect).withoutPrerequisites();
            head = match.readOxmMatch(from, head, from.length);
            Match metadata = match.match();
            dialect.check(metadata.has(Field.IN_PORT), OfError.OFPBRC_BAD_PORT, "no in_port");
            inPort = (int) metadata.value(Field.IN_PORT);
        } else {
            inPort = dialect.of10 ? PortNo.fromOf10(Octets.u16(from, 12)) : Octets.i32(from, 12);
        }
        dialect.check(PortNo.fitsOf10(inPort), OfError.OFPBAC_BAD_OUT_PORT, "in_port 0x%", inPort);
        int length = Octets.u16(from, dialect.of10 ? 14 : dialect.of15 ? 12 : 16);
        Dialect.need(length % 8 == 0 && head + length <= from.length, OfError.OFPBRC_BAD_LEN, "actions of %", length);
        List<Action> actions = ActionReader.read(dialect, from, head, head + length);
        dialect.check(mayComeFrom(inPort), OfError.OFPBRC_BAD_PORT, "in_port 0x%", inPort);
        int bufferId = Octets.i32(from, 8);
        Bytes data = bufferId == PortNo.NO_BUFFER ? Octets.bytes(from, head + length, from.length) : Bytes.EMPTY;
        return new PacketOut(dialect.version, Octets.u32(from, 4), bufferId, inPort, actions, data);
    }

    private static boolean mayComeFrom(int inPort) {
        return switch (inPort) {
            case PortNo.LOCAL, PortNo.ANY, PortNo.CONTROLLER -> true;
            default -> !PortNo.reserved(inPort);
        };
    }

    static void write(PacketOut packet, ByteBuf out) {
        boolean of10 = packet.version() == OFVersion.OF_10;
        int start = Frames.begin(out, packet.version(), 13, packet.xid());
        out.writeInt(packet.bufferId());
        int lengthAt;
        if (of10) {
            out.writeShort(PortNo.toOf10(packet.inPort()));
            lengthAt = out.writerIndex();
            out.writeShort(0);
        } else if (packet.version() == OFVersion.OF_15) {
            lengthAt = out.writerIndex();
            out.writeInt(0);
            MatchWriter.oxmMatch(inPortOnly(packet.inPort()), packet.version().getWireVersion(), out);
        } else {
            out.writeInt(packet.inPort());
            lengthAt = out.writerIndex();
            out.writeLong(0);
        }
        int actionsAt = out.writerIndex();
        new ActionWriter(out, packet.version(), Match.ANY).write(packet.actions());
        out.setShort(lengthAt, out.writerIndex() - actionsAt);
        out.writeBytes(packet.data().array());
        Frames.end(out, start);
    }

    private static Match inPortOnly(int inPort) {
        return Match.builder().exact(Field.IN_PORT, inPort & 0xffffffffL).build();
    }

    static FlowRemoved readFlowRemoved(Dialect dialect, byte[] from) throws OpenFlowException {
        long xid = Octets.u32(from, 4);
        if (dialect.of10) {
            Dialect.need(from.length == 88, OfError.OFPBRC_BAD_LEN, "flow_removed of % octets", from.length);
            return new FlowRemoved(
                    dialect.version,
                    xid,
                    WireFormat.STANDARD,
                    Octets.i64(from, 48),
                    Octets.u16(from, 56),
                    Octets.u8(from, 58),
                    0,
                    Octets.u32(from, 60),
                    Octets.i32(from, 64),
                    Octets.u16(from, 68),
                    0,
                    Octets.i64(from, 72),
                    Octets.i64(from, 80),
                    Of10Match.read(from, 8));
        }
        if (dialect.of15) {
            return flowRemovedOf15(dialect, from);
        }
        Dialect.need(from.length >= 56, OfError.OFPBRC_BAD_LEN, "flow_removed of % octets", from.length);
        MatchReader match = new MatchReader(dialect);
        match.readOxmMatch(from, 48, from.length);
        return new FlowRemoved(
                dialect.version,
                xid,
                WireFormat.STANDARD,
                Octets.i64(from, 8),
                Octets.u16(from, 16),
                Octets.u8(from, 18),
                Octets.u8(from, 19),
                Octets.u32(from, 20),
                Octets.i32(from, 24),
                Octets.u16(from, 28),
                Octets.u16(from, 30),
                Octets.i64(from, 32),
                Octets.i64(from, 40),
                match.match());
    }

    private static FlowRemoved flowRemovedOf15(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 32, OfError.OFPBRC_BAD_LEN, "flow_removed of % octets", from.length);
        MatchReader match = new MatchReader(dialect);
        int statsAt = match.readOxmMatch(from, 24, from.length);
        OxsStats stats = OxsStats.read(from, statsAt, from.length);
        return new FlowRemoved(
                dialect.version,
                Octets.u32(from, 4),
                WireFormat.STANDARD,
                Octets.i64(from, 16),
                Octets.u16(from, 10),
                Octets.u8(from, 9),
                Octets.u8(from, 8),
                stats.durationSec(),
                stats.durationNsec(),
                Octets.u16(from, 12),
                Octets.u16(from, 14),
                stats.packetCount(),
                stats.byteCount(),
                match.match());
    }

    private static void writeOf15(FlowRemoved gone, ByteBuf out) {
        int start = Frames.begin(out, gone.version(), 11, gone.xid());
        out.writeByte(gone.tableId());
        out.writeByte(gone.reason());
        out.writeShort(gone.priority());
        out.writeShort(gone.idleTimeout());
        out.writeShort(gone.hardTimeout());
        out.writeLong(gone.cookie());
        MatchWriter.oxmMatch(gone.match(), gone.version().getWireVersion(), out);
        new OxsStats(gone.durationSec(), gone.durationNsec(), -1, gone.packetCount(), gone.byteCount(), OxsStats.NONE)
                .write(out);
        Frames.end(out, start);
    }

    /** NXT_FLOW_REMOVED counts tables from 1; 0 says that it does not know. */
    static FlowRemoved readNxmFlowRemoved(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 56, OfError.OFPBRC_BAD_LEN, "NXT_FLOW_REMOVED of % octets", from.length);
        MatchReader match = new MatchReader(dialect);
        match.readNxmMatch(from, 56, Octets.u16(from, 38), from.length, false);
        int table = Octets.u8(from, 27);
        return new FlowRemoved(
                dialect.version,
                Octets.u32(from, 4),
                WireFormat.NXM,
                Octets.i64(from, 16),
                Octets.u16(from, 24),
                Octets.u8(from, 26),
                table == 0 ? 0 : table - 1,
                Octets.u32(from, 28),
                Octets.i32(from, 32),
                Octets.u16(from, 36),
                0,
                Octets.i64(from, 40),
                Octets.i64(from, 48),
                match.match());
    }

    static void write(FlowRemoved gone, ByteBuf out) {
        boolean nxm = gone.format() == WireFormat.NXM;
        if (!nxm && gone.version() == OFVersion.OF_15) {
            writeOf15(gone, out);
            return;
        }
        boolean of10 = gone.version() == OFVersion.OF_10;
        int start = nxm
                ? Frames.beginNicira(out, gone.version(), Nicira.NXT_FLOW_REMOVED, gone.xid())
                : Frames.begin(out, gone.version(), 11, gone.xid());
        if (of10 && !nxm) {
            Of10Match.write(gone.match(), out);
        }
        out.writeLong(gone.cookie());
        out.writeShort(gone.priority());
        out.writeByte(gone.reason());
        out.writeByte(nxm ? gone.tableId() + 1 : of10 ? 0 : gone.tableId());
        out.writeInt((int) gone.durationSec());
        out.writeInt(gone.durationNsec());
        out.writeShort(gone.idleTimeout());
        int lengthAt = out.writerIndex();
        out.writeShort(of10 || nxm ? 0 : gone.hardTimeout());
        out.writeLong(gone.packetCount());
        out.writeLong(gone.byteCount());
        if (nxm) {
            out.setShort(lengthAt, MatchWriter.nxmMatch(gone.match(), 0, 0, out));
        } else if (!of10) {
            MatchWriter.oxmMatch(gone.match(), gone.version().getWireVersion(), out);
        }
        Frames.end(out, start);
    }
}
