package org.mirach.openflow.codec;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;

/**
 * Reads Nicira's actions (ofp-actions.c of Open vSwitch has the structures), and ONF's one. Those that are about fields,
 * learning and connections have readers of their own.
 */
final class NiciraActionReader {
    private static final int ETHERNET_HEADER = 14;
    private static final int MAX_CLAUSES = 64;

    private NiciraActionReader() {}

    /** A strict dialect refuses what is unknown; a lenient one gets null. */
    static Action read(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        if (length < 16) {
            dialect.check(false, OfError.OFPBAC_BAD_LEN, "experimenter action of % octets", length);
            return null;
        }
        int subtype = Octets.u16(from, at + 8);
        if (Octets.i32(from, at + 4) != Experimenters.NICIRA) {
            boolean copy = Octets.i32(from, at + 4) == Experimenters.ONF
                    && subtype == Nicira.ONFACT_COPY_FIELD
                    && !dialect.of10
                    && !dialect.of15;
            return copy && length >= 24
                    ? FieldActionReader.copyField(dialect, from, at, length, 12, 20)
                    : unknown(dialect, from, at);
        }
        if (!NiciraActionRules.known(subtype, dialect.version.getWireVersion())) {
            return unknown(dialect, from, at);
        }
        Dialect.need(
                NiciraActionRules.fits(subtype, length),
                OfError.OFPBAC_BAD_LEN,
                "length of Nicira's action %",
                subtype);
        return switch (subtype) {
            case Nicira.NXAST_RESUBMIT -> new Action.Resubmit(PortNo.fromOf10(Octets.u16(from, at + 10)), 255);
            case Nicira.NXAST_RESUBMIT_TABLE -> resubmit(from, at, false);
            case Nicira.NXAST_RESUBMIT_TABLE_CT -> resubmit(from, at, true);
            case Nicira.NXAST_NOTE -> new Action.Note(Octets.bytes(from, at + 10, at + length));
            case Nicira.NXAST_EXIT -> new Action.Exit();
            case Nicira.NXAST_CONJUNCTION -> conjunction(from, at);
            case Nicira.NXAST_CLONE ->
                new Action.Clone(ActionReader.nested(dialect, from, at + 16, at + length, false));
            case Nicira.NXAST_CT_CLEAR -> new Action.CtClear();
            case Nicira.NXAST_LEARN, Nicira.NXAST_LEARN2 -> LearnCodec.read(dialect, subtype, from, at, length);
            case Nicira.NXAST_CT -> ConnectionCodec.readCt(dialect, from, at, length);
            case Nicira.NXAST_NAT -> ConnectionCodec.readNat(from, at, length);
            case Nicira.NXAST_REG_MOVE,
                    Nicira.NXAST_REG_LOAD,
                    Nicira.NXAST_REG_LOAD2,
                    Nicira.NXAST_OUTPUT_REG,
                    Nicira.NXAST_OUTPUT_REG2,
                    Nicira.NXAST_STACK_PUSH,
                    Nicira.NXAST_STACK_POP,
                    Nicira.NXAST_MULTIPATH,
                    Nicira.NXAST_BUNDLE,
                    Nicira.NXAST_BUNDLE_LOAD,
                    Nicira.NXAST_CHECK_PKT_LARGER,
                    Nicira.NXAST_DELETE_FIELD -> FieldActionReader.read(dialect, subtype, from, at, length);
            case Nicira.NXAST_ENCAP -> EncapCodec.readEncap(from, at, length);
            case Nicira.NXAST_DECAP -> EncapCodec.readDecap(from, at, length);
            case Nicira.NXAST_WRITE_METADATA ->
                throw new OpenFlowException(OfError.OFPBAC_UNSUPPORTED_ORDER, "write_metadata before the end");
            default -> readSimple(subtype, from, at, length);
        };
    }

    private static Action readSimple(int subtype, byte[] from, int at, int length) throws OpenFlowException {
        return switch (subtype) {
            case Nicira.NXAST_SET_TUNNEL -> new Action.SetTunnel(Octets.u32(from, at + 12), false);
            case Nicira.NXAST_SET_TUNNEL64 -> new Action.SetTunnel(Octets.i64(from, at + 16), true);
            case Nicira.NXAST_SET_QUEUE -> new Action.SetQueue(Octets.i32(from, at + 12));
            case Nicira.NXAST_POP_QUEUE -> new Action.PopQueue();
            case Nicira.NXAST_DEC_TTL -> new Action.DecNwTtl();
            case Nicira.NXAST_DEC_TTL_CNT_IDS -> decTtl(from, at, length);
            case Nicira.NXAST_CONTROLLER ->
                new Action.Controller(Octets.u16(from, at + 10), Octets.u16(from, at + 12), Octets.u8(from, at + 14));
            case Nicira.NXAST_CONTROLLER2 -> controller2(from, at, at + length);
            case Nicira.NXAST_FIN_TIMEOUT ->
                new Action.FinTimeout(Octets.u16(from, at + 10), Octets.u16(from, at + 12));
            case Nicira.NXAST_SAMPLE, Nicira.NXAST_SAMPLE2, Nicira.NXAST_SAMPLE3 -> sample(subtype, from, at);
            case Nicira.NXAST_OUTPUT_TRUNC -> outputTruncated(from, at);
            case Nicira.NXAST_DEC_NSH_TTL -> new Action.DecNshTtl();
            case Nicira.NXAST_PUSH_MPLS -> ActionReader.pushMpls(Octets.u16(from, at + 10));
            case Nicira.NXAST_POP_MPLS -> new Action.PopMpls(Octets.u16(from, at + 10));
            case Nicira.NXAST_SET_MPLS_TTL -> new Action.SetMplsTtl(Octets.u8(from, at + 10));
            case Nicira.NXAST_DEC_MPLS_TTL -> new Action.DecMplsTtl();
            case Nicira.NXAST_SET_MPLS_LABEL ->
                new Action.SetField(Field.MPLS_LABEL, Octets.u32(from, at + 12) & 0xfffff);
            case Nicira.NXAST_SET_MPLS_TC -> new Action.SetField(Field.MPLS_TC, Octets.u8(from, at + 10) & 7);
            case Nicira.NXAST_GROUP -> new Action.Group(Octets.i32(from, at + 12));
            default -> null;
        };
    }

    private static Action unknown(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        dialect.check(false, OfError.OFPBAC_BAD_VENDOR_TYPE, "experimenter action %", Octets.u16(from, at + 8));
        return null;
    }

    private static Action resubmit(byte[] from, int at, boolean originalTuple) throws OpenFlowException {
        Dialect.need(Octets.zero(from, at + 13, at + 16), OfError.OFPBAC_BAD_ARGUMENT, "resubmit padding");
        return new Action.Resubmit(PortNo.fromOf10(Octets.u16(from, at + 10)), Octets.u8(from, at + 12), originalTuple);
    }

    private static Action conjunction(byte[] from, int at) throws OpenFlowException {
        int clause = Octets.u8(from, at + 10);
        int count = Octets.u8(from, at + 11);
        Dialect.need(
                count >= 2 && count <= MAX_CLAUSES && clause < count,
                OfError.NXBAC_BAD_CONJUNCTION,
                "conjunction of % clauses",
                count);
        return new Action.Conjunction(Octets.u32(from, at + 12), clause, count);
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

    /** Properties, of which a later one of a kind counts. */
    private static Action controller2(byte[] from, int at, int end) throws OpenFlowException {
        Dialect.need(Octets.zero(from, at + 10, at + 16), OfError.NXBRC_MUST_BE_ZERO, "controller padding");
        int maxLength = PortNo.WHOLE_PACKET;
        int id = 0;
        int reason = 1;
        boolean pause = false;
        Bytes userdata = Bytes.EMPTY;
        int meter = 0;
        int next = at + 16;
        while (next < end) {
            int length = propertyLength(from, next, end);
            int body = next + 4;
            int stop = next + length;
            switch (Octets.u16(from, next)) {
                case 0 -> maxLength = (int) argument(from, body, stop, 2);
                case 1 -> id = (int) argument(from, body, stop, 2);
                case 2 -> reason = (int) argument(from, body, stop, 1);
                case 3 -> userdata = Octets.bytes(from, body, stop);
                case 4 -> pause = true;
                case 5 -> {
                    Dialect.need(stop - body == 4, OfError.OFPBPC_BAD_LEN, "meter of a controller action");
                    meter = Octets.i32(from, body);
                }
                default -> throw new OpenFlowException(OfError.OFPBPC_BAD_TYPE, "property of a controller action");
            }
            next += Octets.pad8(length);
        }
        return new Action.Controller(maxLength, id, reason, pause, userdata, meter);
    }

    private static int propertyLength(byte[] from, int at, int end) throws OpenFlowException {
        int length = Octets.u16(from, at + 2);
        Dialect.need(
                length >= 4 && at + Octets.pad8(length) <= end, OfError.OFPBPC_BAD_LEN, "property of % octets", length);
        if (Octets.u16(from, at) == 0xffff) {
            Dialect.need(length >= 12, OfError.OFPBPC_BAD_LEN, "experimenter's property of % octets", length);
            Dialect.need(Octets.i32(from, at + 4) != 0, OfError.OFPBPC_BAD_EXPERIMENTER, "property of nobody");
            throw new OpenFlowException(OfError.OFPBPC_BAD_EXPERIMENTER, "property of an experimenter");
        }
        return length;
    }

    private static long argument(byte[] from, int body, int stop, int octets) throws OpenFlowException {
        Dialect.need(stop - body >= octets, OfError.OFPBPC_BAD_LEN, "short property of a controller action");
        return Octets.number(from, body, octets);
    }

    private static Action sample(int subtype, byte[] from, int at) throws OpenFlowException {
        int direction = 0;
        if (subtype == Nicira.NXAST_SAMPLE3) {
            Dialect.need(Octets.zero(from, at + 27, at + 32), OfError.NXBRC_MUST_BE_ZERO, "sample padding");
            direction = Octets.u8(from, at + 26);
            Dialect.need(direction <= 2, OfError.OFPBAC_BAD_ARGUMENT, "direction %", direction);
        }
        int probability = Octets.u16(from, at + 10);
        Dialect.need(probability != 0, OfError.OFPBAC_BAD_ARGUMENT, "a sample that is never taken");
        return new Action.Sample(
                probability,
                Octets.u32(from, at + 12),
                Octets.u32(from, at + 16),
                Octets.u32(from, at + 20),
                subtype == Nicira.NXAST_SAMPLE ? PortNo.ANY : PortNo.fromOf10(Octets.u16(from, at + 24)),
                direction);
    }

    private static Action outputTruncated(byte[] from, int at) throws OpenFlowException {
        int maxLength = Octets.i32(from, at + 12);
        Dialect.need(
                Integer.compareUnsigned(maxLength, ETHERNET_HEADER) >= 0,
                OfError.OFPBAC_BAD_ARGUMENT,
                "output cut to % octets",
                maxLength);
        return new Action.OutputTruncated(PortNo.fromOf10(Octets.u16(from, at + 10)), maxLength);
    }

    /** NXAST_WRITE_METADATA, which is an instruction elsewhere. */
    static FieldValue[] writeMetadata(byte[] from, int at, int length) throws OpenFlowException {
        ActionReader.exactly(32, length);
        Dialect.need(Octets.zero(from, at + 10, at + 16), OfError.NXBRC_MUST_BE_ZERO, "write_metadata padding");
        return new FieldValue[] {FieldValue.of(Octets.i64(from, at + 16)), FieldValue.of(Octets.i64(from, at + 24))};
    }
}
