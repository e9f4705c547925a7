package org.mirach.vswitch.conntrack;

/** Bits of ct_state (ovs-fields(7)). */
final class CtState {
    static final int NEW = 0x01;
    static final int ESTABLISHED = 0x02;
    static final int RELATED = 0x04;
    static final int REPLY = 0x08;
    static final int INVALID = 0x10;
    static final int TRACKED = 0x20;
    static final int SRC_NAT = 0x40;
    static final int DST_NAT = 0x80;
    static final int NAT = SRC_NAT | DST_NAT;

    private CtState() {}
}
