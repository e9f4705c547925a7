package org.mirach.vswitch.pipeline.port;

/** Bits of a port's state, OpenFlow 1.3's numbers. */
public final class PortState {
    public static final int LINK_DOWN = 1;
    public static final int BLOCKED = 1 << 1;
    public static final int LIVE = 1 << 2;

    private PortState() {}
}
