package org.mirach.openflow.message;

import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_ROLE_STATUS (OpenFlow 1.4.1, 7.4.4; ONF extension 191 in 1.3): the switch gave a controller another role.
 *
 * @param reason       OFPCRR_*: 0 another controller is master now, 1 configuration
 * @param generationId all ones before any was set
 */
public record RoleStatus(OFVersion version, long xid, ControllerRole role, int reason, long generationId)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return version == OFVersion.OF_13 ? OFType.EXPERIMENTER : OFType.ROLE_STATUS;
    }
}
