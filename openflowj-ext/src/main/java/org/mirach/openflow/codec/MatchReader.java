package org.mirach.openflow.codec;

import java.util.Arrays;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.openflow.model.RawField;

/**
 * Reads OXM and NXM matches (OpenFlow 1.3.5, 7.2.2; nicira-ext.h). Errors are those that Open vSwitch gives.
 *
 * <p><b>Threads:</b> one; made for one match.
 */
final class MatchReader {
    private static final int OXM_MATCH_TYPE = 1;
    private static final int OF11_MATCH_TYPE = 0;
    /** NXM_NX_COOKIE; MPLS_TTL has the same field number and another length. */
    private static final int COOKIE = FieldIds.NXM_NX_CLASS << 16 | 30 << 9 | 8;

    private static final int COOKIE_MASKED = FieldIds.NXM_NX_CLASS << 16 | 30 << 9 | 0x100 | 16;

    private final Dialect dialect;
    private final MatchBuilder builder;
    private boolean prerequisites = true;
    private long cookie;
    private long cookieMask;

    MatchReader(Dialect dialect) {
        this.dialect = dialect;
        this.builder = dialect.scratch();
    }

    /** For packet-in metadata: unknown fields and lacking prerequisites are fine. */
    MatchReader withoutPrerequisites() {
        prerequisites = false;
        return this;
    }

    Match match() {
        return builder.withoutImpliedEthernet().build();
    }

    long cookie() {
        return cookie;
    }

    long cookieMask() {
        return cookieMask;
    }

    /**
     * An ofp_match with its header and padding.
     *
     * @return offset behind it
     */
    int readOxmMatch(byte[] from, int offset, int end) throws OpenFlowException {
        Dialect.need(end - offset >= 4, OfError.OFPBMC_BAD_LEN, "no room for a match");
        int length = Octets.u16(from, offset + 2);
        int type = Octets.u16(from, offset);
        Dialect.need(type == OXM_MATCH_TYPE || type == OF11_MATCH_TYPE, OfError.OFPBMC_BAD_TYPE, "match is not OXM");
        Dialect.need(length >= 4 && type != OF11_MATCH_TYPE, OfError.OFPBMC_BAD_LEN, "match length %", length);
        int padded = offset + Octets.pad8(length);
        Dialect.need(padded <= end, OfError.OFPBMC_BAD_LEN, "match length % goes beyond the message", length);
        readFields(from, offset + 4, offset + length, false);
        return padded;
    }

    /**
     * NXM fields of a length given elsewhere, with padding.
     *
     * @return offset behind it
     */
    int readNxmMatch(byte[] from, int offset, int length, int end, boolean cookieAllowed) throws OpenFlowException {
        int padded = offset + Octets.pad8(length);
        Dialect.need(padded <= end, OfError.OFPBMC_BAD_LEN, "match length % goes beyond the message", length);
        readFields(from, offset, offset + length, cookieAllowed);
        return padded;
    }

    /** Fields alone, without header and padding. */
    void readNakedFields(byte[] from, int start, int end) throws OpenFlowException {
        readFields(from, start, end, false);
    }

    private void readFields(byte[] from, int start, int end, boolean cookieAllowed) throws OpenFlowException {
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= 4, OfError.OFPBMC_BAD_LEN, "part of a field header ends the match");
            int header = Octets.i32(from, at);
            int length = header & 0xff;
            int next = at + 4 + length;
            int body = at + 4;
            int experimenter = 0;
            if (header >>> 16 == FieldIds.EXPERIMENTER_CLASS) {
                experimenter = FieldWire.experimenter(from, at, end);
                body += 4;
            }
            if (cookieAllowed && (header == COOKIE || header == COOKIE_MASKED)) {
                Dialect.need(next <= end, OfError.OFPBMC_BAD_LEN, "field goes beyond the match");
                readCookie(from, body, header == COOKIE_MASKED);
            } else {
                readField(from, header, FieldLookup.byHeader(header, experimenter), body, next, end);
            }
            at = next;
        }
    }

    private void readCookie(byte[] from, int body, boolean masked) throws OpenFlowException {
        Dialect.need(cookieMask == 0, OfError.OFPBMC_DUP_FIELD, "two cookies");
        cookie = Octets.i64(from, body);
        cookieMask = masked ? Octets.i64(from, body + 8) : -1L;
        dialect.check((cookie & ~cookieMask) == 0, OfError.OFPBMC_BAD_WILDCARDS, "cookie bits outside the mask");
    }

    private void readField(byte[] from, int header, Field field, int body, int next, int end) throws OpenFlowException {
        boolean masked = (header & 0x100) != 0;
        int size = masked ? (next - body) / 2 : next - body;
        boolean known = field != null && dialect.supports(field);
        if (known && field.isTunnelMetadata()) {
            tunnelMetadata(from, header, field, body, next, end);
            return;
        }
        Dialect.need(next <= end, OfError.OFPBMC_BAD_LEN, "field goes beyond the match");
        if (masked && dialect.strict) {
            checkMaskCovers(from, body, size, header);
        }
        boolean whole = !masked || size * 2 == next - body;
        if (!known
                || !whole
                || size != FieldWire.octets(field, FieldLookup.isNxm(header) ? field.nxmId() : field.oxmId())) {
            unknown(from, header, next);
        } else if (size > 8) {
            take(
                    field,
                    Octets.i64(from, body),
                    Octets.i64(from, body + 8),
                    masked ? Octets.i64(from, body + 16) : -1L,
                    masked ? Octets.i64(from, body + 24) : -1L,
                    -1L);
        } else {
            long full = size == 8 ? -1L : (1L << 8 * size) - 1;
            take(
                    field,
                    0,
                    Octets.number(from, body, size),
                    0,
                    masked ? Octets.number(from, body + size, size) : full,
                    full);
        }
    }

    /** Of a width of its own: what the table maps it to, or without a table what is there. */
    private void tunnelMetadata(byte[] from, int header, Field field, int body, int next, int end)
            throws OpenFlowException {
        boolean masked = (header & 0x100) != 0;
        int size = masked ? (next - body) / 2 : next - body;
        int octets = dialect.tunnelMetadataOctets(field, size);
        Dialect.need(next <= end, OfError.OFPBMC_BAD_LEN, "field goes beyond the match");
        if (octets > TunnelMetadataMap.MAX_OCTETS) {
            unknown(from, header, next);
            return;
        }
        if (masked && dialect.strict) {
            checkMaskCovers(from, body, size, header);
        }
        int taken = Math.min(size, octets);
        FieldValue value = FieldValue.of(Arrays.copyOfRange(from, body, body + taken));
        FieldValue mask =
                masked ? FieldValue.of(Arrays.copyOfRange(from, body + size, body + size + taken)) : field.fullMask();
        boolean all = dialect.knowsTunnelMetadata() && mask.equals(FieldValue.ones(8 * octets));
        take(field, value.hi(), value.lo(), all ? -1L : mask.hi(), all ? -1L : mask.lo(), -1L);
    }

    private void unknown(byte[] from, int header, int next) throws OpenFlowException {
        dialect.check(!prerequisites, OfError.OFPBMC_BAD_FIELD, "field header 0x%", header);
        if (!dialect.strict) {
            builder.unknown(new RawField(header, Octets.bytes(from, next - (header & 0xff), next)));
        }
    }

    private static void checkMaskCovers(byte[] from, int body, int size, int header) throws OpenFlowException {
        for (int i = body; i < body + size; i++) {
            if ((from[i] & ~from[i + size]) != 0) {
                throw new OpenFlowException(
                        OfError.OFPBMC_BAD_WILDCARDS,
                        "field 0x" + Integer.toHexString(header) + " has value bits outside its mask");
            }
        }
    }

    /** {@code full}: the lower word of a mask of the whole octets on the wire. */
    private void take(Field field, long hi, long lo, long maskHi, long maskLo, long full) throws OpenFlowException {
        if (dialect.strict) {
            if (!field.maskable() && maskLo != full && maskLo != 0) {
                throw new OpenFlowException(OfError.OFPBMC_BAD_MASK, field + " cannot be masked");
            }
            dialect.check(FieldCheck.valid(field, hi, lo), OfError.OFPBMC_BAD_VALUE, "value of %", field);
            checkPlace(field);
        }
        builder.masked(field, hi, lo, maskHi, maskLo);
    }

    private void checkPlace(Field field) throws OpenFlowException {
        if (prerequisites && !field.prerequisite().metBy(builder)) {
            throw new OpenFlowException(OfError.OFPBMC_BAD_PREREQ, field + " needs " + field.prerequisite());
        }
        if (taken(field)) {
            throw new OpenFlowException(OfError.OFPBMC_DUP_FIELD, field + " twice");
        }
    }

    /** Whether the match already has bits of the field. */
    private boolean taken(Field field) {
        if (!field.actionOnly()) {
            return builder.has(field);
        }
        return switch (field) {
            case VLAN_TCI -> builder.has(Field.VLAN_VID) || builder.has(Field.VLAN_PCP);
            case IN_PORT16 -> builder.has(Field.IN_PORT);
            case NW_TOS -> builder.has(Field.IP_DSCP);
            default -> {
                int registers = field.bits() / 32;
                int first = field.bits() == 64
                        ? 2 * (field.ordinal() - Field.XREG0.ordinal())
                        : 4 * (field.ordinal() - Field.XXREG0.ordinal());
                boolean any = false;
                for (int i = first; i < first + registers; i++) {
                    any |= builder.has(Field.register(i));
                }
                yield any;
            }
        };
    }
}
