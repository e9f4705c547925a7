package org.mirach.openflow.codec;

import org.mirach.openflow.vendor.Nicira;

/**
 * Which of Nicira's actions there are, in which versions, and how long they may be. Where OpenFlow has got an action of its
 * own, Open vSwitch takes Nicira's in earlier versions only.
 */
final class NiciraActionRules {
    private static final int COUNT = Nicira.NXAST_DELETE_FIELD + 1;
    private static final int OF10 = 1;
    private static final int OF13 = 4;
    private static final int OF14 = 5;
    private static final int LAST = 6;

    private static final int[] LENGTH = new int[COUNT];
    private static final boolean[] EXTENSIBLE = new boolean[COUNT];
    private static final int[] FROM = new int[COUNT];
    private static final int[] TO = new int[COUNT];

    static {
        for (int subtype : new int[] {
            Nicira.NXAST_RESUBMIT,
            Nicira.NXAST_RESUBMIT_TABLE,
            Nicira.NXAST_RESUBMIT_TABLE_CT,
            Nicira.NXAST_SET_TUNNEL,
            Nicira.NXAST_POP_QUEUE,
            Nicira.NXAST_EXIT,
            Nicira.NXAST_FIN_TIMEOUT,
            Nicira.NXAST_CONTROLLER,
            Nicira.NXAST_CONJUNCTION,
            Nicira.NXAST_OUTPUT_TRUNC,
            Nicira.NXAST_CT_CLEAR
        }) {
            exact(subtype, 16, OF10, LAST);
        }
        exact(Nicira.NXAST_DEC_NSH_TTL, 16, OF13, LAST);
        for (int subtype : new int[] {
            Nicira.NXAST_SET_QUEUE,
            Nicira.NXAST_DEC_TTL,
            Nicira.NXAST_PUSH_MPLS,
            Nicira.NXAST_POP_MPLS,
            Nicira.NXAST_SET_MPLS_TTL,
            Nicira.NXAST_DEC_MPLS_TTL,
            Nicira.NXAST_SET_MPLS_LABEL,
            Nicira.NXAST_SET_MPLS_TC,
            Nicira.NXAST_GROUP
        }) {
            exact(subtype, 16, OF10, OF10);
        }
        for (int subtype : new int[] {
            Nicira.NXAST_SET_TUNNEL64,
            Nicira.NXAST_OUTPUT_REG,
            Nicira.NXAST_OUTPUT_REG2,
            Nicira.NXAST_STACK_PUSH,
            Nicira.NXAST_STACK_POP,
            Nicira.NXAST_SAMPLE,
            Nicira.NXAST_DELETE_FIELD
        }) {
            exact(subtype, 24, OF10, LAST);
        }
        exact(Nicira.NXAST_REG_LOAD, 24, OF10, OF14);
        exact(Nicira.NXAST_WRITE_METADATA, 32, OF10, LAST);
        exact(Nicira.NXAST_MULTIPATH, 32, OF10, LAST);
        exact(Nicira.NXAST_SAMPLE2, 32, OF10, LAST);
        exact(Nicira.NXAST_SAMPLE3, 32, OF10, LAST);
        open(Nicira.NXAST_REG_MOVE, 16, OF10, OF14);
        open(Nicira.NXAST_REG_LOAD2, 16, OF10, OF14);
        open(Nicira.NXAST_NOTE, 16, OF10, LAST);
        open(Nicira.NXAST_DEC_TTL_CNT_IDS, 16, OF10, LAST);
        open(Nicira.NXAST_NAT, 16, OF10, LAST);
        open(Nicira.NXAST_CONTROLLER2, 16, OF10, LAST);
        open(Nicira.NXAST_CLONE, 16, OF10, LAST);
        open(Nicira.NXAST_ENCAP, 16, OF13, LAST);
        open(Nicira.NXAST_DECAP, 16, OF13, LAST);
        open(Nicira.NXAST_CT, 24, OF10, LAST);
        open(Nicira.NXAST_CHECK_PKT_LARGER, 24, OF10, LAST);
        open(Nicira.NXAST_BUNDLE, 32, OF10, LAST);
        open(Nicira.NXAST_BUNDLE_LOAD, 32, OF10, LAST);
        open(Nicira.NXAST_LEARN, 32, OF10, LAST);
        open(Nicira.NXAST_LEARN2, 40, OF10, LAST);
    }

    private NiciraActionRules() {}

    private static void exact(int subtype, int length, int from, int to) {
        LENGTH[subtype] = length;
        FROM[subtype] = from;
        TO[subtype] = to;
    }

    private static void open(int subtype, int length, int from, int to) {
        exact(subtype, length, from, to);
        EXTENSIBLE[subtype] = true;
    }

    /** Whether a version has the action. */
    static boolean known(int subtype, int version) {
        return subtype < COUNT && LENGTH[subtype] > 0 && version >= FROM[subtype] && version <= TO[subtype];
    }

    /** Whether a known action may be that long; that it is a multiple of 8 is asked elsewhere. */
    static boolean fits(int subtype, int length) {
        return EXTENSIBLE[subtype] ? length >= LENGTH[subtype] : length == LENGTH[subtype];
    }
}
