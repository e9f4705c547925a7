package org.mirach.openflow.codec;

/** Action type numbers: OpenFlow 1.0, 5.2.4; OpenFlow 1.3.5, 7.2.5. Where they differ the name says which. */
final class ActionType {
    static final int OUTPUT = 0;

    static final int OF10_SET_VLAN_VID = 1;
    static final int OF10_SET_VLAN_PCP = 2;
    static final int OF10_STRIP_VLAN = 3;
    static final int OF10_SET_DL_SRC = 4;
    static final int OF10_SET_DL_DST = 5;
    static final int OF10_SET_NW_SRC = 6;
    static final int OF10_SET_NW_DST = 7;
    static final int OF10_SET_NW_TOS = 8;
    static final int OF10_SET_TP_SRC = 9;
    static final int OF10_SET_TP_DST = 10;
    static final int OF10_ENQUEUE = 11;

    static final int COPY_TTL_OUT = 11;
    static final int COPY_TTL_IN = 12;
    static final int SET_MPLS_TTL = 15;
    static final int DEC_MPLS_TTL = 16;
    static final int PUSH_VLAN = 17;
    static final int POP_VLAN = 18;
    static final int PUSH_MPLS = 19;
    static final int POP_MPLS = 20;
    static final int SET_QUEUE = 21;
    static final int GROUP = 22;
    static final int SET_NW_TTL = 23;
    static final int DEC_NW_TTL = 24;
    static final int SET_FIELD = 25;
    static final int PUSH_PBB = 26;
    static final int POP_PBB = 27;
    /** OpenFlow 1.5. */
    static final int COPY_FIELD = 28;
    /** OpenFlow 1.5, where it is no instruction. */
    static final int METER = 29;

    static final int EXPERIMENTER = 0xffff;

    private ActionType() {}
}
