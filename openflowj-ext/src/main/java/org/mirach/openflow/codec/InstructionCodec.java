package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Instructions of OpenFlow 1.3 (7.2.4), and OpenFlow 1.0's action list, which is read as instructions. */
final class InstructionCodec {
    private static final int GOTO_TABLE = 1;
    private static final int WRITE_METADATA = 2;
    private static final int WRITE_ACTIONS = 3;
    private static final int APPLY_ACTIONS = 4;
    private static final int CLEAR_ACTIONS = 5;
    private static final int METER = 6;
    private static final int EXPERIMENTER = 0xffff;
    /** In which instructions are executed, and, for the error that a message gets, looked into. */
    private static final int[] ORDER = {METER, APPLY_ACTIONS, CLEAR_ACTIONS, WRITE_ACTIONS, WRITE_METADATA, GOTO_TABLE};

    private static final int OTHERS = -1;

    private InstructionCodec() {}

    static List<Instruction> read(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        return dialect.of10 ? readOf10(dialect, from, start, end) : readOf13(dialect, from, start, end);
    }

    /** Actions; in OpenFlow 1.0 Nicira's write_metadata may end them. */
    private static List<Instruction> readOf10(Dialect dialect, byte[] from, int start, int end)
            throws OpenFlowException {
        Dialect.need((end - start) % 8 == 0, OfError.OFPBRC_BAD_LEN, "actions of % octets", (end - start));
        int metadata = end - 32;
        if (metadata >= start && isWriteMetadata(from, start, metadata)) {
            List<Action> actions = ActionReader.read(dialect, from, start, metadata);
            FieldValue[] operands = NiciraActionReader.writeMetadata(from, metadata, Octets.u16(from, metadata + 2));
            Instruction write = new Instruction.WriteMetadata(operands[0].lo(), operands[1].lo());
            return actions.isEmpty() ? List.of(write) : List.of(new Instruction.ApplyActions(actions), write);
        }
        List<Action> actions = ActionReader.read(dialect, from, start, end);
        return actions.isEmpty() ? List.of() : List.of(new Instruction.ApplyActions(actions));
    }

    /** Whether the action walk ends with write_metadata at {@code last}. */
    private static boolean isWriteMetadata(byte[] from, int start, int last) {
        int at = start;
        while (at < last) {
            int length = Octets.u16(from, at + 2);
            if (length < 8) {
                return false;
            }
            at += length;
        }
        return at == last
                && Octets.u16(from, at) == ActionType.EXPERIMENTER
                && Octets.u16(from, at + 2) == 32
                && Octets.i32(from, at + 4) == Experimenters.NICIRA
                && Octets.u16(from, at + 8) == Nicira.NXAST_WRITE_METADATA;
    }

    private static List<Instruction> readOf13(Dialect dialect, byte[] from, int start, int end)
            throws OpenFlowException {
        if (start == end) {
            return List.of();
        }
        Dialect.need((end - start) % 8 == 0, OfError.OFPBIC_BAD_LEN, "instructions of % octets", (end - start));
        int count = checkAll(dialect, from, start, end);
        List<Instruction> found = new ArrayList<>(count);
        if (count == 1) {
            add(dialect, from, start, end, found);
            return found;
        }
        for (int type : ORDER) {
            addAll(dialect, type, from, start, end, found);
        }
        if (dialect.strict) {
            ActionNesting.check(found);
        } else {
            addAll(dialect, OTHERS, from, start, end, found);
        }
        return found;
    }

    /** Looks at all instructions before it is looked into any; returns how many there are. */
    private static int checkAll(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        int seen = 0;
        int count = 0;
        int length;
        for (int at = start; at < end; at += length) {
            int type = Octets.u16(from, at);
            length = Octets.u16(from, at + 2);
            Dialect.need(
                    length >= 8 && length % 8 == 0 && length <= end - at,
                    OfError.OFPBIC_BAD_LEN,
                    "instruction length %",
                    length);
            checkType(dialect, type, length);
            int bit = type <= METER ? 1 << type : 0;
            dialect.check((seen & bit) == 0, OfError.OFPBIC_DUP_INST, "instruction % twice", type);
            seen |= bit;
            count++;
        }
        return count;
    }

    private static void addAll(Dialect dialect, int wanted, byte[] from, int start, int end, List<Instruction> found)
            throws OpenFlowException {
        for (int at = start; at < end; at += Octets.u16(from, at + 2)) {
            int type = Octets.u16(from, at);
            if (type == wanted || wanted == OTHERS && (type == 0 || type > METER)) {
                add(dialect, from, at, at + Octets.u16(from, at + 2), found);
            }
        }
    }

    private static void add(Dialect dialect, byte[] from, int at, int end, List<Instruction> found)
            throws OpenFlowException {
        int type = Octets.u16(from, at);
        if (type == APPLY_ACTIONS && dialect.of15) {
            readApplied(dialect, from, at, end, found);
        } else {
            found.add(readOne(dialect, type, from, at, end));
        }
    }

    /** OpenFlow 1.5 has a meter as an action, which here is an instruction: the first of an entry. */
    private static void readApplied(Dialect dialect, byte[] from, int at, int end, List<Instruction> found)
            throws OpenFlowException {
        int actions = at + 8;
        boolean meter = end - actions >= 8
                && Octets.u16(from, actions) == ActionType.METER
                && Octets.u16(from, actions + 2) == 8;
        if (meter) {
            found.add(new Instruction.Meter(Octets.i32(from, actions + 4)));
            actions += 8;
        }
        if (!meter || actions < end) {
            found.add(new Instruction.ApplyActions(ActionReader.read(dialect, from, actions, end)));
        }
    }

    private static void checkType(Dialect dialect, int type, int length) throws OpenFlowException {
        dialect.check(type != EXPERIMENTER, OfError.OFPBIC_BAD_EXPERIMENTER, "experimenter instruction");
        dialect.check(
                type >= GOTO_TABLE && type <= (dialect.of15 ? CLEAR_ACTIONS : METER),
                OfError.OFPBIC_UNKNOWN_INST,
                "instruction %",
                type);
        int exact = switch (type) {
            case GOTO_TABLE, CLEAR_ACTIONS, METER -> 8;
            case WRITE_METADATA -> 24;
            default -> length;
        };
        Dialect.need(length == exact, OfError.OFPBIC_BAD_LEN, "instruction of % octets", length);
    }

    private static Instruction readOne(Dialect dialect, int type, byte[] from, int at, int end)
            throws OpenFlowException {
        return switch (type) {
            case GOTO_TABLE -> new Instruction.GotoTable(Octets.u8(from, at + 4));
            case WRITE_METADATA -> new Instruction.WriteMetadata(Octets.i64(from, at + 8), Octets.i64(from, at + 16));
            case WRITE_ACTIONS -> new Instruction.WriteActions(ActionReader.readSet(dialect, from, at + 8, end));
            case APPLY_ACTIONS -> new Instruction.ApplyActions(ActionReader.read(dialect, from, at + 8, end));
            case CLEAR_ACTIONS -> new Instruction.ClearActions();
            case METER -> new Instruction.Meter(Octets.i32(from, at + 4));
            default -> new Instruction.Raw(type, Octets.bytes(from, at + 4, end));
        };
    }

    static void write(List<Instruction> instructions, Match match, OFVersion version, ByteBuf out) {
        if (version == OFVersion.OF_10) {
            instructions.forEach(instruction -> writeOf10(instruction, match, out));
        } else if (version.getWireVersion() >= OFVersion.OF_15.getWireVersion()
                && !instructions.isEmpty()
                && instructions.getFirst() instanceof Instruction.Meter meter) {
            writeMetered(meter, instructions, match, version, out);
        } else {
            instructions.forEach(instruction -> writeOf13(instruction, match, version, out));
        }
    }

    /** OpenFlow 1.5: the meter is the first of the actions that are applied. */
    private static void writeMetered(
            Instruction.Meter meter, List<Instruction> instructions, Match match, OFVersion version, ByteBuf out) {
        int start = out.writerIndex();
        header(out, APPLY_ACTIONS, 0);
        out.writeInt(0);
        header(out, ActionType.METER, 8);
        out.writeInt(meter.meterId());
        int next = 1;
        if (instructions.size() > 1 && instructions.get(1) instanceof Instruction.ApplyActions apply) {
            new ActionWriter(out, version, match).write(apply.actions());
            next = 2;
        }
        out.setShort(start + 2, out.writerIndex() - start);
        instructions
                .subList(next, instructions.size())
                .forEach(instruction -> writeOf13(instruction, match, version, out));
    }

    /** What OpenFlow 1.0 cannot say is left out, as Open vSwitch does. */
    private static void writeOf10(Instruction instruction, Match match, ByteBuf out) {
        switch (instruction) {
            case Instruction.ApplyActions apply -> new ActionWriter(out, OFVersion.OF_10, match).write(apply.actions());
            case Instruction.GotoTable next ->
                new NiciraActionWriter(out, OFVersion.OF_10, match)
                        .write(new Action.Resubmit(PortNo.IN_PORT, next.tableId()));
            case Instruction.WriteMetadata metadata -> {
                out.writeShort(ActionType.EXPERIMENTER);
                out.writeShort(32);
                out.writeInt(Experimenters.NICIRA);
                out.writeShort(Nicira.NXAST_WRITE_METADATA);
                out.writeZero(6);
                out.writeLong(metadata.metadata());
                out.writeLong(metadata.mask());
            }
            case Instruction.Meter _, Instruction.ClearActions _, Instruction.WriteActions _, Instruction.Raw _ -> {}
        }
    }

    private static void writeOf13(Instruction instruction, Match match, OFVersion version, ByteBuf out) {
        switch (instruction) {
            case Instruction.Meter meter -> {
                header(out, METER, 8);
                out.writeInt(meter.meterId());
            }
            case Instruction.ApplyActions apply -> actions(out, APPLY_ACTIONS, apply.actions(), match, version);
            case Instruction.ClearActions _ -> {
                header(out, CLEAR_ACTIONS, 8);
                out.writeInt(0);
            }
            case Instruction.WriteActions write -> actions(out, WRITE_ACTIONS, write.actions(), match, version);
            case Instruction.WriteMetadata metadata -> {
                header(out, WRITE_METADATA, 24);
                out.writeInt(0);
                out.writeLong(metadata.metadata());
                out.writeLong(metadata.mask());
            }
            case Instruction.GotoTable next -> {
                header(out, GOTO_TABLE, 8);
                out.writeInt(next.tableId() << 24);
            }
            case Instruction.Raw raw -> {
                header(out, raw.type(), raw.body().size() + 4);
                out.writeBytes(raw.body().array());
            }
        }
    }

    private static void header(ByteBuf out, int type, int length) {
        out.writeShort(type);
        out.writeShort(length);
    }

    private static void actions(ByteBuf out, int type, List<Action> actions, Match match, OFVersion version) {
        int start = out.writerIndex();
        header(out, type, 0);
        out.writeInt(0);
        new ActionWriter(out, version, match).write(actions);
        out.setShort(start + 2, out.writerIndex() - start);
    }
}
