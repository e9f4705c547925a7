package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_BUNDLE_CONTROL (OpenFlow 1.4.1, 7.3.9; ONF extension 230 in 1.3).
 *
 * @param type  OFPBCT_*: requests are even, the reply to a request is one more
 * @param flags {@link #ATOMIC}, {@link #ORDERED}
 */
public record BundleControl(OFVersion version, long xid, int bundleId, int type, int flags) implements MirachMessage {
    public static final int OPEN_REQUEST = 0;
    public static final int CLOSE_REQUEST = 2;
    public static final int COMMIT_REQUEST = 4;
    public static final int DISCARD_REQUEST = 6;
    public static final int ATOMIC = 1;
    public static final int ORDERED = 2;

    /** The reply that says that it was done. */
    public BundleControl reply() {
        return new BundleControl(version, xid, bundleId, type + 1, 0);
    }

    @Override
    public OFType getType() {
        return version == OFVersion.OF_13 ? OFType.EXPERIMENTER : OFType.BUNDLE_CONTROL;
    }
}
