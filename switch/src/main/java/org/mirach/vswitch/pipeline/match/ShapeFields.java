package org.mirach.vswitch.pipeline.match;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The fields that a mask has bits of, in table order: worked out once for a mask, not for each of its thousand entries.
 * Fields that share their bits with others are all there; the value tells which it is. Immutable.
 */
record ShapeFields(Part[] parts) {
    /**
     * A field in the compact form of a key.
     *
     * @param hi place of the word with the field's bits 64 and up; -1 where the mask does not have it
     * @param lo place of the word with the others; -1 likewise
     */
    record Part(Field field, FieldValue mask, int hi, int lo, int shift, long ones) {
        FieldValue value(long[] compact) {
            return new FieldValue(hi < 0 ? 0 : compact[hi], lo < 0 ? 0 : compact[lo] >>> shift & ones);
        }
    }

    static ShapeFields of(MaskShape shape) {
        long[] mask = new long[KeyLayout.WORDS];
        shape.addTo(mask);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < Field.count(); i++) {
            Field field = Field.at(i);
            FieldSlot slot = FieldSlot.of(field);
            if (slot != null
                    && !MatchCompiler.normalised(field)
                    && !slot.get(mask).isZero()) {
                boolean wide = slot.bits() == 128;
                parts.add(new Part(
                        field,
                        slot.get(mask),
                        wide ? place(shape, slot.word()) : -1,
                        place(shape, wide ? slot.word() + 1 : slot.word()),
                        slot.shift(),
                        wide || slot.bits() == 64 ? -1L : (1L << slot.bits()) - 1));
            }
        }
        return new ShapeFields(parts.toArray(Part[]::new));
    }

    private static int place(MaskShape shape, int word) {
        for (int i = 0; i < shape.size(); i++) {
            if (shape.word(i) == word) {
                return i;
            }
        }
        return -1;
    }
}
