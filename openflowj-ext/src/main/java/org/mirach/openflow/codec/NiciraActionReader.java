package org.mirach.openflow.codec;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;

/** Reads Nicira's actions (ofp-actions.c of Open vSwitch has the structures). */
final class NiciraActionReader {
    private NiciraActionReader() {}

    /** A strict dialect refuses what is unknown; a lenient one gets null. */
    static Action read(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        if (length < 16 || Octets.i32(from, at + 4) != Experimenters.NICIRA) {
            return unknown(dialect, from, at, length);
        }
        int subtype = Octets.u16(from, at + 8);
        checkLength(subtype, length);
        return switch (subtype) {
            case Nicira.NXAST_RESUBMIT -> new Action.Resubmit(PortNo.fromOf10(Octets.u16(from, at + 10)), 255);
            case Nicira.NXAST_RESUBMIT_TABLE -> resubmit(from, at);
            case Nicira.NXAST_SET_TUNNEL -> new Action.SetField(Field.TUNNEL_ID, Octets.u32(from, at + 12));
            case Nicira.NXAST_SET_TUNNEL64 -> new Action.SetField(Field.TUNNEL_ID, Octets.i64(from, at + 16));
            case Nicira.NXAST_SET_QUEUE -> new Action.SetQueue(Octets.i32(from, at + 12));
            case Nicira.NXAST_POP_QUEUE -> new Action.PopQueue();
            case Nicira.NXAST_REG_MOVE -> move(dialect, from, at);
            case Nicira.NXAST_REG_LOAD -> load(dialect, from, at);
            case Nicira.NXAST_NOTE -> new Action.Note(Octets.bytes(from, at + 10, at + length));
            case Nicira.NXAST_OUTPUT_REG -> outputReg(dialect, from, at);
            case Nicira.NXAST_EXIT -> new Action.Exit();
            case Nicira.NXAST_DEC_TTL -> new Action.DecNwTtl();
            case Nicira.NXAST_CONTROLLER ->
                new Action.Controller(Octets.u16(from, at + 10), Octets.u16(from, at + 12), Octets.u8(from, at + 14));
            case Nicira.NXAST_DEC_TTL_CNT_IDS -> decTtl(from, at, length);
            case Nicira.NXAST_WRITE_METADATA ->
                throw new OpenFlowException(OfError.OFPBAC_UNSUPPORTED_ORDER, "write_metadata before the end");
            default -> dialect.of10 ? readOf10(dialect, subtype, from, at, length) : unknown(dialect, from, at, length);
        };
    }

    /** Actions that OpenFlow 1.3 has itself. */
    private static Action readOf10(Dialect dialect, int subtype, byte[] from, int at, int length)
            throws OpenFlowException {
        return switch (subtype) {
            case Nicira.NXAST_PUSH_MPLS -> ActionReader.pushMpls(Octets.u16(from, at + 10));
            case Nicira.NXAST_POP_MPLS -> new Action.PopMpls(Octets.u16(from, at + 10));
            case Nicira.NXAST_SET_MPLS_TTL -> new Action.SetMplsTtl(Octets.u8(from, at + 10));
            case Nicira.NXAST_DEC_MPLS_TTL -> new Action.DecMplsTtl();
            case Nicira.NXAST_SET_MPLS_LABEL ->
                new Action.SetField(Field.MPLS_LABEL, ActionReader.limited(Octets.u32(from, at + 12), 0xfffff));
            case Nicira.NXAST_SET_MPLS_TC ->
                new Action.SetField(Field.MPLS_TC, ActionReader.limited(Octets.u8(from, at + 10), 7));
            case Nicira.NXAST_GROUP -> new Action.Group(Octets.i32(from, at + 12));
            default -> unknown(dialect, from, at, length);
        };
    }

    private static Action unknown(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        dialect.check(length < 10 || length >= 16, OfError.OFPBAC_BAD_LEN, "short experimenter action");
        dialect.check(false, OfError.OFPBAC_BAD_VENDOR_TYPE, "experimenter action %", Octets.u16(from, at + 8));
        return null;
    }

    private static void checkLength(int subtype, int length) throws OpenFlowException {
        switch (subtype) {
            case Nicira.NXAST_REG_MOVE, Nicira.NXAST_REG_LOAD, Nicira.NXAST_OUTPUT_REG, Nicira.NXAST_SET_TUNNEL64 ->
                ActionReader.exactly(24, length);
            case Nicira.NXAST_WRITE_METADATA -> ActionReader.exactly(32, length);
            case Nicira.NXAST_NOTE, Nicira.NXAST_DEC_TTL_CNT_IDS -> {}
            case Nicira.NXAST_RESUBMIT,
                    Nicira.NXAST_RESUBMIT_TABLE,
                    Nicira.NXAST_SET_TUNNEL,
                    Nicira.NXAST_SET_QUEUE,
                    Nicira.NXAST_POP_QUEUE,
                    Nicira.NXAST_EXIT,
                    Nicira.NXAST_DEC_TTL,
                    Nicira.NXAST_CONTROLLER -> ActionReader.exactly(16, length);
            default -> {}
        }
    }

    private static Action resubmit(byte[] from, int at) throws OpenFlowException {
        Dialect.need(Octets.zero(from, at + 13, at + 16), OfError.OFPBAC_BAD_ARGUMENT, "resubmit padding");
        return new Action.Resubmit(PortNo.fromOf10(Octets.u16(from, at + 10)), Octets.u8(from, at + 12));
    }

    private static Action move(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int bits = Octets.u16(from, at + 10);
        moveField(dialect, Octets.i32(from, at + 16));
        moveField(dialect, Octets.i32(from, at + 20));
        Subfield source = subfield(dialect, Octets.i32(from, at + 16), Octets.u16(from, at + 12), bits);
        Subfield destination = subfield(dialect, Octets.i32(from, at + 20), Octets.u16(from, at + 14), bits);
        dialect.check(
                destination.field().settable(), OfError.OFPBAC_BAD_SET_ARGUMENT, "% is read-only", destination.field());
        return new Action.RegMove(source, destination);
    }

    /** Open vSwitch reads a move's fields as it reads a match's. */
    private static void moveField(Dialect dialect, int header) throws OpenFlowException {
        int exact = header & 0xffffff00 & ~0x100;
        Field field = FieldLookup.byHeader(header, false);
        int length = header & 0xff;
        int size = field == null ? -1 : FieldLookup.isNxm(header) ? field.nxmOctets() : field.oxmOctets();
        boolean masked = exact != (header & 0xffffff00);
        Dialect.need(
                field != null && (masked ? length == 2 * size : length == size) && dialect.supports(field),
                OfError.OFPBMC_BAD_FIELD,
                "field header 0x%",
                header);
        Dialect.need(!masked, OfError.OFPBMC_BAD_MASK, "a masked field in a move");
    }

    private static Action load(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int place = Octets.u16(from, at + 10);
        Subfield destination = subfield(dialect, Octets.i32(from, at + 12), place >> 6, (place & 63) + 1);
        dialect.check(
                destination.field().settable(), OfError.OFPBAC_BAD_SET_ARGUMENT, "% is read-only", destination.field());
        long value = Octets.i64(from, at + 16);
        int bits = (place & 63) + 1;
        Dialect.need(
                bits == 64 || value >>> bits == 0, OfError.OFPBAC_BAD_ARGUMENT, "load of a value that does not fit");
        boolean tos = destination.field() == Field.IP_DSCP && bits > destination.bits();
        return new Action.RegLoad(destination, tos ? value >>> 2 : value);
    }

    private static Action outputReg(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int place = Octets.u16(from, at + 10);
        dialect.check(Octets.zero(from, at + 18, at + 24), OfError.OFPBAC_BAD_ARGUMENT, "output_reg padding");
        return new Action.OutputReg(
                subfield(dialect, Octets.i32(from, at + 12), place >> 6, (place & 63) + 1), Octets.u16(from, at + 16));
    }

    /** NXM's ToS has 8 bits, of which our field is the upper 6. */
    private static Subfield subfield(Dialect dialect, int header, int offset, int bits) throws OpenFlowException {
        Field field = FieldLookup.byHeader(header, false);
        int size = field == null ? -1 : FieldLookup.isNxm(header) ? field.nxmOctets() : field.oxmOctets();
        Dialect.need(
                field != null && size == (header & 0xff) && dialect.supports(field),
                OfError.OFPBAC_BAD_SET_TYPE,
                "field header 0x%",
                header);
        boolean tos = field == Field.IP_DSCP && FieldLookup.isNxm(header);
        int first = tos ? Math.max(0, offset - 2) : offset;
        int count = tos ? Math.min(bits, offset + bits - 2) : bits;
        Dialect.need(count > 0 && first + count <= field.bits(), OfError.OFPBAC_BAD_SET_LEN, "bits outside %", field);
        return new Subfield(field, first, count);
    }

    private static Action decTtl(byte[] from, int at, int length) throws OpenFlowException {
        int count = Octets.u16(from, at + 10);
        Dialect.need(Octets.zero(from, at + 12, at + 16), OfError.NXBRC_MUST_BE_ZERO, "dec_ttl padding");
        Dialect.need(length >= 16 + 2 * count, OfError.OFPBAC_BAD_LEN, "dec_ttl with % controllers", count);
        List<Integer> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(Octets.u16(from, at + 16 + 2 * i));
        }
        return new Action.DecNwTtlControllers(ids);
    }

    /** NXAST_WRITE_METADATA, which is an instruction elsewhere. */
    static FieldValue[] writeMetadata(byte[] from, int at, int length) throws OpenFlowException {
        ActionReader.exactly(32, length);
        Dialect.need(Octets.zero(from, at + 10, at + 16), OfError.NXBRC_MUST_BE_ZERO, "write_metadata padding");
        return new FieldValue[] {FieldValue.of(Octets.i64(from, at + 16)), FieldValue.of(Octets.i64(from, at + 24))};
    }
}
