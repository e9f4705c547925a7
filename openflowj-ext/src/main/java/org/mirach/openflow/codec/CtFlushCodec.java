package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.message.CtFlush;
import org.mirach.openflow.message.CtFlush.Tuple;
import org.mirach.openflow.vendor.Nicira;

/** NXT_CT_FLUSH_ZONE and NXT_CT_FLUSH (nicira-ext.h of Open vSwitch). */
final class CtFlushCodec {
    private static final int BODY = 16;
    private static final int ORIGINAL = 0;
    private static final int REPLY = 1;
    private static final int ZONE = 2;
    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;
    private static final int ICMP_ID = 4;
    private static final int ICMP_TYPE = 5;
    private static final int ICMP_CODE = 6;

    private CtFlushCodec() {}

    static CtFlush zone(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(Octets.zero(from, BODY, BODY + 6), OfError.NXBRC_MUST_BE_ZERO, "zone padding");
        return new CtFlush(
                dialect.version,
                Octets.u32(from, 4),
                true,
                OptionalInt.of(Octets.u16(from, BODY + 6)),
                0,
                Optional.empty(),
                Optional.empty());
    }

    static CtFlush match(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(Octets.zero(from, BODY + 1, BODY + 8), OfError.NXBRC_MUST_BE_ZERO, "ct_flush padding");
        OptionalInt zone = OptionalInt.empty();
        Optional<Tuple> original = Optional.empty();
        Optional<Tuple> reply = Optional.empty();
        PropertyReader properties = new PropertyReader(from, BODY + 8, from.length);
        while (properties.advance()) {
            if (properties.type() == ORIGINAL) {
                original = Optional.of(tuple(from, properties));
            } else if (properties.type() == REPLY) {
                reply = Optional.of(tuple(from, properties));
            } else if (properties.type() == ZONE) {
                zone = OptionalInt.of(properties.u16());
            }
        }
        return new CtFlush(dialect.version, Octets.u32(from, 4), false, zone, Octets.u8(from, BODY), original, reply);
    }

    private static Tuple tuple(byte[] from, PropertyReader outer) throws OpenFlowException {
        Dialect.need(outer.size() >= 4, OfError.OFPBPC_BAD_LEN, "short tuple");
        PropertyReader in = new PropertyReader(from, outer.value() + 4, outer.valueEnd());
        Optional<FieldValue> source = Optional.empty();
        Optional<FieldValue> destination = Optional.empty();
        OptionalInt[] numbers = new OptionalInt[ICMP_CODE + 1];
        Arrays.fill(numbers, OptionalInt.empty());
        while (in.advance()) {
            int type = (int) Math.min(in.type(), PropertyReader.EXPERIMENTER);
            switch (type) {
                case SOURCE -> source = Optional.of(address(from, in));
                case DESTINATION -> destination = Optional.of(address(from, in));
                case SOURCE_PORT, DESTINATION_PORT, ICMP_ID -> numbers[type] = OptionalInt.of(in.u16());
                case ICMP_TYPE, ICMP_CODE -> numbers[type] = OptionalInt.of(in.u8());
                default -> {} // Open vSwitch passes over what it does not know.
            }
        }
        Dialect.need(
                source.isEmpty() || destination.isEmpty() || mapped(source.get()) == mapped(destination.get()),
                OfError.OFPBPC_BAD_VALUE,
                "addresses of two families");
        return new Tuple(
                source,
                destination,
                numbers[SOURCE_PORT],
                numbers[DESTINATION_PORT],
                numbers[ICMP_ID],
                numbers[ICMP_TYPE],
                numbers[ICMP_CODE]);
    }

    private static boolean mapped(FieldValue address) {
        return address.hi() == 0 && address.lo() >>> 32 == 0xffff;
    }

    private static FieldValue address(byte[] from, PropertyReader property) throws OpenFlowException {
        Dialect.need(property.size() >= 16, OfError.OFPBPC_BAD_LEN, "short address");
        return new FieldValue(Octets.i64(from, property.value()), Octets.i64(from, property.value() + 8));
    }

    static void write(CtFlush flush, ByteBuf out) {
        int type = flush.wholeZone() ? Nicira.NXT_CT_FLUSH_ZONE : Nicira.NXT_CT_FLUSH;
        int start = Frames.beginNicira(out, flush.version(), type, flush.xid());
        if (flush.wholeZone()) {
            out.writeZero(6);
            out.writeShort(flush.zone().orElse(0));
        } else {
            out.writeByte(flush.protocol());
            out.writeZero(7);
            flush.original().ifPresent(tuple -> write(ORIGINAL, tuple, out));
            flush.reply().ifPresent(tuple -> write(REPLY, tuple, out));
            flush.zone().ifPresent(zone -> Properties.u16(out, ZONE, zone));
        }
        Frames.end(out, start);
    }

    private static void write(int type, Tuple tuple, ByteBuf out) {
        int start = Properties.begin(out, type);
        out.writeInt(0);
        tuple.source().ifPresent(address -> write(SOURCE, address, out));
        tuple.destination().ifPresent(address -> write(DESTINATION, address, out));
        tuple.sourcePort().ifPresent(port -> Properties.u16(out, SOURCE_PORT, port));
        tuple.destinationPort().ifPresent(port -> Properties.u16(out, DESTINATION_PORT, port));
        tuple.icmpId().ifPresent(id -> Properties.u16(out, ICMP_ID, id));
        tuple.icmpType().ifPresent(icmp -> Properties.u8(out, ICMP_TYPE, icmp));
        tuple.icmpCode().ifPresent(code -> Properties.u8(out, ICMP_CODE, code));
        Properties.end(out, start);
    }

    private static void write(int type, FieldValue address, ByteBuf out) {
        int start = Properties.begin(out, type);
        out.writeLong(address.hi());
        out.writeLong(address.lo());
        Properties.end(out, start);
    }
}
