package org.mirach.openflow.field;

/** Something that fixes fields, as far as prerequisites ask: a match. */
public interface FieldSource {
    /** Low 64 bits of the field's value; 0 when the field is not matched. */
    long value(Field field);

    /** Low 64 bits of the field's mask; 0 when the field is not matched. */
    long mask(Field field);

    /** Whether every bit of the field is fixed. */
    boolean exact(Field field);
}
