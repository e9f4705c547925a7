package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Bundles: OpenFlow 1.4 (7.3.9), and ONF extension 230 in 1.3. */
final class BundleCodec {
    static final int CONTROL = 33;
    static final int ADD_MESSAGE = 34;

    private BundleCodec() {}

    /** Reads one message by itself. */
    @FunctionalInterface
    interface Inner {
        OFMessage read(byte[] frame) throws OpenFlowException;
    }

    static BundleControl control(Dialect dialect, byte[] from, int at) {
        return new BundleControl(
                dialect.version,
                Octets.u32(from, 4),
                Octets.i32(from, at),
                Octets.u16(from, at + 4),
                Octets.u16(from, at + 6));
    }

    /** The message inside has the version and the xid of the one outside. */
    static BundleAdd add(Dialect dialect, byte[] from, int at, Inner inner) throws OpenFlowException {
        int start = at + 8;
        Dialect.need(from.length - start >= 8, OfError.OFPBFC_MSG_BAD_LEN, "no room for a message");
        Dialect.need(from[start] == from[0], OfError.OFPBFC_BAD_VERSION, "version % inside", from[start]);
        int length = Octets.u16(from, start + 2);
        Dialect.need(
                length >= 8 && length <= from.length - start,
                OfError.OFPBFC_MSG_BAD_LEN,
                "message of % octets",
                length);
        Dialect.need(
                Octets.i32(from, start + 4) == Octets.i32(from, 4), OfError.OFPBFC_MSG_BAD_XID, "another xid inside");
        Dialect.need(
                bundlable(dialect, from, start), OfError.OFPBFC_MSG_UNSUP, "message type % inside", from[start + 1]);
        byte[] frame = Arrays.copyOfRange(from, start, start + length);
        Dialect.need(
                Lengths.fit(dialect.version, frame),
                OfError.OFPBFC_MSG_UNSUP,
                "message type % of a wrong length",
                frame[1]);
        MirachMessage message = switch (inner.read(frame)) {
            case FlowMod mod -> mod;
            case GroupMod mod -> mod;
            case PortMod mod -> mod;
            case PacketOut out -> out;
            case OFMessage other ->
                throw new OpenFlowException(OfError.OFPBFC_MSG_UNSUP, other.getType() + " inside a bundle");
        };
        return new BundleAdd(
                dialect.version,
                Octets.u32(from, 4),
                Octets.i32(from, at),
                Octets.u16(from, at + 6),
                message,
                Bytes.wrap(from));
    }

    /** packet_out, flow_mod, group_mod and port_mod, and Nicira's flow_mod. */
    private static boolean bundlable(Dialect dialect, byte[] from, int start) {
        int type = Octets.u8(from, start + 1);
        return type >= 13 && type <= 16 || type == Frames.EXPERIMENTER && !dialect.of10;
    }

    static void write(BundleControl control, ByteBuf out) {
        int start = begin(control.version(), CONTROL, Onf.BUNDLE_CONTROL, control.xid(), out);
        out.writeInt(control.bundleId());
        out.writeShort(control.type());
        out.writeShort(control.flags());
        Frames.end(out, start);
    }

    static void write(BundleAdd add, ByteBuf out) {
        if (add.frame().size() > 0) {
            out.writeBytes(add.frame().array());
            return;
        }
        int start = begin(add.version(), ADD_MESSAGE, Onf.BUNDLE_ADD_MESSAGE, add.xid(), out);
        out.writeInt(add.bundleId());
        out.writeShort(0);
        out.writeShort(add.flags());
        MessageEncoder.encode(add.message(), out);
        Frames.end(out, start);
    }

    private static int begin(OFVersion version, int type, int onfType, long xid, ByteBuf out) {
        return version == OFVersion.OF_13
                ? Frames.beginOnf(out, version, onfType, xid)
                : Frames.begin(out, version, type, xid);
    }
}
