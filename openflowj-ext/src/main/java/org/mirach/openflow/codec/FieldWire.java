package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;

/** Headers and widths of fields on the wire: which of a field's ids a version writes, and how many octets its value has. */
final class FieldWire {
    private static final int STANDARD_TCP_FLAGS = FieldIds.OXM_CLASS << 7 | 42;
    private static final int STANDARD_ACTSET_OUTPUT = FieldIds.OXM_CLASS << 7 | 43;
    private static final int OF15 = 6;

    /** What a header alone says of tunnel metadata: the most that Open vSwitch takes; a reader has its own table. */
    private static final int TUNNEL_METADATA = 124;

    /** What stands for the version where NXM's ids are preferred. */
    static final int NXM = 0;

    private FieldWire() {}

    /**
     * The id that Open vSwitch writes.
     *
     * @param version of the wire, or {@link #NXM}
     */
    static int id(Field field, int version) {
        int oxm = field.oxmId();
        int nxm = field.nxmId();
        boolean nicira = oxm != FieldIds.NONE && oxm >>> 7 == FieldIds.NICIRA_CLASS;
        if (version == NXM || nicira) {
            return nxm != FieldIds.NONE ? nxm : oxm;
        }
        if (version >= OF15 && field == Field.TCP_FLAGS) {
            return STANDARD_TCP_FLAGS;
        }
        if (version >= OF15 && field == Field.ACTSET_OUTPUT) {
            return STANDARD_ACTSET_OUTPUT;
        }
        return oxm != FieldIds.NONE ? oxm : nxm;
    }

    /** Octets of a value under the header with this id; for tunnel metadata the most that fit. */
    static int octets(Field field, int id) {
        return id == field.nxmId() ? field.nxmOctets() : field.oxmOctets();
    }

    /** Writes a header, with the experimenter's id where it needs that. */
    static void header(ByteBuf out, int id, boolean masked, int octets) {
        boolean experimenter = FieldIds.experimenter(id);
        int length = (masked ? 2 * octets : octets) + (experimenter ? 4 : 0);
        out.writeInt(id << 9 | (masked ? 0x100 : 0) | length);
        if (experimenter) {
            out.writeInt(FieldIds.experimenterOf(id));
        }
    }

    /** Writes the header of a whole field, as actions name their fields. */
    static void header(ByteBuf out, Field field, int version) {
        int id = id(field, version);
        header(out, id, false, field.isTunnelMetadata() ? TUNNEL_METADATA : octets(field, id));
    }

    /** The experimenter's id behind a header at {@code at}, or 0 for a header of another class. */
    static int experimenter(byte[] from, int at, int end) throws OpenFlowException {
        if (Octets.u16(from, at) != FieldIds.EXPERIMENTER_CLASS) {
            return 0;
        }
        Dialect.need(end - at >= 8 && Octets.u8(from, at + 3) >= 4, OfError.OFPBMC_BAD_LEN, "short experimenter field");
        return Octets.i32(from, at + 4);
    }
}
