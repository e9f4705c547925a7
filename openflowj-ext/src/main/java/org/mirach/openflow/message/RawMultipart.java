package org.mirach.openflow.message;

import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** A multipart (statistics) message whose body nobody here takes apart: multipart type, flags, body. */
public record RawMultipart(OFVersion version, long xid, boolean reply, int multipartType, int flags, Bytes body)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return reply ? OFType.STATS_REPLY : OFType.STATS_REQUEST;
    }
}
