package org.mirach.openflow.message;

import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** A controller asks for a role (OFPT_ROLE_REQUEST of 1.3, NXT_ROLE_REQUEST of 1.0, which has no generation_id: 0). */
public record RoleRequest(OFVersion version, long xid, ControllerRole role, long generationId)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return version == OFVersion.OF_10 ? OFType.EXPERIMENTER : OFType.ROLE_REQUEST;
    }
}
