package org.mirach.openflow.field;

/** Field ids as OXM and NXM spell them: {@code class << 7 | field}, the upper 23 bits of a 32-bit header. */
public final class FieldIds {
    /** No such id. */
    public static final int NONE = -1;

    public static final int NXM_OF_CLASS = 0x0000;
    public static final int NXM_NX_CLASS = 0x0001;
    public static final int OXM_CLASS = 0x8000;
    public static final int EXPERIMENTER_CLASS = 0xffff;

    private FieldIds() {}

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
}
