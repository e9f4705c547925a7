package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_SET_CONFIG (OpenFlow 1.3.5, 7.3.2).
 *
 * @param flags       how fragments are handled ({@link #FRAG_MASK}), and {@link #INVALID_TTL_TO_CONTROLLER}
 * @param missSendLen most octets of a packet to send to the controller
 */
public record SetConfig(OFVersion version, long xid, int flags, int missSendLen) implements MirachMessage {
    public static final int FRAG_NORMAL = 0;
    public static final int FRAG_DROP = 1;
    public static final int FRAG_REASSEMBLE = 2;
    /** Nicira's: fragments are matched without the fields that only a first fragment has. */
    public static final int FRAG_NX_MATCH = 3;

    public static final int FRAG_MASK = 3;
    /** OpenFlow 1.1 and 1.2; Open vSwitch takes it in 1.0 too. */
    public static final int INVALID_TTL_TO_CONTROLLER = 1 << 2;

    @Override
    public OFType getType() {
        return OFType.SET_CONFIG;
    }
}
