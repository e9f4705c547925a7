package org.mirach.openflow.message;

import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A request was refused. {@code type} and {@code code} are the wire's numbers in this version; an experimenter's error
 * (Nicira, ONF) has its id in {@code experimenter}, which is 0 otherwise. {@code OfError} names them.
 *
 * @param data the first octets of the refused message, 64 at least where it had as many
 */
public record ErrorMessage(OFVersion version, long xid, int experimenter, int type, int code, Bytes data)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.ERROR;
    }
}
