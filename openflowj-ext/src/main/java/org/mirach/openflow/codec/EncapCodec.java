package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.vendor.Nicira;

/** Nicira's encap and decap (nx_action_encap, nx_action_decap). */
final class EncapCodec {
    private static final int ETHERNET = 0;
    private static final int NSH = 0x1894f;
    private static final int MPLS = 0x18847;
    private static final int MPLS_MULTICAST = 0x18848;
    private static final int NSH_PROPERTIES = 4;
    private static final int MD_TYPE = 1;
    private static final int TLV = 2;

    private EncapCodec() {}

    static Action readEncap(byte[] from, int at, int length) throws OpenFlowException {
        int type = Octets.i32(from, at + 12);
        Dialect.need(
                type == ETHERNET || type == NSH || type == MPLS || type == MPLS_MULTICAST,
                OfError.NXBAC_BAD_HEADER_TYPE,
                "encap of packet type 0x%",
                type);
        List<Action.EncapProperty> properties = new ArrayList<>(2);
        int next = at + 16;
        int end = at + length;
        while (next < end) {
            int size = Octets.u8(from, next + 3);
            Dialect.need(
                    size >= 4 && Octets.pad8(size) <= end - next, OfError.OFPBAC_BAD_LEN, "property of % octets", size);
            properties.add(property(from, next, size));
            next += Octets.pad8(size);
        }
        return new Action.Encap(type, properties);
    }

    private static Action.EncapProperty property(byte[] from, int at, int size) throws OpenFlowException {
        int propertyClass = Octets.u16(from, at);
        int type = Octets.u8(from, at + 2);
        Dialect.need(
                propertyClass == NSH_PROPERTIES && (type == MD_TYPE || type == TLV),
                OfError.NXBAC_UNKNOWN_ED_PROP,
                "property %",
                type);
        int value = Octets.u8(from, at + 7);
        boolean fits = type == MD_TYPE ? size <= 8 : size == 8 + Octets.pad8(value);
        Dialect.need(fits, OfError.NXBAC_BAD_ED_PROP, "property of % octets", size);
        int octets = type == MD_TYPE ? 1 : 4 + value;
        return new Action.EncapProperty(propertyClass, type, Octets.bytes(from, at + 4, at + 4 + octets));
    }

    static Action readDecap(byte[] from, int at, int length) throws OpenFlowException {
        Dialect.need(length == 16, OfError.NXBAC_UNKNOWN_ED_PROP, "decap of % octets", length);
        return new Action.Decap(Octets.i32(from, at + 12));
    }

    static void write(Action.Encap encap, ByteBuf out) {
        int start = out.writerIndex();
        NiciraActionWriter.header(out, 0, Nicira.NXAST_ENCAP);
        out.writeShort(0);
        out.writeInt(encap.packetType());
        for (Action.EncapProperty property : encap.properties()) {
            int body = property.data().size();
            int padded = Octets.pad8(4 + body);
            out.writeShort(property.propertyClass());
            out.writeByte(property.type());
            out.writeByte(property.type() == MD_TYPE ? 4 + body : padded);
            out.writeBytes(property.data().array());
            out.writeZero(padded - 4 - body);
        }
        NiciraActionWriter.finish(out, start);
    }
}
