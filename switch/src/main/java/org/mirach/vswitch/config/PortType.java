package org.mirach.vswitch.config;

import java.util.Locale;

/** How a port reaches its device. */
public enum PortType {
    /** AF_XDP, and a packet socket where the device can't. */
    AFXDP,
    /** A packet socket. */
    AFPACKET,
    /** A tap device that the switch makes. */
    TAP,
    /** Memory, for tests: frames come and go through {@code netdev-dummy/*} commands. */
    DUMMY;

    /** As it is written in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
