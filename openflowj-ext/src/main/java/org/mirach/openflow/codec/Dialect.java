package org.mirach.openflow.codec;

import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** What a reader must know of whom it reads for: the version, whether to refuse, and which fields are supported. */
final class Dialect {
    final OFVersion version;
    final boolean of10;
    final boolean strict;
    private final boolean[] supported = new boolean[Field.count()];

    Dialect(OFVersion version, DecodeMode mode, Set<Field> fields) {
        this.version = version;
        this.of10 = version == OFVersion.OF_10;
        this.strict = mode == DecodeMode.STRICT;
        fields.forEach(field -> supported[field.ordinal()] = true);
    }

    boolean supports(Field field) {
        return supported[field.ordinal()];
    }

    /** Refuses when {@code strict}. */
    void check(boolean fine, OfError error, String reason) throws OpenFlowException {
        if (strict && !fine) {
            throw new OpenFlowException(error, reason);
        }
    }

    /** Refuses in both modes: the message cannot be taken apart. */
    static void need(boolean fine, OfError error, String reason) throws OpenFlowException {
        if (!fine) {
            throw new OpenFlowException(error, reason);
        }
    }
}
