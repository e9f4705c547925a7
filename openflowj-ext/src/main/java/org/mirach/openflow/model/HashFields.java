package org.mirach.openflow.model;

/** Which fields of a packet a hash takes (nx_hash_fields of Open vSwitch); the ordinal is the number on the wire. */
public enum HashFields {
    ETH_SRC("eth_src"),
    SYMMETRIC_L4("symmetric_l4"),
    SYMMETRIC_L3L4("symmetric_l3l4"),
    SYMMETRIC_L3L4_UDP("symmetric_l3l4+udp"),
    NW_SRC("nw_src"),
    NW_DST("nw_dst"),
    SYMMETRIC_L3("symmetric_l3");

    private final String text;

    HashFields(String text) {
        this.text = text;
    }

    /** ovs-ofctl's name. */
    public String text() {
        return text;
    }
}
