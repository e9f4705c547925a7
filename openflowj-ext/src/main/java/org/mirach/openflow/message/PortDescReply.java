package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** The ports, as OpenFlowJ's descriptions of the same version; the encoder splits a reply that does not fit. */
public record PortDescReply(OFVersion version, long xid, boolean more, List<OFPortDesc> ports)
        implements MirachMessage {
    public PortDescReply {
        ports = List.copyOf(ports);
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
