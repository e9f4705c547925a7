package org.mirach.openflow.field;

/** One field with the value asked for and the bits that count (a zero bit in {@code mask} is a wildcard). */
public record MaskedField(Field field, FieldValue value, FieldValue mask) {
    public boolean exact() {
        return mask.equals(field.fullMask());
    }
}
