package org.mirach.openflow.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.Subfield;

/** Fields and parts of fields as load, move and output spell them: {@code NXM_NX_REG0[0..15]}. */
final class FieldNames {
    private static final Map<Field, String> NXM = Map.ofEntries(
            Map.entry(Field.IPV4_SRC, "IP_SRC"),
            Map.entry(Field.IPV4_DST, "IP_DST"),
            Map.entry(Field.IP_DSCP, "IP_TOS"),
            Map.entry(Field.ICMPV4_TYPE, "ICMP_TYPE"),
            Map.entry(Field.ICMPV4_CODE, "ICMP_CODE"),
            Map.entry(Field.NW_TTL, "IP_TTL"),
            Map.entry(Field.IPV6_FLABEL, "IPV6_LABEL"),
            Map.entry(Field.IPV6_ND_TARGET, "ND_TARGET"),
            Map.entry(Field.IPV6_ND_SLL, "ND_SLL"),
            Map.entry(Field.IPV6_ND_TLL, "ND_TLL"),
            Map.entry(Field.TUNNEL_ID, "TUN_ID"));
    private static final Map<String, Field> BY_LONG_NAME = new HashMap<>();

    static {
        for (Field field : Field.values()) {
            BY_LONG_NAME.put(longName(field), field);
            BY_LONG_NAME.put("OXM_OF_" + field.name(), field);
        }
    }

    private FieldNames() {}

    private static String longName(Field field) {
        if (field.nxmId() == FieldIds.NONE) {
            return "OXM_OF_" + field.name();
        }
        String prefix = field.nxmId() >>> 7 == FieldIds.NXM_OF_CLASS ? "NXM_OF_" : "NXM_NX_";
        return prefix + NXM.getOrDefault(field, field.name());
    }

    static String format(Subfield part) {
        String name = longName(part.field());
        if (part.offset() == 0 && part.bits() == part.field().bits()) {
            return name + "[]";
        }
        return part.bits() == 1
                ? name + "[" + part.offset() + "]"
                : name + "[" + part.offset() + ".." + (part.offset() + part.bits() - 1) + "]";
    }

    /** The field with this name of whatever style, or null. */
    static Field field(String name) {
        Field field = BY_LONG_NAME.get(name.toUpperCase(Locale.ROOT));
        return field != null ? field : FieldLookup.byName(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Reads {@code NAME[]}, {@code NAME[bit]} or {@code NAME[first..last]}.
     *
     * @throws IllegalArgumentException what is wrong with it
     */
    static Subfield parse(String text) {
        int open = text.indexOf('[');
        if (open < 0 || !text.endsWith("]")) {
            throw new IllegalArgumentException("is no part of a field: write NAME[], NAME[3] or NAME[0..15]");
        }
        Field field = field(text.substring(0, open));
        if (field == null) {
            throw new IllegalArgumentException("names no field that is known here");
        }
        String range = text.substring(open + 1, text.length() - 1);
        if (range.isEmpty()) {
            return Subfield.whole(field);
        }
        int dots = range.indexOf("..");
        try {
            int first = Integer.parseInt(dots < 0 ? range : range.substring(0, dots));
            int last = dots < 0 ? first : Integer.parseInt(range.substring(dots + 2));
            return new Subfield(field, first, last - first + 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("has no bit range: write [], [3] or [0..15]", e);
        }
    }
}
