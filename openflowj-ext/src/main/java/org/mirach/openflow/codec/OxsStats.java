package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;

/**
 * Statistics as a list of fields (OpenFlow 1.5.1, 7.2.4). Immutable.
 *
 * @param durationSec seconds, or {@link #NONE}; {@code durationNsec} nanoseconds more
 * @param idleAge     seconds, or -1
 * @param packetCount all ones where there is none; {@code byteCount} likewise
 * @param flowCount   entries, or {@link #NONE}
 */
record OxsStats(long durationSec, int durationNsec, int idleAge, long packetCount, long byteCount, long flowCount) {
    static final long NONE = 0xffffffffL;
    private static final int CLASS = 0x8002;
    private static final int DURATION = 0;
    private static final int IDLE_TIME = 1;
    private static final int FLOW_COUNT = 3;
    private static final int PACKET_COUNT = 4;
    private static final int BYTE_COUNT = 5;

    /** Where a list ends that begins at {@code at}. */
    static int end(byte[] from, int at) {
        return at + Octets.pad8(Octets.u16(from, at + 2));
    }

    static OxsStats read(byte[] from, int start, int end) throws OpenFlowException {
        Dialect.need(end - start >= 4, OfError.OFPBRC_BAD_LEN, "no statistics");
        int last = start + Octets.u16(from, start + 2);
        Dialect.need(last <= end, OfError.OFPBRC_BAD_LEN, "statistics go beyond the message");
        long durationSec = NONE;
        int durationNsec = 0;
        int idleAge = -1;
        long packets = -1L;
        long bytes = -1L;
        long flows = NONE;
        for (int at = start + 4; at + 4 <= last; ) {
            int header = Octets.i32(from, at);
            int value = at + 4;
            at = value + (header & 0xff);
            Dialect.need(at <= last, OfError.OFPBRC_BAD_LEN, "a field goes beyond the statistics");
            switch (header >>> 9 & 0x7f) {
                case DURATION -> {
                    durationSec = Octets.u32(from, value);
                    durationNsec = Octets.i32(from, value + 4);
                }
                case IDLE_TIME -> idleAge = Octets.i32(from, value);
                case FLOW_COUNT -> flows = Octets.u32(from, value);
                case PACKET_COUNT -> packets = Octets.i64(from, value);
                case BYTE_COUNT -> bytes = Octets.i64(from, value);
                default -> {}
            }
        }
        return new OxsStats(durationSec, durationNsec, idleAge, packets, bytes, flows);
    }

    void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        if (durationSec != NONE) {
            field(out, DURATION, durationSec << 32 | durationNsec & 0xffffffffL);
        }
        if (idleAge != -1) {
            field(out, IDLE_TIME, (long) idleAge << 32);
        }
        if (packetCount != -1L) {
            field(out, PACKET_COUNT, packetCount);
        }
        if (byteCount != -1L) {
            field(out, BYTE_COUNT, byteCount);
        }
        if (flowCount != NONE) {
            out.writeInt(CLASS << 16 | FLOW_COUNT << 9 | 4);
            out.writeInt((int) flowCount);
        }
        int length = out.writerIndex() - start;
        out.setShort(start + 2, length);
        out.writeZero(Octets.pad8(length) - length);
    }

    private static void field(ByteBuf out, int type, long value) {
        out.writeInt(CLASS << 16 | type << 9 | 8);
        out.writeLong(value);
    }
}
