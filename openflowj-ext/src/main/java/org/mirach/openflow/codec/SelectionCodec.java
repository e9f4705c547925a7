package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.GroupMod.Selection;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** The group property that says how a select group chooses (selection_method, a Netronome extension). */
final class SelectionCodec {
    private static final int NETRONOME = 0x0000154d;
    /** The number that Open vSwitch 2.4 had wrong. */
    private static final int NETRONOME_24 = 0x00001540;

    private static final int SELECTION_METHOD = 1;
    private static final int METHOD_OCTETS = 16;
    /** Behind type, length, experimenter and its type: padding, method, parameter. */
    private static final int FIXED = 28;

    private SelectionCodec() {}

    /** The properties of a group of this type; {@link Selection#DEFAULT} where there are none. */
    static Selection read(Dialect dialect, byte[] from, int start, int end, int groupType, int command)
            throws OpenFlowException {
        Selection selection = Selection.DEFAULT;
        PropertyReader properties = new PropertyReader(from, start, end);
        while (properties.advance()) {
            if (properties.type() == PropertyReader.experimenter(NETRONOME, SELECTION_METHOD)
                    || properties.type() == PropertyReader.experimenter(NETRONOME_24, SELECTION_METHOD)) {
                checkGroup(groupType, command);
                selection = selection(dialect, from, properties);
            } else if (dialect.strict) {
                throw properties.unknown("group");
            }
        }
        return selection;
    }

    private static void checkGroup(int groupType, int command) throws OpenFlowException {
        Dialect.need(groupType <= GroupMod.TYPE_FAST_FAILOVER, OfError.OFPGMFC_BAD_TYPE, "type %", groupType);
        Dialect.need(
                groupType == GroupMod.TYPE_SELECT,
                OfError.OFPBPC_BAD_VALUE,
                "selection_method of a group that does not select");
        boolean takesIt = switch (command) {
            case GroupMod.ADD, GroupMod.MODIFY, GroupMod.ADD_OR_MODIFY -> true;
            case GroupMod.DELETE, GroupMod.INSERT_BUCKET, GroupMod.REMOVE_BUCKET -> false;
            default -> throw new OpenFlowException(OfError.OFPGMFC_BAD_COMMAND, "command " + command);
        };
        Dialect.need(takesIt, OfError.OFPBPC_BAD_VALUE, "selection_method in command %", command);
    }

    private static Selection selection(Dialect dialect, byte[] from, PropertyReader property) throws OpenFlowException {
        Dialect.need(property.size() >= FIXED, OfError.OFPBPC_BAD_LEN, "short selection_method");
        int at = property.value() + 4;
        int end = at;
        while (end < at + METHOD_OCTETS && from[end] != 0) {
            end++;
        }
        String method = new String(from, at, end - at, StandardCharsets.US_ASCII);
        Dialect.need(
                method.equals("hash") || method.equals("dp_hash"),
                OfError.OFPBPC_BAD_VALUE,
                "selection_method %",
                method);
        int fieldsAt = property.value() + FIXED;
        Dialect.need(
                fieldsAt == property.valueEnd() || method.equals("hash"),
                OfError.OFPBPC_BAD_VALUE,
                "selection_method % with fields",
                method);
        List<MaskedField> fields = fields(dialect, from, fieldsAt, property.valueEnd());
        return new Selection(method, Octets.i64(from, at + METHOD_OCTETS), fields);
    }

    /** Fields whose values are the bits that count. */
    private static List<MaskedField> fields(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        List<MaskedField> fields = new ArrayList<>();
        Set<Field> seen = EnumSet.noneOf(Field.class);
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= 4, OfError.OFPBMC_BAD_LEN, "part of a field header");
            int header = Octets.i32(from, at);
            boolean experimenter = header >>> 16 == FieldIds.EXPERIMENTER_CLASS;
            int next = at + 4 + (header & 0xff);
            int body = at + (experimenter ? 8 : 4);
            Dialect.need(next <= end && body <= next, OfError.OFPBMC_BAD_LEN, "field goes beyond the property");
            Field field = FieldLookup.byHeader(header, experimenter ? Octets.i32(from, at + 4) : 0);
            boolean known = field != null && (header & 0x100) == 0 && dialect.supports(field);
            Dialect.need(known, OfError.OFPBMC_BAD_FIELD, "field header 0x%", header);
            Dialect.need(seen.add(field), OfError.OFPBMC_DUP_FIELD, "% twice", field);
            FieldValue bits = next - body > 8
                    ? new FieldValue(Octets.i64(from, body), Octets.i64(from, body + 8))
                    : FieldValue.of(Octets.number(from, body, next - body));
            boolean whole = bits.equals(field.fullMask()) || bits.equals(FieldValue.ZERO);
            Dialect.need(whole || field.maskable(), OfError.OFPBMC_BAD_MASK, "some bits of %", field);
            fields.add(new MaskedField(field, bits, bits));
            at = next;
        }
        return fields;
    }

    static void write(Selection selection, OFVersion version, ByteBuf out) {
        if (selection.method().isEmpty()) {
            return;
        }
        int start = Properties.beginExperimenter(out, NETRONOME, SELECTION_METHOD);
        out.writeInt(0);
        out.writeBytes(Arrays.copyOf(selection.method().getBytes(StandardCharsets.US_ASCII), METHOD_OCTETS));
        out.writeLong(selection.param());
        for (MaskedField masked : selection.fields()) {
            FieldValue bits = masked.mask();
            FieldValue full = masked.field().fullMask();
            MatchWriter.entry(
                    out, masked.field(), version.getWireVersion(), bits.hi(), bits.lo(), full.hi(), full.lo());
        }
        Properties.end(out, start);
    }
}
