package org.mirach.openflow.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.HashFields;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Nicira;

/** Reads those of Nicira's actions that read or write parts of fields. */
final class FieldActionReader {
    /** Header of NXM_OF_IN_PORT: the one kind of member that a bundle may have. */
    static final int BUNDLE_MEMBER = FieldIds.NXM_OF_CLASS << 16 | 2;

    private static final int MAX_BUNDLE_MEMBERS = 2048;
    private static final HashFields[] HASHES = HashFields.values();

    private FieldActionReader() {}

    static Action read(Dialect dialect, int subtype, byte[] from, int at, int length) throws OpenFlowException {
        return switch (subtype) {
            case Nicira.NXAST_REG_MOVE -> copyField(dialect, from, at, length, 10, 16);
            case Nicira.NXAST_REG_LOAD -> load(dialect, from, at);
            case Nicira.NXAST_REG_LOAD2 -> load2(dialect, from, at, length);
            case Nicira.NXAST_OUTPUT_REG -> outputReg(dialect, from, at);
            case Nicira.NXAST_OUTPUT_REG2 -> outputReg2(dialect, from, at, length);
            case Nicira.NXAST_STACK_PUSH -> stack(dialect, from, at, true);
            case Nicira.NXAST_STACK_POP -> stack(dialect, from, at, false);
            case Nicira.NXAST_MULTIPATH -> multipath(dialect, from, at);
            case Nicira.NXAST_BUNDLE -> bundle(dialect, from, at, length, false);
            case Nicira.NXAST_BUNDLE_LOAD -> bundle(dialect, from, at, length, true);
            case Nicira.NXAST_CHECK_PKT_LARGER -> checkPacketLarger(dialect, from, at, length);
            default -> deleteField(dialect, from, at, length);
        };
    }

    /**
     * Copying bits, in any of its three forms: Nicira's, ONF's for 1.3, OpenFlow 1.5's own.
     *
     * @param bits   offset of width, source's offset and destination's offset
     * @param fields offset of the fields' headers
     */
    static Action copyField(Dialect dialect, byte[] from, int at, int length, int bits, int fields)
            throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + fields, at + length);
        Field source = cursor.header();
        Field destination = cursor.header();
        cursor.zeros(OfError.NXBRC_MUST_BE_ZERO);
        int count = Octets.u16(from, at + bits);
        return new Action.RegMove(
                ActionFields.source(dialect, source, Octets.u16(from, at + bits + 2), count),
                ActionFields.destination(dialect, destination, Octets.u16(from, at + bits + 4), count));
    }

    private static Action load(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        Subfield destination =
                ActionFields.packedDestination(dialect, Octets.i32(from, at + 12), Octets.u16(from, at + 10));
        long value = Octets.i64(from, at + 16);
        Dialect.need(
                destination.bits() >= 64 || value >>> destination.bits() == 0,
                OfError.OFPBAC_BAD_ARGUMENT,
                "load of a value that does not fit");
        return new Action.RegLoad(destination, value);
    }

    /** The form of a load that has room for any field: where there is another it comes from a masked set_field. */
    private static Action load2(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + 10, at + length);
        Field field = cursor.entry();
        cursor.zeros(OfError.OFPBAC_BAD_SET_ARGUMENT);
        Dialect.need(field.settable(), OfError.OFPBAC_BAD_SET_ARGUMENT, "% is read-only", field);
        FieldValue value = cursor.value().and(field.fullMask());
        FieldValue mask = cursor.mask();
        int first = mask.nextBit(true, 0, field.width());
        int end = mask.nextBit(false, first, field.width());
        boolean run = first < end && end - first <= 64 && mask.nextBit(true, end, field.width()) == field.width();
        return run && NiciraActionWriter.needsRoom(field)
                ? new Action.RegLoad(
                        new Subfield(field, first, end - first),
                        value.shiftRight(first).lo())
                : new Action.SetField(field, value, mask);
    }

    private static Action outputReg(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        Dialect.need(Octets.zero(from, at + 18, at + 24), OfError.OFPBAC_BAD_ARGUMENT, "output_reg padding");
        return new Action.OutputReg(
                ActionFields.packedSource(dialect, Octets.i32(from, at + 12), Octets.u16(from, at + 10)),
                Octets.u16(from, at + 16));
    }

    private static Action outputReg2(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + 14, at + length);
        Field field = cursor.header();
        cursor.zeros(OfError.NXBRC_MUST_BE_ZERO);
        int place = Octets.u16(from, at + 10);
        return new Action.OutputReg(
                ActionFields.source(dialect, field, place >> 6, (place & 63) + 1), Octets.u16(from, at + 12));
    }

    private static Action stack(Dialect dialect, byte[] from, int at, boolean push) throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + 12, at + 24);
        Field field = cursor.header();
        int bits = Octets.u16(from, cursor.at());
        cursor.skip(2);
        cursor.zeros(OfError.NXBRC_MUST_BE_ZERO);
        int offset = Octets.u16(from, at + 10);
        return push
                ? new Action.StackPush(ActionFields.source(dialect, field, offset, bits))
                : new Action.StackPop(ActionFields.destination(dialect, field, offset, bits));
    }

    private static HashFields hash(int number) throws OpenFlowException {
        Dialect.need(number < HASHES.length, OfError.OFPBAC_BAD_ARGUMENT, "hash of fields %", number);
        return HASHES[number];
    }

    private static Action multipath(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int links = Octets.u16(from, at + 18) + 1;
        int algorithm = Octets.u16(from, at + 16);
        int place = Octets.u16(from, at + 26);
        Field field = ActionFields.field(dialect, Octets.i32(from, at + 28));
        HashFields hash = hash(Octets.u16(from, at + 10));
        Dialect.need(algorithm <= 3, OfError.OFPBAC_BAD_ARGUMENT, "multipath algorithm %", algorithm);
        int needed = links == 1 ? 0 : 32 - Integer.numberOfLeadingZeros(links - 1);
        Dialect.need((place & 63) + 1 >= needed, OfError.OFPBAC_BAD_ARGUMENT, "too few bits for % links", links);
        return new Action.Multipath(
                hash,
                Octets.u16(from, at + 12),
                algorithm,
                links,
                Octets.i32(from, at + 20),
                ActionFields.destination(dialect, field, place >> 6, (place & 63) + 1));
    }

    private static Action bundle(Dialect dialect, byte[] from, int at, int length, boolean load)
            throws OpenFlowException {
        int count = Octets.u16(from, at + 20);
        int algorithm = Octets.u16(from, at + 10);
        int place = Octets.u16(from, at + 22);
        int header = Octets.i32(from, at + 24);
        Field field = load ? ActionFields.field(dialect, header) : null;
        Dialect.need(length - 32 >= 2 * count, OfError.OFPBAC_BAD_LEN, "bundle of % members", count);
        boolean plain = load ? (place & 63) >= 15 : place == 0 && header == 0;
        Dialect.need(
                plain
                        && count <= MAX_BUNDLE_MEMBERS
                        && algorithm <= 1
                        && Octets.i32(from, at + 16) == BUNDLE_MEMBER
                        && Octets.zero(from, at + 28, at + 32),
                OfError.OFPBAC_BAD_ARGUMENT,
                "bundle of % members",
                count);
        HashFields hash = hash(Octets.u16(from, at + 12));
        Optional<Subfield> destination = load
                ? Optional.of(ActionFields.destination(dialect, field, place >> 6, (place & 63) + 1))
                : Optional.empty();
        List<Integer> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(member(PortNo.fromOf10(Octets.u16(from, at + 32 + 2 * i))));
        }
        return new Action.Bundle(algorithm, hash, Octets.u16(from, at + 14), members, destination);
    }

    private static int member(int port) throws OpenFlowException {
        boolean fine = port == PortNo.ANY
                || port != PortNo.CONTROLLER && (!PortNo.reserved(port) || port - PortNo.IN_PORT >= 0);
        Dialect.need(fine, OfError.OFPBAC_BAD_OUT_PORT, "bundle of port %", port);
        return port;
    }

    private static Action checkPacketLarger(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + 14, at + length);
        Field field = cursor.header();
        cursor.zeros(OfError.NXBRC_MUST_BE_ZERO);
        return new Action.CheckPacketLarger(
                Octets.u16(from, at + 10), ActionFields.destination(dialect, field, Octets.u16(from, at + 12), 1));
    }

    private static Action deleteField(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        return new Action.DeleteField(new HeaderCursor(dialect, from, at + 10, at + length).header());
    }

    /** OpenFlow's own set_field; a mask is OpenFlow 1.5's. */
    static Action setField(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        HeaderCursor cursor = new HeaderCursor(dialect, from, at + 4, at + length);
        Field field = cursor.entry();
        Dialect.need(dialect.of15 || !cursor.masked(), OfError.OFPBAC_BAD_SET_MASK, "set_field with a mask");
        FieldValue value = cursor.value();
        FieldValue mask = cursor.mask();
        cursor.zeros(OfError.OFPBAC_BAD_SET_ARGUMENT);
        boolean tagged = field != Field.VLAN_VID || (value.lo() & mask.lo() & ActionReader.VLAN_PRESENT) != 0;
        Dialect.need(
                tagged && settable(field) && field != Field.IN_PORT && FieldCheck.valid(field, value.hi(), value.lo()),
                OfError.OFPBAC_BAD_SET_ARGUMENT,
                "set_field of %",
                field);
        return new Action.SetField(field, value, mask);
    }

    /**
     * OpenFlow 1.3.5 (5.12) has set_field for every header field of a match. Open vSwitch refuses those that change
     * what the rest of the packet means; here they are taken in this action, not in Nicira's.
     */
    private static boolean settable(Field field) {
        return field.settable() || field == Field.ETH_TYPE || field == Field.IP_PROTO || field == Field.MPLS_BOS;
    }
}
