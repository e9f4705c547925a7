package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;

/** What a trace says of bits that were written: {@code NXM_NX_REG0[0..15] is now 0x5}. */
final class SubfieldText {
    private SubfieldText() {}

    static String isNow(Subfield written, FieldValue field) {
        String value =
                written.offset() == 0 && written.bits() == written.field().bits()
                        ? whole(written.field(), field)
                        : hex(FieldActions.bits(field, written));
        return name(written) + " is now " + value;
    }

    /** As a match says it. */
    private static String whole(Field field, FieldValue value) {
        String match = FlowText.format(Match.builder().exact(field, value).build());
        return match.startsWith("tun_metadata") || match.indexOf('=') < 0
                ? hex(value)
                : match.substring(match.indexOf('=') + 1);
    }

    /** As an action names it. */
    static String name(Subfield subfield) {
        String push = FlowText.formatActions(java.util.List.of(new Action.StackPush(subfield)));
        return push.startsWith("push:")
                ? push.substring(5)
                : subfield.field().names().getFirst() + "[]";
    }

    private static String hex(FieldValue value) {
        if (value.hi() != 0) {
            return "0x" + Long.toHexString(value.hi()) + "%016x".formatted(value.lo());
        }
        return value.lo() == 0 ? "0" : "0x" + Long.toHexString(value.lo());
    }
}
