package org.mirach.openflow.message;

import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** A message that a lenient decoder could not take apart: type number and everything after the header. */
public record RawMessage(OFVersion version, long xid, int wireType, Bytes body) implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.EXPERIMENTER;
    }
}
