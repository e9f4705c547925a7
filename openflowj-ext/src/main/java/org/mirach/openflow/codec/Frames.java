package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.vendor.Experimenters;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Headers of messages, and the lengths that are known only at their end. */
final class Frames {
    static final int MAX_SIZE = 0xffff;
    static final int ERROR = 1;
    static final int EXPERIMENTER = 4;

    private Frames() {}

    /** Writes a header; returns where it began, for {@link #end}. */
    static int begin(ByteBuf out, OFVersion version, int type, long xid) {
        int start = out.writerIndex();
        out.writeByte(version.getWireVersion());
        out.writeByte(type);
        out.writeShort(0);
        out.writeInt((int) xid);
        return start;
    }

    static int beginNicira(ByteBuf out, OFVersion version, int subtype, long xid) {
        int start = begin(out, version, EXPERIMENTER, xid);
        out.writeInt(Experimenters.NICIRA);
        out.writeInt(subtype);
        return start;
    }

    /** A multipart (statistics) header. */
    static int beginMultipart(ByteBuf out, OFVersion version, boolean reply, int multipartType, int flags, long xid) {
        boolean of10 = version == OFVersion.OF_10;
        int start = begin(out, version, (of10 ? 16 : 18) + (reply ? 1 : 0), xid);
        out.writeShort(multipartType);
        out.writeShort(flags);
        if (!of10) {
            out.writeInt(0);
        }
        return start;
    }

    /** ONF's messages of OpenFlow 1.3. */
    static int beginOnf(ByteBuf out, OFVersion version, int subtype, long xid) {
        int start = begin(out, version, EXPERIMENTER, xid);
        out.writeInt(Experimenters.ONF);
        out.writeInt(subtype);
        return start;
    }

    /** Nicira's statistics of OpenFlow 1.0. */
    static int beginNiciraStats(ByteBuf out, boolean reply, int subtype, int flags, long xid) {
        int start = beginExperimenterStats(out, OFVersion.OF_10, reply, Experimenters.NICIRA, subtype, xid);
        out.setShort(start + 10, flags);
        return start;
    }

    /** Statistics of an experimenter. */
    static int beginExperimenterStats(
            ByteBuf out, OFVersion version, boolean reply, int experimenter, int subtype, long xid) {
        int start = beginMultipart(out, version, reply, 0xffff, 0, xid);
        out.writeInt(experimenter);
        out.writeInt(subtype);
        if (version == OFVersion.OF_10) {
            out.writeInt(0);
        }
        return start;
    }

    /**
     * Fills in the length.
     *
     * @throws IllegalArgumentException the message is larger than OpenFlow can say; nothing of it is left in {@code
     * out}
     */
    static void end(ByteBuf out, int start) {
        int length = out.writerIndex() - start;
        if (length > MAX_SIZE) {
            out.writerIndex(start);
            throw new IllegalArgumentException("message of " + length + " octets; OpenFlow's limit is " + MAX_SIZE);
        }
        out.setShort(start + 2, length);
    }
}
