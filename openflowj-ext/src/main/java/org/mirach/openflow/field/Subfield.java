package org.mirach.openflow.field;

/** Bits {@code offset} to {@code offset + bits - 1} of a field, as {@code NXM_NX_REG0[0..15]} names them. */
public record Subfield(Field field, int offset, int bits) {
    public Subfield {
        if (offset < 0 || bits < 1 || offset + bits > field.width()) {
            throw new IllegalArgumentException("bits " + offset + ".." + (offset + bits - 1) + " lie outside " + field
                    + ", which has " + field.width() + " bits");
        }
    }

    /** All bits of a field. */
    public static Subfield whole(Field field) {
        return new Subfield(field, 0, field.width());
    }

    /** The bits, where they lie in the field. */
    public FieldValue mask() {
        return FieldValue.ones(bits).shiftLeft(offset);
    }
}
