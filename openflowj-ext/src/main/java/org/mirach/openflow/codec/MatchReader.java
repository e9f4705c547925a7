package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldLookup;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.RawField;
import org.mirach.openflow.vendor.Experimenters;

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
    /**
     * OXM_OF_PACKET_TYPE (OpenFlow 1.5): ovs-ofctl sends it, saying Ethernet, when normalizing took all other fields from a
     * match. Every packet here is Ethernet.
     */
    private static final int PACKET_TYPE = 0x80005804;

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
        return builder.build();
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
        Dialect.need(length >= 4 && type != OF11_MATCH_TYPE, OfError.OFPBMC_BAD_LEN, "match length %", length);
        Dialect.need(type == OXM_MATCH_TYPE, OfError.OFPBMC_BAD_TYPE, "match is not OXM");
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

    private void readFields(byte[] from, int start, int end, boolean cookieAllowed) throws OpenFlowException {
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= 4, OfError.OFPBMC_BAD_LEN, "part of a field header ends the match");
            int header = Octets.i32(from, at);
            int length = header & 0xff;
            int next = at + 4 + length;
            int body = at + 4;
            boolean onf = false;
            if (header >>> 16 == FieldIds.EXPERIMENTER_CLASS) {
                Dialect.need(end - at >= 8 && length >= 4, OfError.OFPBMC_BAD_LEN, "short experimenter field");
                onf = Octets.i32(from, at + 4) == Experimenters.ONF;
                body += 4;
            }
            Dialect.need(next <= end, OfError.OFPBMC_BAD_LEN, "field goes beyond the match");
            if (cookieAllowed && (header == COOKIE || header == COOKIE_MASKED)) {
                readCookie(from, body, header == COOKIE_MASKED);
            } else {
                readField(from, header, onf, body, next);
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

    private void readField(byte[] from, int header, boolean onf, int body, int next) throws OpenFlowException {
        if (header == PACKET_TYPE && Octets.i32(from, body) == 0) {
            return;
        }
        Field field = FieldLookup.byHeader(header, onf);
        boolean masked = (header & 0x100) != 0;
        boolean nxm = FieldLookup.isNxm(header);
        int size = masked ? (next - body) / 2 : next - body;
        if (masked && dialect.strict) {
            checkMaskCovers(from, body, size, header);
        }
        if (field == null
                || size != (nxm ? field.nxmOctets() : field.oxmOctets())
                || masked && size * 2 != next - body
                || !dialect.supports(field)) {
            unknown(from, header, next);
            return;
        }
        if (size > 8) {
            take(
                    field,
                    nxm,
                    Octets.i64(from, body),
                    Octets.i64(from, body + 8),
                    masked ? Octets.i64(from, body + 16) : -1L,
                    masked ? Octets.i64(from, body + 24) : -1L);
        } else {
            long full = size == 8 ? -1L : (1L << 8 * size) - 1;
            take(
                    field,
                    nxm,
                    0,
                    Octets.number(from, body, size),
                    0,
                    masked ? Octets.number(from, body + size, size) : full);
        }
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

    private void take(Field field, boolean nxm, long hi, long lo, long maskHi, long maskLo) throws OpenFlowException {
        long value = lo;
        long mask = maskLo;
        if (nxm && field == Field.IP_DSCP) {
            dialect.check((lo & 3) == 0, OfError.OFPBMC_BAD_VALUE, "IP_TOS with ECN bits");
            value = lo >>> 2;
            mask = maskLo >>> 2;
        } else if (field == Field.IN_PORT) {
            value = nxm ? PortNo.fromOf10((int) lo) & 0xffffffffL : lo;
            mask = nxm && maskLo == 0xffff ? 0xffffffffL : maskLo;
        }
        if (dialect.strict) {
            checkField(field, hi, value, maskHi, mask);
        }
        builder.masked(field, hi, value, maskHi, mask);
    }

    private void checkField(Field field, long hi, long value, long maskHi, long mask) throws OpenFlowException {
        FieldValue full = field.fullMask();
        long inside = mask & full.lo();
        if (!field.maskable() && inside != 0 && inside != full.lo()) {
            throw new OpenFlowException(OfError.OFPBMC_BAD_MASK, field + " cannot be masked");
        }
        if ((value & ~full.lo()) != 0 || field == Field.ARP_OP && value > 0xff || isPort(field) && !portFits(value)) {
            throw new OpenFlowException(OfError.OFPBMC_BAD_VALUE, field + " 0x" + Long.toHexString(value));
        }
        if (prerequisites && !field.prerequisite().metBy(builder)) {
            throw new OpenFlowException(OfError.OFPBMC_BAD_PREREQ, field + " needs " + field.prerequisite());
        }
        if (builder.has(field)
                || field == Field.VLAN_TCI && (builder.has(Field.VLAN_VID) || builder.has(Field.VLAN_PCP))) {
            throw new OpenFlowException(OfError.OFPBMC_DUP_FIELD, field + " twice");
        }
    }

    private static boolean isPort(Field field) {
        return field == Field.IN_PORT || field == Field.ACTSET_OUTPUT || field == Field.IN_PHY_PORT;
    }

    private static boolean portFits(long value) {
        return PortNo.fitsOf10((int) value);
    }
}
