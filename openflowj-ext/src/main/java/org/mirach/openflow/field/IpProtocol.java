package org.mirach.openflow.field;

/** IP protocol numbers that OpenFlow's prerequisites name. */
public final class IpProtocol {
    public static final int ICMP = 1;
    public static final int IGMP = 2;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;
    public static final int SCTP = 132;

    private IpProtocol() {}
}
