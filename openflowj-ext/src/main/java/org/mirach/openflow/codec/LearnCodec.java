package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.openflow.vendor.Nicira;

/**
 * Nicira's learn, in its two forms (nx_action_learn, nx_action_learn2): what the learned entry has, then its parts. A part
 * is a header of 16 bits (width, kind of source, kind of destination), then a source and, unless the part outputs, a
 * destination.
 */
final class LearnCodec {
    private static final int WIDTH = 0x7ff;
    private static final int DESTINATION = 3 << 11;
    private static final int TO_MATCH = 0;
    private static final int TO_LOAD = 1 << 11;
    private static final int TO_OUTPUT = 2 << 11;
    private static final int IMMEDIATE = 1 << 13;
    private static final int SOURCE = IMMEDIATE;
    private static final int NO_TABLE = 255;

    private LearnCodec() {}

    static Action read(Dialect dialect, int subtype, byte[] from, int at, int length) throws OpenFlowException {
        boolean second = subtype == Nicira.NXAST_LEARN2;
        Dialect.need(
                !second || Octets.u16(from, at + 38) == 0, OfError.NXBAC_MUST_BE_ZERO, "learn with padding of its own");
        int flags = Octets.u16(from, at + 24);
        int table = Octets.u8(from, at + 26);
        int known = Action.Learn.SEND_FLOW_REM | Action.Learn.DELETE_LEARNED | (second ? Action.Learn.WRITE_RESULT : 0);
        Dialect.need(
                Octets.u8(from, at + 27) == 0 && table != NO_TABLE && (flags & ~known) == 0,
                OfError.OFPBAC_BAD_ARGUMENT,
                "learn into table %",
                table);
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + (second ? 40 : 32), at + length);
        Optional<Subfield> result = Optional.empty();
        if ((flags & Action.Learn.WRITE_RESULT) != 0) {
            Field field = cursor.header();
            result = Optional.of(ActionFields.destination(dialect, field, Octets.u16(from, at + 36), 1));
        } else {
            Dialect.need(
                    !second || Octets.u16(from, at + 36) == 0,
                    OfError.OFPBAC_BAD_ARGUMENT,
                    "place of a result that is not written");
        }
        return new Action.Learn(
                table,
                Octets.u16(from, at + 14),
                Octets.u16(from, at + 10),
                Octets.u16(from, at + 12),
                Octets.u16(from, at + 28),
                Octets.u16(from, at + 30),
                Octets.i64(from, at + 16),
                flags,
                second ? Octets.i32(from, at + 32) : 0,
                result,
                specs(dialect, from, cursor.at(), at + length));
    }

    private static List<LearnSpec> specs(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        List<LearnSpec> specs = new ArrayList<>(4);
        int at = start;
        while (end - at >= 2) {
            int header = Octets.u16(from, at);
            at += 2;
            if (header == 0) {
                break;
            }
            int destination = header & DESTINATION;
            boolean immediate = (header & SOURCE) != 0;
            Dialect.need(
                    destination == TO_MATCH || destination == TO_LOAD || destination == TO_OUTPUT && !immediate,
                    OfError.OFPBAC_BAD_ARGUMENT,
                    "part of a learn action 0x%",
                    header);
            int bits = header & WIDTH;
            int sourceLength = immediate ? 2 * ((bits + 15) / 16) : 6;
            int length = sourceLength + (destination == TO_OUTPUT ? 0 : 6);
            Dialect.need(end - at >= length, OfError.OFPBAC_BAD_LEN, "part of a learn action goes beyond it");
            specs.add(spec(dialect, from, at, header, sourceLength));
            at += length;
        }
        Dialect.need(Octets.zero(from, at, end), OfError.OFPBAC_BAD_ARGUMENT, "learn padding");
        return specs;
    }

    private static LearnSpec spec(Dialect dialect, byte[] from, int at, int header, int sourceLength)
            throws OpenFlowException {
        int bits = header & WIDTH;
        boolean load = (header & DESTINATION) == TO_LOAD;
        if ((header & SOURCE) != 0) {
            Subfield destination = part(dialect, from, at + sourceLength, bits, load);
            FieldValue value = immediate(from, at, sourceLength, bits);
            return load ? new LearnSpec.LoadValue(value, destination) : new LearnSpec.MatchValue(value, destination);
        }
        Subfield source = part(dialect, from, at, bits, false);
        if ((header & DESTINATION) == TO_OUTPUT) {
            return new LearnSpec.Output(source);
        }
        Subfield destination = part(dialect, from, at + sourceLength, bits, load);
        return load ? new LearnSpec.LoadField(source, destination) : new LearnSpec.MatchField(source, destination);
    }

    private static Subfield part(Dialect dialect, byte[] from, int at, int bits, boolean written)
            throws OpenFlowException {
        Field field = ActionFields.field(dialect, Octets.i32(from, at));
        int offset = Octets.u16(from, at + 4);
        return written
                ? ActionFields.destination(dialect, field, offset, bits)
                : ActionFields.source(dialect, field, offset, bits);
    }

    /** As many octets as the width needs, right-aligned; bits beyond it are dropped, as Open vSwitch does. */
    private static FieldValue immediate(byte[] from, int at, int length, int bits) {
        int octets = (bits + 7) / 8;
        return FieldValue.of(Arrays.copyOfRange(from, at + length - octets, at + length))
                .and(FieldValue.ones(bits));
    }

    static void write(Action.Learn learn, ByteBuf out) {
        int start = out.writerIndex();
        boolean second = learn.limit() != 0 || learn.resultDestination().isPresent();
        NiciraActionWriter.header(out, 0, second ? Nicira.NXAST_LEARN2 : Nicira.NXAST_LEARN);
        out.writeShort(learn.idleTimeout());
        out.writeShort(learn.hardTimeout());
        out.writeShort(learn.priority());
        out.writeLong(learn.cookie());
        out.writeShort(learn.flags());
        out.writeByte(learn.tableId());
        out.writeByte(0);
        out.writeShort(learn.finIdleTimeout());
        out.writeShort(learn.finHardTimeout());
        if (second) {
            out.writeInt(learn.limit());
            out.writeShort(learn.resultDestination().map(Subfield::offset).orElse(0));
            out.writeShort(0);
        }
        learn.resultDestination().ifPresent(result -> FieldWire.header(out, result.field(), FieldWire.NXM));
        learn.specs().forEach(spec -> write(spec, out));
        NiciraActionWriter.finish(out, start);
    }

    private static void write(LearnSpec spec, ByteBuf out) {
        switch (spec) {
            case LearnSpec.MatchValue match -> {
                immediate(out, TO_MATCH, match.value(), match.destination());
                part(out, match.destination());
            }
            case LearnSpec.LoadValue load -> {
                immediate(out, TO_LOAD, load.value(), load.destination());
                part(out, load.destination());
            }
            case LearnSpec.MatchField match -> {
                out.writeShort(match.source().bits() | TO_MATCH);
                part(out, match.source());
                part(out, match.destination());
            }
            case LearnSpec.LoadField load -> {
                out.writeShort(load.source().bits() | TO_LOAD);
                part(out, load.source());
                part(out, load.destination());
            }
            case LearnSpec.Output output -> {
                out.writeShort(output.source().bits() | TO_OUTPUT);
                part(out, output.source());
            }
        }
    }

    private static void immediate(ByteBuf out, int kind, FieldValue value, Subfield destination) {
        out.writeShort(destination.bits() | kind | IMMEDIATE);
        out.writeBytes(value.octets(2 * ((destination.bits() + 15) / 16)));
    }

    private static void part(ByteBuf out, Subfield part) {
        FieldWire.header(out, part.field(), FieldWire.NXM);
        out.writeShort(part.offset());
    }
}
