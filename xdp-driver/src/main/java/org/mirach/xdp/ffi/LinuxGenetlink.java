package org.mirach.xdp.ffi;

/** {@code linux/genetlink.h} and {@code linux/netdev.h} (Linux 6.3): what drivers say of their XDP. Constants only. */
public final class LinuxGenetlink {
    public static final int NETLINK_GENERIC = 16;
    public static final int GENL_ID_CTRL = 16;
    public static final int CTRL_CMD_GETFAMILY = 3;
    public static final int CTRL_ATTR_FAMILY_ID = 1;
    public static final int CTRL_ATTR_FAMILY_NAME = 2;
    public static final int NETDEV_CMD_DEV_GET = 1;
    public static final int NETDEV_A_DEV_IFINDEX = 1;
    public static final int NETDEV_A_DEV_XDP_FEATURES = 3;

    /** Where attributes begin: after {@code nlmsghdr} and {@code genlmsghdr}. */
    public static final int ATTRIBUTES = 20;

    private LinuxGenetlink() {}
}
