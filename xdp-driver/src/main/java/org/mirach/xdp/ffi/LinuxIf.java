package org.mirach.xdp.ffi;

/** {@code linux/if.h}, {@code linux/sockios.h}, {@code linux/ethtool.h}: device ioctls. Constants only; immutable. */
public final class LinuxIf {
    /** {@code struct ifreq}: char name[16], then a union of 24 bytes. */
    public static final int IFREQ_SIZE = 40;

    public static final int IFREQ_UNION = 16;
    public static final int IFNAMSIZ = 16;

    public static final int SIOCGIFNAME = 0x8910;
    public static final int SIOCGIFFLAGS = 0x8913;
    public static final int SIOCSIFFLAGS = 0x8914;
    public static final int SIOCGIFMTU = 0x8921;
    public static final int SIOCSIFMTU = 0x8922;
    public static final int SIOCSIFHWADDR = 0x8924;
    public static final int SIOCGIFHWADDR = 0x8927;
    public static final int SIOCETHTOOL = 0x8946;

    public static final int IFF_UP = 1;
    public static final int IFF_RUNNING = 1 << 6;
    public static final int IFF_PROMISC = 1 << 8;
    public static final int IFF_LOWER_UP = 1 << 16;

    public static final int ARPHRD_ETHER = 1;

    public static final int ETHTOOL_GDRVINFO = 3;
    public static final int ETHTOOL_GFLAGS = 0x25;
    public static final int ETHTOOL_SFLAGS = 0x26;
    /** The device takes the VLAN tag out of a received frame. */
    public static final int ETH_FLAG_RXVLAN = 1 << 8;
    /** {@code struct ethtool_drvinfo}; driver[32] at 4. */
    public static final int DRVINFO_SIZE = 196;

    public static final int DRVINFO_DRIVER = 4;

    private LinuxIf() {}
}
