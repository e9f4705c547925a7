package org.mirach.xdp.ffi;

/** {@code linux/if_tun.h}: tap devices. Constants only; immutable. */
public final class LinuxIfTun {
    public static final long TUNSETIFF = 0x400454caL;
    public static final long TUNSETOFFLOAD = 0x400454d0L;
    public static final int IFF_TAP = 0x0002;
    public static final int IFF_NO_PI = 0x1000;
    public static final int IFF_VNET_HDR = 0x4000;
    /** Refuse when a device of this name exists. */
    public static final int IFF_TUN_EXCL = 0x8000;

    private LinuxIfTun() {}
}
