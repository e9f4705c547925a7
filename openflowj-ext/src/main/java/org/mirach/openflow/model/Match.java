package org.mirach.openflow.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldSource;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;

/**
 * What a flow entry matches: at most one value and mask for each field, in the order of the field table, value bits
 * outside the mask cleared. Two matches of the same packets are equal, whatever form (OpenFlow 1.0, NXM, OXM) they
 * came in.
 *
 * <p>VLANs are {@link Field#VLAN_VID} (with OFPVID_PRESENT, 0x1000) and {@link Field#VLAN_PCP}; never VLAN_TCI.
 */
public final class Match implements FieldSource {
    /** Matches every packet. */
    public static final Match ANY = new Match(new Field[0], new long[0], List.of());

    private final Field[] fields;
    /** Four words a field: value hi, value lo, mask hi, mask lo. */
    private final long[] words;

    private final List<RawField> unknown;

    Match(Field[] fields, long[] words, List<RawField> unknown) {
        this.fields = fields;
        this.words = words;
        this.unknown = unknown;
    }

    public static MatchBuilder builder() {
        return new MatchBuilder();
    }

    /** A builder that starts with this match's fields. */
    public MatchBuilder toBuilder() {
        MatchBuilder builder = new MatchBuilder();
        for (int i = 0; i < fields.length; i++) {
            builder.masked(fields[i], words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]);
        }
        unknown.forEach(builder::unknown);
        return builder;
    }

    /** How many fields are matched. */
    public int size() {
        return fields.length;
    }

    public boolean isEmpty() {
        return fields.length == 0 && unknown.isEmpty();
    }

    /** The field at {@code index}, in table order. */
    public Field field(int index) {
        return fields[index];
    }

    public long valueHi(int index) {
        return words[4 * index];
    }

    public long valueLo(int index) {
        return words[4 * index + 1];
    }

    public long maskHi(int index) {
        return words[4 * index + 2];
    }

    public long maskLo(int index) {
        return words[4 * index + 3];
    }

    /** Whether the field at {@code index} is matched exactly. */
    public boolean exactAt(int index) {
        FieldValue full = fields[index].fullMask();
        return maskLo(index) == full.lo() && maskHi(index) == full.hi();
    }

    /** Index of {@code field}, or -1. */
    public int indexOf(Field field) {
        for (int i = 0; i < fields.length; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    public boolean has(Field field) {
        return indexOf(field) >= 0;
    }

    @Override
    public long value(Field field) {
        int index = indexOf(field);
        return index < 0 ? 0 : valueLo(index);
    }

    @Override
    public long mask(Field field) {
        int index = indexOf(field);
        return index < 0 ? 0 : maskLo(index);
    }

    @Override
    public boolean exact(Field field) {
        int index = indexOf(field);
        return index >= 0 && exactAt(index);
    }

    /** Value of a field of up to 128 bits; zero when it is not matched. */
    public FieldValue fieldValue(Field field) {
        int index = indexOf(field);
        return index < 0 ? FieldValue.ZERO : new FieldValue(valueHi(index), valueLo(index));
    }

    /** Mask of a field of up to 128 bits; zero when it is not matched. */
    public FieldValue fieldMask(Field field) {
        int index = indexOf(field);
        return index < 0 ? FieldValue.ZERO : new FieldValue(maskHi(index), maskLo(index));
    }

    /** All fields, in table order. */
    public List<MaskedField> fields() {
        List<MaskedField> list = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            list.add(new MaskedField(
                    fields[i], new FieldValue(valueHi(i), valueLo(i)), new FieldValue(maskHi(i), maskLo(i))));
        }
        return list;
    }

    /** Fields outside the table, as they came; empty from a strict decoder. */
    public List<RawField> unknown() {
        return unknown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Match match
                && Arrays.equals(fields, match.fields)
                && Arrays.equals(words, match.words)
                && unknown.equals(match.unknown);
    }

    @Override
    public int hashCode() {
        int hash = Arrays.hashCode(words);
        for (Field field : fields) {
            hash = 31 * hash + field.ordinal();
        }
        return 31 * hash + unknown.hashCode();
    }

    @Override
    public String toString() {
        return fields() + (unknown.isEmpty() ? "" : " and " + unknown);
    }
}
