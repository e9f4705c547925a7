package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** flow_mod: OpenFlow 1.3 to 1.5 (7.3.4.1), OpenFlow 1.0 (5.3.3), NXT_FLOW_MOD. */
final class FlowModCodec {
    private static final FlowModCommand[] COMMANDS = FlowModCommand.values();
    private static final int OF13_SIZE = 48;
    private static final int OF10_SIZE = 72;
    private static final int NXM_SIZE = 48;
    private static final int OF10_EMERGENCY = 1 << 2;
    private static final int ALL_TABLES = 255;

    private FlowModCodec() {}

    static FlowMod readOf13(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= OF13_SIZE + 8, OfError.OFPBRC_BAD_LEN, "flow_mod of % octets", from.length);
        MatchReader match = new MatchReader(dialect);
        int at = match.readOxmMatch(from, OF13_SIZE, from.length);
        int wireCommand = Octets.u8(from, 25);
        int tableId = Octets.u8(from, 24);
        boolean delete = wireCommand >= FlowModCommand.DELETE.ordinal();
        dialect.check(
                tableId != ALL_TABLES || wireCommand == 3 || wireCommand == 4,
                OfError.OFPFMFC_BAD_TABLE_ID,
                "all tables in a command that does not delete");
        int outPort = Octets.i32(from, 36);
        dialect.check(PortNo.fitsOf10(outPort), OfError.OFPBAC_BAD_OUT_PORT, "out_port 0x%", outPort);
        FlowModCommand command = command(wireCommand);
        int flags = Octets.u16(from, 44);
        Match read = match.match();
        List<Instruction> instructions = InstructionCodec.read(dialect, from, at, from.length);
        dialect.check(flags < 1 << 5, OfError.OFPFMFC_BAD_FLAGS, "flags 0x%", flags);
        if (dialect.strict) {
            new ActionCheck(read, false, tableId).check(instructions);
        }
        return new FlowMod(
                dialect.version,
                Octets.u32(from, 4),
                WireFormat.STANDARD,
                command,
                Octets.i64(from, 8),
                command == FlowModCommand.ADD ? 0 : Octets.i64(from, 16),
                -1L,
                tableId,
                Octets.u16(from, 26),
                Octets.u16(from, 28),
                Octets.u16(from, 30),
                Octets.i32(from, 32),
                outPort,
                delete ? Octets.i32(from, 40) : PortNo.GROUP_ANY,
                flags,
                dialect.of14 && command == FlowModCommand.ADD ? Octets.u16(from, 46) : 0,
                read,
                instructions);
    }

    static FlowMod readOf10(Dialect dialect, byte[] from, boolean tableIds) throws OpenFlowException {
        Dialect.need(from.length >= OF10_SIZE, OfError.OFPBRC_BAD_LEN, "flow_mod of % octets", from.length);
        boolean exact = (Octets.i32(from, 8) & Of10Match.ALL_WILDCARDS) == 0;
        Match match = Of10Match.read(from, 8);
        return readTail(dialect, from, 48, OF10_SIZE, WireFormat.STANDARD, tableIds, match, exact, 0, 0);
    }

    static FlowMod readNxm(Dialect dialect, byte[] from, boolean tableIds) throws OpenFlowException {
        Dialect.need(from.length >= NXM_SIZE, OfError.OFPBRC_BAD_LEN, "NXT_FLOW_MOD of % octets", from.length);
        MatchReader match = new MatchReader(dialect);
        int at = match.readNxmMatch(from, NXM_SIZE, Octets.u16(from, 40), from.length, true);
        boolean add = (Octets.u16(from, 24) & 0xff) == 0;
        dialect.check(!add || match.cookieMask() == 0, OfError.NXBRC_NXM_INVALID, "an add that matches on a cookie");
        return readTail(
                dialect,
                from,
                16,
                at,
                WireFormat.NXM,
                tableIds,
                match.match(),
                false,
                match.cookie(),
                match.cookieMask());
    }

    /** What both forms of OpenFlow 1.0 have from the cookie on, at {@code at}. */
    private static FlowMod readTail(
            Dialect dialect,
            byte[] from,
            int at,
            int actionsAt,
            WireFormat format,
            boolean tableIds,
            Match match,
            boolean exact,
            long cookie,
            long cookieMask)
            throws OpenFlowException {
        int wireCommand = Octets.u16(from, at + 8);
        int tableId = tableIds ? wireCommand >> 8 : ALL_TABLES;
        FlowModCommand command = command(tableIds ? wireCommand & 0xff : wireCommand);
        List<Instruction> instructions = InstructionCodec.read(dialect, from, actionsAt, from.length);
        int flags = Octets.u16(from, at + 22);
        int idle = Octets.u16(from, at + 10);
        int hard = Octets.u16(from, at + 12);
        dialect.check((flags & ~7) == 0, OfError.OFPFMFC_BAD_FLAGS, "flags 0x%", flags);
        dialect.check(
                (flags & OF10_EMERGENCY) == 0,
                idle + hard > 0 ? OfError.OFPFMFC_BAD_EMERG_TIMEOUT : OfError.OFPFMFC_TABLE_FULL,
                "emergency flow");
        if (dialect.strict) {
            new ActionCheck(match, true, tableId).check(instructions);
        }
        boolean add = command == FlowModCommand.ADD;
        long wireCookie = Octets.i64(from, at);
        int kept = flags & 3 | (add ? FlowModFlags.RESET_COUNTS : 0);
        return new FlowMod(
                dialect.version,
                Octets.u32(from, 4),
                format,
                command,
                add ? wireCookie : cookie,
                cookieMask,
                add ? -1L : wireCookie,
                tableId,
                idle,
                hard,
                exact ? 0xffff : Octets.u16(from, at + 14),
                Octets.i32(from, at + 16),
                PortNo.fromOf10(Octets.u16(from, at + 20)),
                PortNo.GROUP_ANY,
                kept,
                0,
                match,
                instructions);
    }

    private static FlowModCommand command(int wire) throws OpenFlowException {
        Dialect.need(wire < COMMANDS.length, OfError.OFPFMFC_BAD_COMMAND, "command %", wire);
        return COMMANDS[wire];
    }

    static void write(FlowMod mod, ByteBuf out) {
        if (mod.version() != OFVersion.OF_10) {
            writeOf13(mod, out);
        } else if (mod.format() == WireFormat.NXM || mod.cookieMask() != 0 || !Of10Match.fits(mod.match())) {
            writeNxm(mod, out);
        } else {
            int start = Frames.begin(out, mod.version(), 14, mod.xid());
            Of10Match.write(mod.match(), out);
            writeTail(mod, out);
            InstructionCodec.write(mod.instructions(), mod.match(), mod.version(), out);
            Frames.end(out, start);
        }
    }

    private static void writeOf13(FlowMod mod, ByteBuf out) {
        int start = Frames.begin(out, mod.version(), 14, mod.xid());
        out.writeLong(mod.cookie());
        out.writeLong(mod.cookieMask());
        out.writeByte(mod.tableId());
        out.writeByte(mod.command().ordinal());
        out.writeShort(mod.idleTimeout());
        out.writeShort(mod.hardTimeout());
        out.writeShort(mod.priority());
        out.writeInt(mod.bufferId());
        out.writeInt(mod.outPort());
        out.writeInt(mod.outGroup());
        out.writeShort(mod.flags());
        out.writeShort(Dialect.atLeast(mod.version(), OFVersion.OF_14) ? mod.importance() : 0);
        MatchWriter.oxmMatch(mod.match(), mod.version().getWireVersion(), out);
        InstructionCodec.write(mod.instructions(), mod.match(), mod.version(), out);
        Frames.end(out, start);
    }

    private static void writeNxm(FlowMod mod, ByteBuf out) {
        int start = Frames.beginNicira(out, mod.version(), Nicira.NXT_FLOW_MOD, mod.xid());
        writeTail(mod, out);
        int lengthAt = out.writerIndex();
        out.writeLong(0);
        long mask = mod.command() == FlowModCommand.ADD ? 0 : mod.cookieMask();
        out.setShort(lengthAt, MatchWriter.nxmMatch(mod.match(), mod.cookie(), mask, out));
        InstructionCodec.write(mod.instructions(), mod.match(), mod.version(), out);
        Frames.end(out, start);
    }

    private static void writeTail(FlowMod mod, ByteBuf out) {
        out.writeLong(mod.command() == FlowModCommand.ADD ? mod.cookie() : mod.newCookie());
        out.writeShort((mod.tableId() == ALL_TABLES ? 0 : mod.tableId() << 8)
                | mod.command().ordinal());
        out.writeShort(mod.idleTimeout());
        out.writeShort(mod.hardTimeout());
        out.writeShort(mod.priority());
        out.writeInt(mod.bufferId());
        out.writeShort(PortNo.toOf10(mod.outPort()));
        out.writeShort(mod.flags() & 3);
    }
}
