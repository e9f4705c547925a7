package org.mirach.openflow.error;

/** An error's number in one version; {@code experimenter} is 0 for OpenFlow's own. */
public record ErrorCode(int experimenter, int type, int code) {
    public static final int NICIRA = 0x00002320;
    public static final int ONF = 0x4f4e4600;
}
