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

    public static final int NXT_FLOW_MONITOR_CANCEL = 21;
    public static final int NXT_FLOW_MONITOR_PAUSED = 22;
    public static final int NXT_FLOW_MONITOR_RESUMED = 23;
    public static final int NXT_TLV_TABLE_MOD = 24;
    public static final int NXT_TLV_TABLE_REQUEST = 25;
    public static final int NXT_TLV_TABLE_REPLY = 26;
    public static final int NXT_SET_ASYNC_CONFIG2 = 27;
    public static final int NXT_RESUME = 28;
    public static final int NXT_CT_FLUSH_ZONE = 29;
    public static final int NXT_PACKET_IN2 = 30;
    public static final int NXT_GROUP_MOD = 31;
    public static final int NXT_CT_FLUSH = 32;
    public static final int NXST_FLOW = 0;
    public static final int NXST_AGGREGATE = 1;
    public static final int NXST_FLOW_MONITOR = 2;
    public static final int NXST_IPFIX_BRIDGE = 3;
    public static final int NXST_IPFIX_FLOW = 4;
    public static final int NXST_GROUP = 7;
    public static final int NXST_GROUP_DESC = 8;
    public static final int NXST_GROUP_FEATURES = 9;

    public static final int NXAST_RESUBMIT = 1;
    public static final int NXAST_SET_TUNNEL = 2;
    public static final int NXAST_SET_QUEUE = 4;
    public static final int NXAST_POP_QUEUE = 5;
    public static final int NXAST_REG_MOVE = 6;
    public static final int NXAST_REG_LOAD = 7;
    public static final int NXAST_NOTE = 8;
    public static final int NXAST_SET_TUNNEL64 = 9;
    public static final int NXAST_MULTIPATH = 10;
    public static final int NXAST_BUNDLE = 12;
    public static final int NXAST_BUNDLE_LOAD = 13;
    public static final int NXAST_RESUBMIT_TABLE = 14;
    public static final int NXAST_OUTPUT_REG = 15;
    public static final int NXAST_LEARN = 16;
    public static final int NXAST_EXIT = 17;
    public static final int NXAST_DEC_TTL = 18;
    public static final int NXAST_FIN_TIMEOUT = 19;
    public static final int NXAST_CONTROLLER = 20;
    public static final int NXAST_DEC_TTL_CNT_IDS = 21;
    public static final int NXAST_WRITE_METADATA = 22;
    public static final int NXAST_PUSH_MPLS = 23;
    public static final int NXAST_POP_MPLS = 24;
    public static final int NXAST_SET_MPLS_TTL = 25;
    public static final int NXAST_DEC_MPLS_TTL = 26;
    public static final int NXAST_STACK_PUSH = 27;
    public static final int NXAST_STACK_POP = 28;
    public static final int NXAST_SAMPLE = 29;
    public static final int NXAST_SET_MPLS_LABEL = 30;
    public static final int NXAST_SET_MPLS_TC = 31;
    public static final int NXAST_OUTPUT_REG2 = 32;
    public static final int NXAST_REG_LOAD2 = 33;
    public static final int NXAST_CONJUNCTION = 34;
    public static final int NXAST_CT = 35;
    public static final int NXAST_NAT = 36;
    public static final int NXAST_CONTROLLER2 = 37;
    public static final int NXAST_SAMPLE2 = 38;
    public static final int NXAST_OUTPUT_TRUNC = 39;
    public static final int NXAST_GROUP = 40;
    public static final int NXAST_SAMPLE3 = 41;
    public static final int NXAST_CLONE = 42;
    public static final int NXAST_CT_CLEAR = 43;
    public static final int NXAST_RESUBMIT_TABLE_CT = 44;
    public static final int NXAST_LEARN2 = 45;
    public static final int NXAST_ENCAP = 46;
    public static final int NXAST_DECAP = 47;
    public static final int NXAST_DEC_NSH_TTL = 48;
    public static final int NXAST_CHECK_PKT_LARGER = 49;
    public static final int NXAST_DELETE_FIELD = 50;

    /** ONF's extension of 1.3: copy_field, which OpenFlow 1.5 has itself. */
    public static final int ONFACT_COPY_FIELD = 3200;

    private Nicira() {}
}
