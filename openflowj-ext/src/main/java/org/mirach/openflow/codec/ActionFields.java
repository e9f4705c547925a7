package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.Subfield;

/** Fields, and parts of them, as actions name them; errors are those of Open vSwitch. */
final class ActionFields {
    private ActionFields() {}

    /**
     * The field of a header of 32 bits, where the action has no room for an experimenter's id. That the header says
     * "masked" does no harm as long as its length says so too.
     */
    static Field field(Dialect dialect, int header) throws OpenFlowException {
        Field field = header >>> 16 == FieldIds.EXPERIMENTER_CLASS ? null : FieldLookup.byHeader(header, 0);
        Dialect.need(
                field != null && dialect.supports(field) && (field.isTunnelMetadata() || fits(field, header, 0)),
                OfError.OFPBAC_BAD_SET_TYPE,
                "field header 0x%",
                header);
        if (field.isTunnelMetadata()) {
            dialect.width(field);
        }
        return field;
    }

    /** Whether the header's length is that of the field. */
    static boolean fits(Field field, int header, int experimenterOctets) {
        int octets = FieldWire.octets(field, FieldLookup.isNxm(header) ? field.nxmId() : field.oxmId());
        int length = (header & 0xff) - experimenterOctets;
        return (header & 0x100) == 0 ? length == octets : length == 2 * octets;
    }

    /** Bits that are read. */
    static Subfield source(Dialect dialect, Field field, int offset, int bits) throws OpenFlowException {
        Dialect.need(
                bits > 0 && offset + bits <= dialect.width(field),
                OfError.OFPBAC_BAD_SET_LEN,
                "bits that are not of %",
                field);
        return new Subfield(field, offset, bits);
    }

    /** Bits that are written. */
    static Subfield destination(Dialect dialect, Field field, int offset, int bits) throws OpenFlowException {
        Subfield part = source(dialect, field, offset, bits);
        Dialect.need(field.settable(), OfError.OFPBAC_BAD_SET_ARGUMENT, "% is read-only", field);
        return part;
    }

    /** {@link #source}, of a header and of offset and width as Nicira packs them into 16 bits. */
    static Subfield packedSource(Dialect dialect, int header, int place) throws OpenFlowException {
        return source(dialect, field(dialect, header), place >> 6, (place & 63) + 1);
    }

    /** {@link #destination}, of a header and of offset and width as Nicira packs them into 16 bits. */
    static Subfield packedDestination(Dialect dialect, int header, int place) throws OpenFlowException {
        return destination(dialect, field(dialect, header), place >> 6, (place & 63) + 1);
    }
}
