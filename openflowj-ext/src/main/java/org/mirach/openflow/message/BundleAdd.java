package org.mirach.openflow.message;

import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_BUNDLE_ADD_MESSAGE (OpenFlow 1.4.1, 7.3.9.6; ONF extension 230 in 1.3).
 *
 * @param message what the bundle gets: a flow_mod, group_mod, port_mod or packet_out
 * @param frame   the octets of the whole, as it came; empty when it is made here
 */
public record BundleAdd(OFVersion version, long xid, int bundleId, int flags, MirachMessage message, Bytes frame)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return version == OFVersion.OF_13 ? OFType.EXPERIMENTER : OFType.BUNDLE_ADD_MESSAGE;
    }
}
