package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.RawField;
import org.mirach.openflow.vendor.Experimenters;

/** Writes OXM and NXM matches, in Open vSwitch's order of fields. */
final class MatchWriter {
    private MatchWriter() {}

    /** ofp_match with header and padding. */
    static void oxmMatch(Match match, ByteBuf out) {
        int start = out.writerIndex();
        out.writeShort(1);
        out.writeShort(0);
        fields(match, out, false);
        int length = out.writerIndex() - start;
        out.setShort(start + 2, length);
        out.writeZero(Octets.pad8(length) - length);
    }

    /**
     * NXM fields with padding; a cookie is left out when its mask is 0.
     *
     * @return length without padding
     */
    static int nxmMatch(Match match, long cookie, long cookieMask, ByteBuf out) {
        int start = out.writerIndex();
        fields(match, out, true);
        if (cookieMask != 0) {
            boolean masked = cookieMask != -1L;
            out.writeInt(FieldIds.NXM_NX_CLASS << 16 | 30 << 9 | (masked ? 0x110 : 8));
            out.writeLong(cookie & cookieMask);
            if (masked) {
                out.writeLong(cookieMask);
            }
        }
        int length = out.writerIndex() - start;
        out.writeZero(Octets.pad8(length) - length);
        return length;
    }

    private static void fields(Match match, ByteBuf out, boolean nxm) {
        boolean tci = false;
        for (int i = 0; i < match.size(); i++) {
            Field field = match.field(i);
            if (field == Field.VLAN_VID || field == Field.VLAN_PCP) {
                if (!nxm) {
                    vlan(match, i, field, out);
                } else if (!tci) {
                    vlanTci(match, out);
                    tci = true;
                }
            } else {
                entry(out, field, nxm, match.valueHi(i), match.valueLo(i), match.maskHi(i), match.maskLo(i));
            }
        }
        for (RawField raw : match.unknown()) {
            out.writeInt(raw.header());
            out.writeBytes(raw.body().array());
        }
    }

    /** The priority of a frame without a tag is no OXM condition. */
    private static void vlan(Match match, int index, Field field, ByteBuf out) {
        if (field == Field.VLAN_VID) {
            entry(out, field, false, 0, match.valueLo(index), 0, match.maskLo(index));
        } else if (match.value(Field.VLAN_VID) != 0) {
            entry(
                    out,
                    field,
                    false,
                    0,
                    match.valueLo(index),
                    0,
                    field.fullMask().lo());
        }
    }

    private static void vlanTci(Match match, ByteBuf out) {
        long value = match.value(Field.VLAN_VID) | match.value(Field.VLAN_PCP) << 13;
        long mask = match.mask(Field.VLAN_VID) | match.mask(Field.VLAN_PCP) << 13;
        entry(out, Field.VLAN_TCI, true, 0, value, 0, mask);
    }

    /** One field with header, value and, unless it covers the field, mask. */
    static void entry(ByteBuf out, Field field, boolean preferNxm, long hi, long lo, long maskHi, long maskLo) {
        boolean nxm = preferNxm ? field.nxmId() != FieldIds.NONE : field.oxmId() == FieldIds.NONE;
        FieldValue full = field.fullMask();
        boolean masked = maskHi != full.hi() || maskLo != full.lo();
        int size = nxm ? field.nxmOctets() : field.oxmOctets();
        header(out, field, nxm, masked);
        if (nxm && field == Field.IN_PORT) {
            out.writeShort(PortNo.toOf10((int) lo));
        } else {
            int shift = nxm && field == Field.IP_DSCP ? 2 : 0;
            value(out, hi, lo << shift, size);
            if (masked) {
                value(out, maskHi, maskLo << shift, size);
            }
        }
    }

    /** A field's header, with ONF's id where it needs that. */
    static void header(ByteBuf out, Field field, boolean nxm, boolean masked) {
        int id = nxm ? field.nxmId() : field.oxmId();
        int size = (nxm ? field.nxmOctets() : field.oxmOctets()) * (masked ? 2 : 1);
        boolean onf = id >>> 7 == FieldIds.EXPERIMENTER_CLASS;
        out.writeInt(id << 9 | (masked ? 0x100 : 0) | size + (onf ? 4 : 0));
        if (onf) {
            out.writeInt(Experimenters.ONF);
        }
    }

    private static void value(ByteBuf out, long hi, long lo, int size) {
        if (size > 8) {
            out.writeLong(hi);
            out.writeLong(lo);
        } else {
            number(out, lo, size);
        }
    }

    /** The lowest {@code size} octets of a number. */
    static void number(ByteBuf out, long value, int size) {
        switch (size) {
            case 1 -> out.writeByte((int) value);
            case 2 -> out.writeShort((int) value);
            case 3 -> out.writeMedium((int) value);
            case 4 -> out.writeInt((int) value);
            case 6 -> {
                out.writeShort((int) (value >>> 32));
                out.writeInt((int) value);
            }
            default -> out.writeLong(value);
        }
    }
}
