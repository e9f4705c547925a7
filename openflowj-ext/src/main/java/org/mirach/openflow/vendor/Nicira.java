package org.mirach.openflow.vendor;

/** Nicira's subtypes (nicira-ext.h of Open vSwitch): messages NXT_*, statistics NXST_*, actions NXAST_*. */
public final class Nicira {
    public static final int NXT_ROLE_REQUEST = 10;
    public static final int NXT_ROLE_REPLY = 11;
    public static final int NXT_SET_FLOW_FORMAT = 12;
    public static final int NXT_FLOW_MOD = 13;
    public static final int NXT_FLOW_REMOVED = 14;
    public static final int NXT_FLOW_MOD_TABLE_ID = 15;
    public static final int NXT_SET_PACKET_IN_FORMAT = 16;
    public static final int NXT_PACKET_IN = 17;
    public static final int NXT_FLOW_AGE = 18;
    public static final int NXT_SET_ASYNC_CONFIG = 19;
    public static final int NXT_SET_CONTROLLER_ID = 20;

    public static final int NXST_FLOW = 0;
    public static final int NXST_AGGREGATE = 1;

    public static final int NXAST_RESUBMIT = 1;
    public static final int NXAST_SET_TUNNEL = 2;
    public static final int NXAST_SET_QUEUE = 4;
    public static final int NXAST_POP_QUEUE = 5;
    public static final int NXAST_REG_MOVE = 6;
    public static final int NXAST_REG_LOAD = 7;
    public static final int NXAST_NOTE = 8;
    public static final int NXAST_SET_TUNNEL64 = 9;
    public static final int NXAST_RESUBMIT_TABLE = 14;
    public static final int NXAST_OUTPUT_REG = 15;
    public static final int NXAST_EXIT = 17;
    public static final int NXAST_DEC_TTL = 18;
    public static final int NXAST_CONTROLLER = 20;
    public static final int NXAST_DEC_TTL_CNT_IDS = 21;
    public static final int NXAST_WRITE_METADATA = 22;
    public static final int NXAST_PUSH_MPLS = 23;
    public static final int NXAST_POP_MPLS = 24;
    public static final int NXAST_SET_MPLS_TTL = 25;
    public static final int NXAST_DEC_MPLS_TTL = 26;
    public static final int NXAST_SET_MPLS_LABEL = 30;
    public static final int NXAST_SET_MPLS_TC = 31;
    public static final int NXAST_GROUP = 40;

    private Nicira() {}
}
