package org.mirach.openflow.message;

import org.mirach.openflow.error.ErrorCode;
import org.mirach.openflow.error.OfError;
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
    /** An error by name. */
    public static ErrorMessage of(OFVersion version, long xid, OfError error, Bytes data) {
        ErrorCode code = error.in(version);
        return new ErrorMessage(version, xid, code.experimenter(), code.type(), code.code(), data);
    }

    /** The error's name, or null for a number that nobody here knows. */
    public OfError error() {
        return OfError.of(version, experimenter, type, code);
    }

    @Override
    public OFType getType() {
        return OFType.ERROR;
    }
}
