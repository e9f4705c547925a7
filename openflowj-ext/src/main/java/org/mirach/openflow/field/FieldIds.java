package org.mirach.openflow.field;

/** Field ids as OXM and NXM spell them: {@code class << 7 | field}, the upper 23 bits of a 32-bit header. */
public final class FieldIds {
    /** No such id. */
    public static final int NONE = -1;

    public static final int NXM_OF_CLASS = 0x0000;
    public static final int NXM_NX_CLASS = 0x0001;
    public static final int OXM_CLASS = 0x8000;
    public static final int PACKET_REGS_CLASS = 0x8001;
    /** ERICOXM_OF: a class of its own, not an experimenter's. */
    public static final int ERICSSON_CLASS = 0x1000;
    /** On the wire, the experimenter's id follows the header; here ONF's fields have the class itself. */
    public static final int EXPERIMENTER_CLASS = 0xffff;
    /**
     * Ids of the experimenter class under other experimenters: our own numbers above the 16 bits of the wire, so
     * that the lowest 16 bits of an id's class are what the wire has.
     */
    public static final int NICIRA_CLASS = 0x1ffff;

    public static final int NSH_CLASS = 0x2ffff;

    public static final int ONF_EXPERIMENTER = 0x4f4e4600;
    public static final int NICIRA_EXPERIMENTER = 0x00002320;
    public static final int NSH_EXPERIMENTER = 0x005ad650;

    private FieldIds() {}

    /** Whether an experimenter's id follows the header of a field with this id. */
    public static boolean experimenter(int id) {
        return (id >>> 7 & 0xffff) == EXPERIMENTER_CLASS;
    }

    /** The experimenter's id that follows the header of a field with this id, or 0. */
    public static int experimenterOf(int id) {
        return switch (id >>> 7) {
            case EXPERIMENTER_CLASS -> ONF_EXPERIMENTER;
            case NICIRA_CLASS -> NICIRA_EXPERIMENTER;
            case NSH_CLASS -> NSH_EXPERIMENTER;
            default -> 0;
        };
    }

    static int oxm(int field) {
        return OXM_CLASS << 7 | field;
    }

    static int nxm(int field) {
        return NXM_OF_CLASS << 7 | field;
    }

    static int nx(int field) {
        return NXM_NX_CLASS << 7 | field;
    }

    /** A field of ONF's experimenter (0x4f4e4600). */
    static int onf(int field) {
        return EXPERIMENTER_CLASS << 7 | field;
    }

    /** OpenFlow 1.5's packet registers: Nicira's registers in pairs. */
    static int packetReg(int field) {
        return PACKET_REGS_CLASS << 7 | field;
    }

    /** A field of Nicira's experimenter (0x00002320). */
    static int nicira(int field) {
        return NICIRA_CLASS << 7 | field;
    }

    /** A field of NSH's experimenter (0x005ad650). */
    static int nsh(int field) {
        return NSH_CLASS << 7 | field;
    }

    /** A field of Ericsson's class. */
    static int ericsson(int field) {
        return ERICSSON_CLASS << 7 | field;
    }
}
