package org.mirach.xdp.ffi;

import static java.lang.foreign.MemoryLayout.structLayout;
import static org.mirach.xdp.ffi.Native.INT;
import static org.mirach.xdp.ffi.Native.SHORT;

import java.lang.foreign.StructLayout;

/** {@code linux/netlink.h} and {@code linux/rtnetlink.h}: link events. Constants only; immutable. */
public final class LinuxRtnetlink {
    public static final int AF_UNSPEC = 0;
    public static final int AF_NETLINK = 16;
    public static final int NETLINK_ROUTE = 0;
    public static final int RTMGRP_LINK = 1;

    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_DUMP = 0x300;

    /** {@code struct nlmsghdr}: u32 len; u16 type, flags; u32 seq, pid. */
    public static final int NLMSGHDR_SIZE = 16;

    public static final int NLMSG_TYPE = 4;
    public static final int NLMSG_FLAGS = 6;
    /** {@code struct ifinfomsg}: u8 family, pad; u16 type; i32 index; u32 flags, change. */
    public static final int IFINFOMSG_SIZE = 16;

    public static final int IFI_FAMILY = 0;
    public static final int IFI_INDEX = 4;
    public static final int IFI_FLAGS = 8;

    public static final int IFLA_ADDRESS = 1;
    public static final int IFLA_IFNAME = 3;
    public static final int IFLA_MTU = 4;

    public static final StructLayout SOCKADDR_NL = structLayout(
            SHORT.withName("nl_family"), SHORT.withName("nl_pad"), INT.withName("nl_pid"), INT.withName("nl_groups"));

    static {
        Native.checkSize("sockaddr_nl", SOCKADDR_NL, 12);
    }

    private LinuxRtnetlink() {}
}
