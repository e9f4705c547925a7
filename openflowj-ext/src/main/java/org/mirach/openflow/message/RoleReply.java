package org.mirach.openflow.message;

import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** The role that a controller now has; {@code generationId} is all ones before any was set. */
public record RoleReply(OFVersion version, long xid, ControllerRole role, long generationId) implements MirachMessage {
    @Override
    public OFType getType() {
        return version == OFVersion.OF_10 ? OFType.EXPERIMENTER : OFType.ROLE_REPLY;
    }
}
