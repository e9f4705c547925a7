package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.TunnelMetadataMap;

/**
 * Walks the fields that stand in an action behind its fixed part: headers alone, or with value and mask.
 *
 * <p><b>Threads:</b> one; made for one action.
 */
final class HeaderCursor {
    private final Dialect dialect;
    private final byte[] from;
    private final int end;
    private int at;
    private FieldValue value = FieldValue.ZERO;
    private FieldValue mask = FieldValue.ZERO;
    private boolean masked;

    HeaderCursor(Dialect dialect, byte[] from, int at, int end) {
        this.dialect = dialect;
        this.from = from;
        this.at = at;
        this.end = end;
    }

    int at() {
        return at;
    }

    void skip(int octets) {
        at += octets;
    }

    /** What {@link #entry} read. */
    FieldValue value() {
        return value;
    }

    /** Of what {@link #entry} read; all bits of the field where it had none. */
    FieldValue mask() {
        return mask;
    }

    /** Whether what {@link #entry} read had a mask. */
    boolean masked() {
        return masked;
    }

    /** The rest must be padding. */
    void zeros(OfError error) throws OpenFlowException {
        Dialect.need(Octets.zero(from, at, end), error, "padding");
    }

    /** A header alone, unmasked, which counts as a match's: so are its errors. */
    Field header() throws OpenFlowException {
        int header = next();
        int experimenter = FieldWire.experimenter(from, at, end);
        Field field = FieldLookup.byHeader(header, experimenter);
        int extra = header >>> 16 == FieldIds.EXPERIMENTER_CLASS ? 4 : 0;
        Dialect.need(
                field != null
                        && dialect.supports(field)
                        && (field.isTunnelMetadata() || ActionFields.fits(field, header, extra)),
                OfError.OFPBMC_BAD_FIELD,
                "field header 0x%",
                header);
        if (field.isTunnelMetadata()) {
            dialect.width(field);
        }
        Dialect.need((header & 0x100) == 0, OfError.OFPBMC_BAD_MASK, "a masked field header");
        at += 4 + extra;
        return field;
    }

    private int next() throws OpenFlowException {
        Dialect.need(end - at >= 4, OfError.OFPBMC_BAD_LEN, "part of a field header ends the action");
        return Octets.i32(from, at);
    }

    /** A header with value and perhaps mask, as set_field has it. */
    Field entry() throws OpenFlowException {
        int header = next();
        int experimenter = FieldWire.experimenter(from, at, end);
        int extra = header >>> 16 == FieldIds.EXPERIMENTER_CLASS ? 4 : 0;
        Field field = FieldLookup.byHeader(header, experimenter);
        Dialect.need(
                field != null && dialect.supports(field),
                OfError.OFPBAC_BAD_SET_TYPE,
                "set of field header 0x%",
                header);
        int length = (header & 0xff) - extra;
        masked = (header & 0x100) != 0;
        // Without a length, Open vSwitch takes the field itself to be what is unknown.
        Dialect.need(
                extra > 0 || length > (masked ? 1 : 0) || field.isTunnelMetadata(),
                OfError.OFPBAC_BAD_SET_TYPE,
                "set of %, without a value",
                field);
        int size = masked ? length / 2 : length;
        int octets = size;
        if (field.isTunnelMetadata()) {
            octets = dialect.tunnelMetadataOctets(field, Math.min(size, TunnelMetadataMap.MAX_OCTETS));
        } else {
            Dialect.need(
                    ActionFields.fits(field, header, extra),
                    OfError.OFPBAC_BAD_SET_LEN,
                    "set_field length of %",
                    field);
        }
        int body = at + 4 + extra;
        Dialect.need(body + length <= end, OfError.OFPBMC_BAD_LEN, "set_field goes beyond its action");
        if (masked) {
            for (int i = body; i < body + size; i++) {
                Dialect.need(
                        (from[i] & ~from[i + size]) == 0, OfError.OFPBMC_BAD_WILDCARDS, "value bits outside the mask");
            }
        }
        take(field, body, size, octets);
        at = body + length;
        return field;
    }

    private void take(Field field, int body, int size, int octets) {
        int taken = Math.min(size, octets);
        value = number(body, taken);
        FieldValue full = field.fullMask();
        mask = masked ? number(body + size, taken).and(full) : full;
        if (field.isTunnelMetadata() && dialect.knowsTunnelMetadata() && mask.equals(FieldValue.ones(8 * octets))) {
            mask = full;
        }
    }

    private FieldValue number(int start, int size) {
        return size > 8
                ? new FieldValue(Octets.number(from, start, size - 8), Octets.i64(from, start + size - 8))
                : FieldValue.of(Octets.number(from, start, size));
    }
}
