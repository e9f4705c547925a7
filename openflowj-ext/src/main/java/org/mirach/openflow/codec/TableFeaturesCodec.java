package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.TableFeatures;
import org.mirach.openflow.message.TableFeaturesReply;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Table features (OpenFlow 1.3.5, 7.3.5.5). */
final class TableFeaturesCodec {
    static final int TYPE = 12;
    private static final int MORE = 1;
    private static final int BODY = 16;
    private static final int FIXED = 64;
    private static final int NAME = 32;

    private TableFeaturesCodec() {}

    static TableFeaturesRequest readRequest(Dialect dialect, byte[] from) throws OpenFlowException {
        return new TableFeaturesRequest(
                dialect.version, Octets.u32(from, 4), (Octets.u16(from, 10) & MORE) != 0, read(from));
    }

    static TableFeaturesReply readReply(Dialect dialect, byte[] from) throws OpenFlowException {
        return new TableFeaturesReply(
                dialect.version, Octets.u32(from, 4), (Octets.u16(from, 10) & MORE) != 0, read(from));
    }

    private static List<TableFeatures> read(byte[] from) throws OpenFlowException {
        List<TableFeatures> tables = new ArrayList<>();
        int at = BODY;
        while (at < from.length) {
            Dialect.need(from.length - at >= FIXED, OfError.OFPBPC_BAD_LEN, "part of a table ends the message");
            int end = at + Octets.u16(from, at);
            Dialect.need(end - at >= FIXED && end <= from.length, OfError.OFPBPC_BAD_LEN, "table length");
            tables.add(new TableFeatures(
                    Octets.u8(from, at + 2),
                    name(from, at + 8),
                    Octets.i64(from, at + 40),
                    Octets.i64(from, at + 48),
                    Octets.i32(from, at + 56),
                    Octets.u32(from, at + 60),
                    properties(from, at + FIXED, end)));
            at = end;
        }
        return tables;
    }

    private static String name(byte[] from, int at) {
        int end = at;
        while (end < at + NAME && from[end] != 0) {
            end++;
        }
        return new String(from, at, end - at, StandardCharsets.UTF_8);
    }

    private static List<TableFeatures.Property> properties(byte[] from, int start, int end) throws OpenFlowException {
        List<TableFeatures.Property> properties = new ArrayList<>();
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= 4, OfError.OFPBPC_BAD_LEN, "part of a property ends the table");
            int length = Octets.u16(from, at + 2);
            Dialect.need(length >= 4 && Octets.pad8(length) <= end - at, OfError.OFPBPC_BAD_LEN, "property length");
            properties.add(new TableFeatures.Property(Octets.u16(from, at), Octets.bytes(from, at + 4, at + length)));
            at += Octets.pad8(length);
        }
        return properties;
    }

    static void write(TableFeaturesRequest request, ByteBuf out) {
        write(request.version(), false, request.xid(), request.more(), request.tables(), out);
    }

    static void write(TableFeaturesReply reply, ByteBuf out) {
        write(reply.version(), true, reply.xid(), reply.more(), reply.tables(), out);
    }

    private static void write(
            OFVersion version, boolean reply, long xid, boolean more, List<TableFeatures> tables, ByteBuf out) {
        int start = Frames.beginMultipart(out, version, reply, TYPE, 0, xid);
        for (TableFeatures table : tables) {
            if (out.writerIndex() - start + size(table) > Frames.MAX_SIZE) {
                out.setShort(start + 10, MORE);
                Frames.end(out, start);
                start = Frames.beginMultipart(out, version, reply, TYPE, 0, xid);
            }
            write(table, out);
        }
        out.setShort(start + 10, more ? MORE : 0);
        Frames.end(out, start);
    }

    private static int size(TableFeatures table) {
        int size = FIXED;
        for (TableFeatures.Property property : table.properties()) {
            size += Octets.pad8(4 + property.body().size());
        }
        return size;
    }

    private static void write(TableFeatures table, ByteBuf out) {
        out.writeShort(size(table));
        out.writeByte(table.tableId());
        out.writeZero(5);
        byte[] name = table.name().getBytes(StandardCharsets.UTF_8);
        out.writeBytes(Arrays.copyOf(name, NAME));
        out.writeLong(table.metadataMatch());
        out.writeLong(table.metadataWrite());
        out.writeInt(table.config());
        out.writeInt((int) table.maxEntries());
        for (TableFeatures.Property property : table.properties()) {
            int length = 4 + property.body().size();
            out.writeShort(property.type());
            out.writeShort(length);
            out.writeBytes(property.body().array());
            out.writeZero(Octets.pad8(length) - length);
        }
    }
}
