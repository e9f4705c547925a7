package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.RawField;

/** Writes OXM and NXM matches, in Open vSwitch's order of fields. */
final class MatchWriter {
    private static final int OF15 = 6;

    private MatchWriter() {}

    /** ofp_match with header and padding. */
    static void oxmMatch(Match match, int version, ByteBuf out) {
        int start = out.writerIndex();
        out.writeShort(1);
        out.writeShort(0);
        fields(match, out, version);
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
        fields(match, out, FieldWire.NXM);
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

    /** Fields alone, without header and padding; {@code version} as in {@link FieldWire#id}. */
    static void nakedFields(Match match, int version, ByteBuf out) {
        fields(match, out, version);
    }

    private static void fields(Match match, ByteBuf out, int version) {
        boolean nxm = version == FieldWire.NXM;
        boolean tci = false;
        for (int i = 0; i < match.size(); i++) {
            Field field = match.field(i);
            if (field == Field.VLAN_VID || field == Field.VLAN_PCP) {
                if (!nxm) {
                    vlan(match, i, field, version, out);
                } else if (!tci) {
                    vlanTci(match, out);
                    tci = true;
                }
            } else if (version >= OF15 && isRegister(field)) {
                i = wideRegister(match, i, version, out);
            } else if (nxm && field == Field.IN_PORT) {
                entry(out, Field.IN_PORT16, version, 0, PortNo.toOf10((int) match.valueLo(i)), 0, 0xffff);
            } else if (nxm && field == Field.IP_DSCP) {
                entry(out, Field.NW_TOS, version, 0, match.valueLo(i) << 2, 0, 0xff);
            } else {
                boolean masked = !match.exactAt(i) || isFlag(field);
                entry(
                        out,
                        field,
                        version,
                        match.valueHi(i),
                        match.valueLo(i),
                        match.maskHi(i),
                        match.maskLo(i),
                        masked);
            }
        }
        for (RawField raw : match.unknown()) {
            out.writeInt(raw.header());
            out.writeBytes(raw.body().array());
        }
    }

    /** One bit of a wider number: that it is all that counts, Open vSwitch says with a mask. */
    private static boolean isFlag(Field field) {
        return field == Field.TUN_FLAGS || field == Field.TUN_ERSPAN_DIR;
    }

    private static boolean isRegister(Field field) {
        return field.ordinal() >= Field.REG0.ordinal() && field.ordinal() < Field.REG0.ordinal() + 16;
    }

    /**
     * OpenFlow 1.5 has registers in pairs.
     *
     * @return index of the last field that was written: the one at {@code index}, or its other half behind it
     */
    private static int wideRegister(Match match, int index, int version, ByteBuf out) {
        int wide = (match.field(index).ordinal() - Field.REG0.ordinal()) / 2;
        Field high = Field.register(2 * wide);
        Field low = Field.register(2 * wide + 1);
        entry(
                out,
                Field.wideRegister(wide),
                version,
                0,
                match.value(high) << 32 | match.value(low),
                0,
                match.mask(high) << 32 | match.mask(low));
        return match.field(index) == high && match.has(low) ? index + 1 : index;
    }

    /** The priority of a frame without a tag is no OXM condition. */
    private static void vlan(Match match, int index, Field field, int version, ByteBuf out) {
        if (field == Field.VLAN_VID) {
            entry(out, field, version, 0, match.valueLo(index), 0, match.maskLo(index));
        } else if (match.value(Field.VLAN_VID) != 0) {
            entry(
                    out,
                    field,
                    version,
                    0,
                    match.valueLo(index),
                    0,
                    field.fullMask().lo());
        }
    }

    private static void vlanTci(Match match, ByteBuf out) {
        long value = match.value(Field.VLAN_VID) | match.value(Field.VLAN_PCP) << 13;
        long mask = match.mask(Field.VLAN_VID) | match.mask(Field.VLAN_PCP) << 13;
        entry(out, Field.VLAN_TCI, FieldWire.NXM, 0, value, 0, mask);
    }

    /** One field with header, value and, unless it covers the field, mask. */
    static void entry(ByteBuf out, Field field, int version, long hi, long lo, long maskHi, long maskLo) {
        FieldValue full = field.fullMask();
        entry(out, field, version, hi, lo, maskHi, maskLo, maskHi != full.hi() || maskLo != full.lo());
    }

    /** {@link #entry}, with its mask where {@code masked} says so. */
    static void entry(
            ByteBuf out, Field field, int version, long hi, long lo, long maskHi, long maskLo, boolean masked) {
        int id = FieldWire.id(field, version);
        if (field.isTunnelMetadata()) {
            tunnelMetadata(out, id, hi, lo, maskHi, maskLo);
            return;
        }
        int octets = FieldWire.octets(field, id);
        FieldWire.header(out, id, masked, octets);
        value(out, hi, lo, octets);
        if (masked) {
            value(out, maskHi, maskLo, octets);
        }
    }

    /** Without leading zeros, which a reader that knows the width puts back; an exact mask has all bits. */
    private static void tunnelMetadata(ByteBuf out, int id, long hi, long lo, long maskHi, long maskLo) {
        boolean masked = (maskHi & maskLo) != -1L;
        int octets = masked ? significantOctets(maskHi, maskLo) : significantOctets(hi, lo);
        FieldWire.header(out, id, masked, octets);
        out.writeBytes(new FieldValue(hi, lo).octets(octets));
        if (masked) {
            out.writeBytes(new FieldValue(maskHi, maskLo).octets(octets));
        }
    }

    private static int significantOctets(long hi, long lo) {
        int zeros = hi != 0 ? Long.numberOfLeadingZeros(hi) : 64 + Long.numberOfLeadingZeros(lo);
        return 16 - zeros / 8;
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
