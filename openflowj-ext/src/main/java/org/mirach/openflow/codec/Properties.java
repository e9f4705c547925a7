package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;

/** Writes properties: type, length, value, padding to 8 octets. Stateless. */
final class Properties {
    private Properties() {}

    /** Begins one; returns where, for {@link #end}. */
    static int begin(ByteBuf out, int type) {
        int start = out.writerIndex();
        out.writeShort(type);
        out.writeShort(0);
        return start;
    }

    /** Begins an experimenter's. */
    static int beginExperimenter(ByteBuf out, int experimenter, int type) {
        int start = begin(out, PropertyReader.EXPERIMENTER);
        out.writeInt(experimenter);
        out.writeInt(type);
        return start;
    }

    /** Fills in the length, and pads. */
    static void end(ByteBuf out, int start) {
        int length = out.writerIndex() - start;
        out.setShort(start + 2, length);
        out.writeZero(Octets.pad8(length) - length);
    }

    static void u8(ByteBuf out, int type, int value) {
        int start = begin(out, type);
        out.writeByte(value);
        end(out, start);
    }

    static void u16(ByteBuf out, int type, int value) {
        int start = begin(out, type);
        out.writeShort(value);
        end(out, start);
    }

    static void i32(ByteBuf out, int type, int value) {
        int start = begin(out, type);
        out.writeInt(value);
        end(out, start);
    }

    static void i64(ByteBuf out, int type, long value) {
        int start = begin(out, type);
        out.writeInt(0);
        out.writeLong(value);
        end(out, start);
    }
}
