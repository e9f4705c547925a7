package org.mirach.vswitch.config;

/** Which XDP modes an AF_XDP port may use. */
public enum XdpAttachMode {
    /** Native, then generic, then a packet socket. */
    BEST_EFFORT,
    /** In the driver, or the port does not come up. */
    NATIVE,
    /** Behind the driver, whatever the driver could do. */
    GENERIC
}
