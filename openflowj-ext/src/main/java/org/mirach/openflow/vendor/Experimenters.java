package org.mirach.openflow.vendor;

/** Experimenter ids. */
public final class Experimenters {
    public static final int NICIRA = 0x00002320;
    public static final int ONF = 0x4f4e4600;

    private Experimenters() {}
}
