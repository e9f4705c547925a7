package org.mirach.openflow.vendor;

/** ONF's extensions of OpenFlow 1.3: what later versions have as messages of their own. */
public final class Onf {
    public static final int FLOW_MONITOR_CANCEL = 1870;
    public static final int FLOW_MONITOR_PAUSED = 1871;
    public static final int FLOW_MONITOR_RESUMED = 1872;
    public static final int ROLE_STATUS = 1911;
    public static final int BUNDLE_CONTROL = 2300;
    public static final int BUNDLE_ADD_MESSAGE = 2301;
    public static final int REQUESTFORWARD = 2350;

    /** Statistics. */
    public static final int FLOW_MONITOR = 1870;

    private Onf() {}
}
