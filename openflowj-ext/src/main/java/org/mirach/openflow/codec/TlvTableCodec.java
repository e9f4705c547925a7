package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.TlvTable;
import org.mirach.openflow.message.TlvTable.Mapping;
import org.mirach.openflow.vendor.Nicira;

/** NXT_TLV_TABLE_MOD and NXT_TLV_TABLE_REPLY (nicira-ext.h of Open vSwitch). */
final class TlvTableCodec {
    private static final int BODY = 16;
    private static final int MAPPING = 8;
    private static final int FIELDS = 64;
    private static final int LONGEST_OPTION = 124;

    private TlvTableCodec() {}

    static TlvTable.Mod mod(Dialect dialect, byte[] from) throws OpenFlowException {
        int command = Octets.u16(from, BODY);
        dialect.check(command <= TlvTable.Mod.CLEAR, OfError.NXTTMFC_BAD_COMMAND, "command %", command);
        return new TlvTable.Mod(
                dialect.version, Octets.u32(from, 4), command, mappings(dialect, from, BODY + 8, FIELDS));
    }

    static TlvTable.Reply reply(Dialect dialect, byte[] from) throws OpenFlowException {
        int fields = Octets.u16(from, BODY + 4);
        return new TlvTable.Reply(
                dialect.version,
                Octets.u32(from, 4),
                Octets.u32(from, BODY),
                fields,
                mappings(dialect, from, BODY + 16, fields));
    }

    private static List<Mapping> mappings(Dialect dialect, byte[] from, int start, int fields)
            throws OpenFlowException {
        List<Mapping> mappings = new ArrayList<>();
        for (int at = start; at + MAPPING <= from.length; at += MAPPING) {
            int length = Octets.u8(from, at + 3);
            int index = Octets.u16(from, at + 4);
            dialect.check(
                    length % 4 == 0 && length <= LONGEST_OPTION,
                    OfError.NXTTMFC_BAD_OPT_LEN,
                    "option of % octets",
                    length);
            dialect.check(index < fields, OfError.NXTTMFC_BAD_FIELD_IDX, "field %", index);
            mappings.add(new Mapping(Octets.u16(from, at), Octets.u8(from, at + 2), length, index));
        }
        return mappings;
    }

    static void write(TlvTable message, ByteBuf out) {
        int start;
        List<Mapping> mappings;
        switch (message) {
            case TlvTable.Mod mod -> {
                start = Frames.beginNicira(out, mod.version(), Nicira.NXT_TLV_TABLE_MOD, mod.xid());
                out.writeShort(mod.command());
                out.writeZero(6);
                mappings = mod.mappings();
            }
            case TlvTable.Reply reply -> {
                start = Frames.beginNicira(out, reply.version(), Nicira.NXT_TLV_TABLE_REPLY, reply.xid());
                out.writeInt((int) reply.maxSpace());
                out.writeShort(reply.maxFields());
                out.writeZero(10);
                mappings = reply.mappings();
            }
        }
        for (Mapping mapping : mappings) {
            out.writeShort(mapping.optionClass());
            out.writeByte(mapping.optionType());
            out.writeByte(mapping.optionLength());
            out.writeShort(mapping.index());
            out.writeShort(0);
        }
        Frames.end(out, start);
    }
}
