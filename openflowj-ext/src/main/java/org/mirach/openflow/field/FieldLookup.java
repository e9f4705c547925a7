package org.mirach.openflow.field;

import java.util.HashMap;
import java.util.Map;

/** Finds rows of the field table by what stands on the wire or in a command. */
public final class FieldLookup {
    private static final int CLASS_SIZE = 128;
    private static final Field[] NXM_OF = new Field[CLASS_SIZE];
    private static final Field[] NXM_NX = new Field[CLASS_SIZE];
    private static final Field[] OXM = new Field[CLASS_SIZE];
    private static final Field[] PACKET_REGS = new Field[CLASS_SIZE];
    private static final Field[] ERICSSON = new Field[CLASS_SIZE];
    private static final Field[] ONF = new Field[CLASS_SIZE];
    private static final Field[] NICIRA = new Field[CLASS_SIZE];
    private static final Field[] NSH = new Field[CLASS_SIZE];
    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : Field.values()) {
            enter(field.oxmId(), field);
            enter(field.nxmId(), field);
            BY_NAME.put(field.name().toLowerCase(java.util.Locale.ROOT), field);
        }
        for (Field field : Field.values()) {
            field.names().forEach(name -> BY_NAME.put(name, field));
        }
        // OpenFlow 1.5 gave ONF's two extensions standard numbers, which Open vSwitch takes in every version.
        OXM[42] = Field.TCP_FLAGS;
        OXM[43] = Field.ACTSET_OUTPUT;
    }

    private FieldLookup() {}

    private static void enter(int id, Field field) {
        if (id != FieldIds.NONE) {
            table(id >>> 7 & 0xffff, FieldIds.experimenterOf(id))[id & 127] = field;
        }
    }

    private static Field[] table(int oxmClass, int experimenter) {
        return switch (oxmClass) {
            case FieldIds.OXM_CLASS -> OXM;
            case FieldIds.NXM_NX_CLASS -> NXM_NX;
            case FieldIds.NXM_OF_CLASS -> NXM_OF;
            case FieldIds.PACKET_REGS_CLASS -> PACKET_REGS;
            case FieldIds.ERICSSON_CLASS -> ERICSSON;
            case FieldIds.EXPERIMENTER_CLASS ->
                switch (experimenter) {
                    case FieldIds.ONF_EXPERIMENTER -> ONF;
                    case FieldIds.NICIRA_EXPERIMENTER -> NICIRA;
                    case FieldIds.NSH_EXPERIMENTER -> NSH;
                    default -> null;
                };
            default -> null;
        };
    }

    /**
     * The field with this header, or null; its length is not looked at.
     *
     * @param header       32 bits as on the wire
     * @param experimenter what follows a header of the experimenter class; not looked at for others
     */
    public static Field byHeader(int header, int experimenter) {
        Field[] table = table(header >>> 16, experimenter);
        return table == null ? null : table[header >>> 9 & 127];
    }

    /** Whether {@code header} is the one that NXM, not OXM, gives to its field (the wire width may differ). */
    public static boolean isNxm(int header) {
        return header >>> 16 <= FieldIds.NXM_NX_CLASS;
    }

    /** The field with this name (OXM's in lower case, or one of ovs-ofctl's), or null. */
    public static Field byName(String name) {
        return BY_NAME.get(name);
    }
}
