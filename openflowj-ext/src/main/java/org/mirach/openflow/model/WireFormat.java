package org.mirach.openflow.model;

/** Which of OpenFlow 1.0's two forms a message has; from 1.2 on there is only the standard one. */
public enum WireFormat {
    /** The version's own message. */
    STANDARD,
    /** Nicira's extension of OpenFlow 1.0 (NXT_FLOW_MOD, NXST_FLOW, ...). */
    NXM
}
