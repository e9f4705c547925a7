package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;

/**
 * Walks over a list of properties (OpenFlow 1.4.1, 7.2.1.2): type, length, value, padding to 8 octets. Errors are those
 * that Open vSwitch gives.
 *
 * <p><b>Threads:</b> one; made for one list.
 */
final class PropertyReader {
    static final int EXPERIMENTER = 0xffff;

    private final byte[] from;
    private final int end;
    /** Types from here on are experimenters'. */
    private final int experimenters;

    private int next;
    private long type;
    private int value;
    private int valueEnd;

    PropertyReader(byte[] from, int start, int end) {
        this(from, start, end, EXPERIMENTER);
    }

    PropertyReader(byte[] from, int start, int end, int experimenters) {
        this.from = from;
        this.end = end;
        this.experimenters = experimenters;
        next = start;
    }

    /** A type as {@link #type} gives it. */
    static long experimenter(int experimenter, int type) {
        return (long) experimenter << 32 | type & 0xffffffffL;
    }

    /** Steps to the next property; false behind the last. */
    boolean advance() throws OpenFlowException {
        if (next >= end) {
            return false;
        }
        Dialect.need(end - next >= 4, OfError.OFPBPC_BAD_LEN, "part of a property");
        int length = Octets.u16(from, next + 2);
        Dialect.need(
                length >= 4 && Octets.pad8(length) <= end - next, OfError.OFPBPC_BAD_LEN, "property length %", length);
        type = Octets.u16(from, next);
        value = next + 4;
        if (type >= experimenters) {
            Dialect.need(length >= 12, OfError.OFPBPC_BAD_LEN, "short experimenter property");
            int experimenter = Octets.i32(from, value);
            Dialect.need(experimenter != 0, OfError.OFPBPC_BAD_EXPERIMENTER, "experimenter 0");
            type = experimenter(experimenter, Octets.i32(from, value + 4));
            value += 8;
        }
        valueEnd = next + length;
        next += Octets.pad8(length);
        return true;
    }

    /** 16 bits, or an experimenter's id above 32 bits of its type. */
    long type() {
        return type;
    }

    /** Where the value begins. */
    int value() {
        return value;
    }

    int valueEnd() {
        return valueEnd;
    }

    int size() {
        return valueEnd - value;
    }

    /** Any size from one octet on: Open vSwitch is lenient with those. */
    int u8() throws OpenFlowException {
        Dialect.need(size() >= 1, OfError.OFPBPC_BAD_LEN, "property without a value");
        return Octets.u8(from, value);
    }

    int u16() throws OpenFlowException {
        Dialect.need(size() >= 2, OfError.OFPBPC_BAD_LEN, "property of % octets", size());
        return Octets.u16(from, value);
    }

    int i32() throws OpenFlowException {
        Dialect.need(size() == 4, OfError.OFPBPC_BAD_LEN, "property of % octets", size());
        return Octets.i32(from, value);
    }

    /** Aligned to 8 octets behind the header. */
    long i64() throws OpenFlowException {
        Dialect.need(size() == 12, OfError.OFPBPC_BAD_LEN, "property of % octets", size());
        return Octets.i64(from, value + 4);
    }

    /** What to say of a type that is not known. */
    OpenFlowException unknown(String where) {
        return new OpenFlowException(
                type > EXPERIMENTER ? OfError.OFPBPC_BAD_EXP_TYPE : OfError.OFPBPC_BAD_TYPE,
                where + " property " + Long.toHexString(type));
    }
}
