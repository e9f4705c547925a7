package org.mirach.openflow.field;

/** Ethernet types that OpenFlow's prerequisites and actions name. */
public final class EtherType {
    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int RARP = 0x8035;
    public static final int VLAN = 0x8100;
    public static final int VLAN_SERVICE = 0x88a8;
    public static final int IPV6 = 0x86dd;
    public static final int MPLS = 0x8847;
    public static final int MPLS_MULTICAST = 0x8848;
    public static final int NSH = 0x894f;
    public static final int PBB = 0x88e7;
    public static final int LLDP = 0x88cc;
    /** How a frame without an Ethernet type (802.3 with LLC) is matched. */
    public static final int NONE = 0x05ff;

    private EtherType() {}
}
