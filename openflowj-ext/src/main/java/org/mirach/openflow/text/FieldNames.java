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
    /** Where a long name is not its class and the name in the table. */
    private static final Map<Field, String> NXM = Map.ofEntries(
            Map.entry(Field.IN_PORT16, "IN_PORT"),
            Map.entry(Field.IPV4_SRC, "IP_SRC"),
            Map.entry(Field.IPV4_DST, "IP_DST"),
            Map.entry(Field.NW_TOS, "IP_TOS"),
            Map.entry(Field.ICMPV4_TYPE, "ICMP_TYPE"),
            Map.entry(Field.ICMPV4_CODE, "ICMP_CODE"),
            Map.entry(Field.NW_TTL, "IP_TTL"),
            Map.entry(Field.IPV6_FLABEL, "IPV6_LABEL"),
            Map.entry(Field.IPV6_ND_TARGET, "ND_TARGET"),
            Map.entry(Field.IPV6_ND_SLL, "ND_SLL"),
            Map.entry(Field.IPV6_ND_TLL, "ND_TLL"),
            Map.entry(Field.TUNNEL_ID, "TUN_ID"));

    private static final Map<String, Field> BY_LONG_NAME = new HashMap<>();
    private static final String[] PREFERRED = new String[Field.count()];

    static {
        for (Field field : Field.values()) {
            String oxm = field.oxmId() == FieldIds.NONE ? null : oxmName(field);
            String nxm = field.nxmId() == FieldIds.NONE ? null : nxmName(field);
            PREFERRED[field.ordinal()] = nxm == null ? oxm : nxm;
            enter(oxm, field);
            enter(nxm, field);
        }
        enter("OXM_OF_TCP_FLAGS", Field.TCP_FLAGS);
        enter("OXM_OF_ACTSET_OUTPUT", Field.ACTSET_OUTPUT);
    }

    private FieldNames() {}

    private static void enter(String name, Field field) {
        if (name != null) {
            BY_LONG_NAME.put(name, field);
        }
    }

    private static String oxmName(Field field) {
        String name = field.name();
        return switch (field.oxmId() >>> 7) {
            case FieldIds.PACKET_REGS_CLASS -> "OXM_OF_PKT_REG" + (field.ordinal() - Field.XREG0.ordinal());
            case FieldIds.ERICSSON_CLASS -> "ERICOXM_OF_ICMPV6_" + name;
            case FieldIds.EXPERIMENTER_CLASS -> "ONFOXM_ET_" + name;
            case FieldIds.NICIRA_CLASS -> "NXOXM_ET_" + name.replace("TUN_", "");
            case FieldIds.NSH_CLASS -> "NXOXM_" + name;
            default -> "OXM_OF_" + name;
        };
    }

    private static String nxmName(Field field) {
        boolean first = field.nxmId() >>> 7 == FieldIds.NXM_OF_CLASS;
        return (first ? "NXM_OF_" : "NXM_NX_") + NXM.getOrDefault(field, field.name());
    }

    static String format(Subfield part) {
        String name = PREFERRED[part.field().ordinal()];
        if (part.offset() == 0 && part.bits() == part.field().width()) {
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

    /** What {@link #parse} reads, or null where {@code text} begins with no field's name. */
    static Subfield find(String text) {
        int open = text.indexOf('[');
        Field field = field(open < 0 ? text : text.substring(0, open));
        return field == null ? null : parse(text);
    }

    /**
     * Reads {@code NAME}, {@code NAME[]}, {@code NAME[bit]} or {@code NAME[first..last]}.
     *
     * @throws IllegalArgumentException what is wrong with it
     */
    static Subfield parse(String text) {
        int open = text.indexOf('[');
        Field field = field(open < 0 ? text : text.substring(0, open));
        if (field == null) {
            throw new IllegalArgumentException("names no field that is known here");
        }
        if (open < 0) {
            return Subfield.whole(field);
        }
        if (!text.endsWith("]")) {
            throw new IllegalArgumentException("is no part of a field: write NAME[], NAME[3] or NAME[0..15]");
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
