package org.mirach.openflow.codec;

import java.util.Set;
import java.util.function.Supplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * What a reader must know of whom it reads for: the version, whether to refuse, and which fields are supported.
 *
 * <p><b>Threads:</b> the decoder's, which owns it.
 */
final class Dialect {
    final OFVersion version;
    final boolean of10;
    /** 1.4 or later. */
    final boolean of14;
    /** 1.5 or later. */
    final boolean of15;

    final boolean strict;
    private Supplier<TunnelMetadataMap> tunnelMetadata;
    private final MatchBuilder scratch = Match.builder();
    private final boolean[] supported = new boolean[Field.count()];

    Dialect(OFVersion version, DecodeMode mode, Set<Field> fields) {
        this.version = version;
        this.of10 = version == OFVersion.OF_10;
        this.of14 = atLeast(version, OFVersion.OF_14);
        this.of15 = atLeast(version, OFVersion.OF_15);
        this.strict = mode == DecodeMode.STRICT;
        fields.forEach(field -> supported[field.ordinal()] = true);
    }

    static boolean atLeast(OFVersion version, OFVersion least) {
        return version.getWireVersion() >= least.getWireVersion();
    }

    /** A cleared builder, until the next call: a decoder builds one match at a time. */
    MatchBuilder scratch() {
        return scratch.clear();
    }

    /** Where the table of tunnel metadata comes from; without one, any field of it has the width it comes with. */
    void tunnelMetadata(Supplier<TunnelMetadataMap> table) {
        this.tunnelMetadata = table;
    }

    /** Whether there is a table, so that a mask can be told to cover its field. */
    boolean knowsTunnelMetadata() {
        return tunnelMetadata != null;
    }

    /**
     * Octets of a field of tunnel metadata: what the table says.
     *
     * @param size what stands on the wire, taken where there is no table
     */
    int tunnelMetadataOctets(Field field, int size) throws OpenFlowException {
        if (tunnelMetadata == null) {
            return size;
        }
        int octets = tunnelMetadata.get().octets(field);
        need(octets > 0, OfError.NXFMFC_INVALID_TLV_FIELD, "% is not mapped", field);
        return octets;
    }

    /** Bits of a field as parts of it are named. */
    int width(Field field) throws OpenFlowException {
        return field.isTunnelMetadata() ? 8 * tunnelMetadataOctets(field, field.nxmOctets()) : field.width();
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

    /** {@link #check}, with a number for the reason's "%", which is hexadecimal behind "0x". */
    void check(boolean fine, OfError error, String reason, long number) throws OpenFlowException {
        if (strict && !fine) {
            throw new OpenFlowException(error, filled(reason, number));
        }
    }

    /** {@link #check}, with a word for the reason's "%". */
    void check(boolean fine, OfError error, String reason, Object word) throws OpenFlowException {
        if (strict && !fine) {
            throw new OpenFlowException(error, reason.replace("%", String.valueOf(word)));
        }
    }

    /** Refuses in both modes: the message cannot be taken apart. */
    static void need(boolean fine, OfError error, String reason) throws OpenFlowException {
        if (!fine) {
            throw new OpenFlowException(error, reason);
        }
    }

    /** {@link #need}; the reason costs nothing until it is needed. */
    static void need(boolean fine, OfError error, String reason, long number) throws OpenFlowException {
        if (!fine) {
            throw new OpenFlowException(error, filled(reason, number));
        }
    }

    static void need(boolean fine, OfError error, String reason, Object word) throws OpenFlowException {
        if (!fine) {
            throw new OpenFlowException(error, reason.replace("%", String.valueOf(word)));
        }
    }

    private static String filled(String reason, long number) {
        boolean hex = reason.contains("0x%");
        return reason.replace("%", hex ? Long.toHexString(number & 0xffffffffL) : Long.toString(number));
    }
}
