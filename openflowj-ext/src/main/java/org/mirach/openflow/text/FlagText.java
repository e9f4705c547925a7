package org.mirach.openflow.text;

import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;

/**
 * Fields of named bits: {@code tcp_flags}, {@code ct_state}, {@code tun_flags}. Either signs say which bits count
 * ({@code +syn-ack}), or names with bars between them say all ({@code syn|ack}), or numbers do either.
 */
final class FlagText {
    private static final List<String> TCP =
            List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]");
    private static final List<String> CONNECTION = List.of("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat");
    private static final List<String> TUNNEL = List.of("oam");

    private FlagText() {}

    private static List<String> names(Field field) {
        return switch (field) {
            case TCP_FLAGS -> TCP;
            case CT_STATE -> CONNECTION;
            default -> TUNNEL;
        };
    }

    /** Bits that have a name. */
    static long known(Field field) {
        return (1L << names(field).size()) - 1;
    }

    /**
     * Reads flags.
     *
     * @throws IllegalArgumentException what is wrong with them
     */
    static MaskedField parse(Field field, String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        int slash = text.indexOf('/');
        long value;
        long mask = field == Field.TCP_FLAGS ? field.fullMask().lo() : known(field);
        if (slash >= 0) {
            value = Numbers.parse(text.substring(0, slash));
            mask = Numbers.parse(text.substring(slash + 1));
        } else if (first == '+' || first == '-') {
            return signed(field, text);
        } else {
            value = joined(field, text);
        }
        if (((slash < 0 ? value : value | mask) & ~known(field)) != 0) {
            throw new IllegalArgumentException("sets a flag that is not one of " + names(field));
        }
        return new MaskedField(field, FieldValue.of(value & mask), FieldValue.of(mask));
    }

    private static MaskedField signed(Field field, String text) {
        long value = 0;
        long mask = 0;
        int at = 0;
        while (at < text.length()) {
            int next = at + 1;
            while (next < text.length() && "+-".indexOf(text.charAt(next)) < 0) {
                next++;
            }
            long bit = bit(field, text.substring(at + 1, next));
            if ((mask & bit) != 0) {
                throw new IllegalArgumentException("names a flag twice");
            }
            mask |= bit;
            value |= text.charAt(at) == '+' ? bit : 0;
            at = next;
        }
        return new MaskedField(field, FieldValue.of(value), FieldValue.of(mask));
    }

    private static long joined(Field field, String text) {
        long value = 0;
        for (String part : text.split("\\|", -1)) {
            boolean number = !part.isEmpty() && Character.isDigit(part.charAt(0));
            value |= number ? Numbers.parse(part) : bit(field, part);
        }
        return value;
    }

    private static long bit(Field field, String name) {
        int index = names(field).indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("names a flag that is not one of " + names(field));
        }
        return 1L << index;
    }

    /** Names with bars between them. */
    static String joined(Field field, long value) {
        if (value == 0) {
            return "0";
        }
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < names(field).size(); bit++) {
            if ((value >> bit & 1) != 0) {
                out.append(out.isEmpty() ? "" : "|").append(names(field).get(bit));
            }
        }
        return out.toString();
    }

    /** A sign and a name for each bit that counts. */
    static String signed(Field field, long value, long mask) {
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < names(field).size(); bit++) {
            if ((mask >> bit & 1) != 0) {
                out.append((value >> bit & 1) != 0 ? '+' : '-')
                        .append(names(field).get(bit));
            }
        }
        return out.toString();
    }

    /** Bars where all bits count, else signs. */
    static String format(Field field, long value, long mask) {
        return (mask & known(field)) == known(field) ? joined(field, value) : signed(field, value, mask);
    }
}
