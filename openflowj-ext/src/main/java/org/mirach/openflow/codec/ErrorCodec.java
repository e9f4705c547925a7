package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.ErrorMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Error messages (OpenFlow 1.3.5, 7.4.4), and how OpenFlow 1.0 carries Nicira's (struct nx_vendor_error). */
final class ErrorCodec {
    private static final int NICIRA_OF10 = 0xb0c2;
    private static final int EXPERIMENTER = 0xffff;

    private ErrorCodec() {}

    static ErrorMessage read(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 12, OfError.OFPBRC_BAD_LEN, "error of % octets", from.length);
        long xid = Octets.u32(from, 4);
        int type = Octets.u16(from, 8);
        int code = Octets.u16(from, 10);
        if (dialect.of10 && type == NICIRA_OF10 && from.length >= 20) {
            return new ErrorMessage(
                    dialect.version,
                    xid,
                    Octets.i32(from, 12),
                    Octets.u16(from, 16),
                    Octets.u16(from, 18),
                    Octets.bytes(from, 20, from.length));
        }
        if (!dialect.of10 && type == EXPERIMENTER && from.length >= 16) {
            return new ErrorMessage(
                    dialect.version, xid, Octets.i32(from, 12), code, 0, Octets.bytes(from, 16, from.length));
        }
        return new ErrorMessage(dialect.version, xid, 0, type, code, Octets.bytes(from, 12, from.length));
    }

    static void write(ErrorMessage error, ByteBuf out) {
        int start = Frames.begin(out, error.version(), Frames.ERROR, error.xid());
        if (error.experimenter() == 0) {
            out.writeShort(error.type());
            out.writeShort(error.code());
        } else if (error.version() == OFVersion.OF_10) {
            out.writeShort(NICIRA_OF10);
            out.writeShort(0);
            out.writeInt(error.experimenter());
            out.writeShort(error.type());
            out.writeShort(error.code());
        } else {
            out.writeShort(EXPERIMENTER);
            out.writeShort(error.type());
            out.writeInt(error.experimenter());
        }
        int room = Frames.MAX_SIZE - (out.writerIndex() - start);
        out.writeBytes(error.data().array(), 0, Math.min(error.data().size(), room));
        Frames.end(out, start);
    }
}
