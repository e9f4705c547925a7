package org.mirach.openflow.message;

import java.util.Optional;
import java.util.OptionalInt;
import org.mirach.openflow.field.FieldValue;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Forgets tracked connections: NXT_CT_FLUSH_ZONE and NXT_CT_FLUSH.
 *
 * @param zone     only those of this zone; {@link #wholeZone} where nothing else narrows it
 * @param protocol IP protocol, or 0 for any
 * @param original addresses and ports of the original direction; {@code reply} of the other
 */
public record CtFlush(
        OFVersion version,
        long xid,
        boolean wholeZone,
        OptionalInt zone,
        int protocol,
        Optional<Tuple> original,
        Optional<Tuple> reply)
        implements MirachMessage {
    /**
     * One direction of connections. What is absent is not compared.
     *
     * @param source IPv6, or IPv4 as ::ffff:a.b.c.d
     */
    public record Tuple(
            Optional<FieldValue> source,
            Optional<FieldValue> destination,
            OptionalInt sourcePort,
            OptionalInt destinationPort,
            OptionalInt icmpId,
            OptionalInt icmpType,
            OptionalInt icmpCode) {}

    @Override
    public OFType getType() {
        return OFType.EXPERIMENTER;
    }
}
