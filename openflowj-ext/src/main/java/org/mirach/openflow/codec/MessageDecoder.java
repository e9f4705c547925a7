package org.mirach.openflow.codec;

import io.netty.buffer.Unpooled;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.exceptions.OFParseError;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Takes one message's octets apart.
 *
 * <p><i>What.</i> Messages with extensible elements become records of {@code message}; the rest OpenFlowJ's objects.
 * Strict (a switch): what is wrong or unknown is refused with the error that Open vSwitch gives. Lenient (a
 * controller): what is unknown stays raw, down to the whole message.
 *
 * <p><i>Invariant.</i> Whatever the octets, nothing but {@link OpenFlowException} comes out; a lenient decoder throws
 * only for a header that is wrong.
 *
 * <p><b>Threads:</b> one; a connection has its own, as Nicira's flow_mod_table_id changes how flow_mods read.
 */
public final class MessageDecoder {
    static final int HEADER = 8;
    private static final int SET_CONFIG = 9;
    private static final int QUEUE_GET_CONFIG = 22;

    private final DecodeMode mode;
    private final Dialect of10;
    private final Dialect of13;
    private boolean tableIds;

    public MessageDecoder(DecodeMode mode) {
        this(mode, EnumSet.allOf(Field.class));
    }

    /** {@code fields}: those to support; a strict decoder refuses others as unknown. */
    public MessageDecoder(DecodeMode mode, Set<Field> fields) {
        this.mode = mode;
        this.of10 = new Dialect(OFVersion.OF_10, mode, fields);
        this.of13 = new Dialect(OFVersion.OF_13, mode, fields);
    }

    /**
     * Says what fields of tunnel metadata mean, asked for each message that has one. A switch must: it refuses fields that
     * are not mapped. Without it they have the width they come with.
     */
    public MessageDecoder tunnelMetadata(Supplier<TunnelMetadataMap> table) {
        of10.tunnelMetadata(table);
        of13.tunnelMetadata(table);
        return this;
    }

    /**
     * Decodes one whole message. A NXT_FLOW_MOD_TABLE_ID takes effect for what is decoded after it.
     *
     * @param frame exactly the octets that the header's length says; kept, so never write to it afterwards
     */
    public OFMessage decode(byte[] frame) throws OpenFlowException {
        Dialect.need(
                frame.length >= HEADER && Octets.u16(frame, 2) == frame.length,
                OfError.OFPBRC_BAD_LEN,
                "frame of % octets",
                frame.length);
        int wireVersion = Octets.u8(frame, 0);
        Dialect.need(
                wireVersion == OFVersion.OF_10.getWireVersion() || wireVersion == OFVersion.OF_13.getWireVersion(),
                OfError.OFPBRC_BAD_VERSION,
                "version %",
                wireVersion);
        Dialect dialect = wireVersion == OFVersion.OF_10.getWireVersion() ? of10 : of13;
        try {
            dialect.check(
                    Lengths.fit(dialect.of10, frame), OfError.OFPBRC_BAD_LEN, "message of % octets", frame.length);
            return dispatch(dialect, frame);
        } catch (OpenFlowException e) {
            return refused(dialect, frame, e);
        } catch (RuntimeException e) {
            // A bound that a reader forgot: the peer sent it, so the peer is told, and the connection lives.
            return refused(dialect, frame, new OpenFlowException(OfError.OFPBRC_BAD_LEN, "unreadable: " + e));
        }
    }

    private OFMessage refused(Dialect dialect, byte[] frame, OpenFlowException why) throws OpenFlowException {
        if (mode == DecodeMode.STRICT) {
            throw why;
        }
        return raw(dialect, frame);
    }

    private static RawMessage raw(Dialect dialect, byte[] frame) {
        return new RawMessage(
                dialect.version, Octets.u32(frame, 4), Octets.u8(frame, 1), Octets.bytes(frame, HEADER, frame.length));
    }

    private OFMessage dispatch(Dialect dialect, byte[] frame) throws OpenFlowException {
        int type = Octets.u8(frame, 1);
        return switch (type) {
            case 1 -> ErrorCodec.read(dialect, frame);
            case 4 -> experimenter(dialect, frame);
            case 10 -> PacketCodec.readPacketIn(dialect, frame);
            case 11 -> PacketCodec.readFlowRemoved(dialect, frame);
            case 13 -> PacketCodec.readPacketOut(dialect, frame);
            case 14 ->
                dialect.of10 ? FlowModCodec.readOf10(dialect, frame, tableIds) : FlowModCodec.readOf13(dialect, frame);
            default -> dialect.of10 ? dispatchOf10(dialect, type, frame) : dispatchOf13(dialect, type, frame);
        };
    }

    private static OFMessage dispatchOf10(Dialect dialect, int type, byte[] frame) throws OpenFlowException {
        return switch (type) {
            case SET_CONFIG -> {
                checkConfig(dialect, frame);
                yield openFlowJ(dialect, frame);
            }
            case 16 -> MultipartReader.request(dialect, frame);
            case 17 -> MultipartReader.reply(dialect, frame);
            default -> {
                Dialect.need(type <= 21, OfError.OFPBRC_BAD_TYPE, "message type %", type);
                yield openFlowJ(dialect, frame);
            }
        };
    }

    private static OFMessage dispatchOf13(Dialect dialect, int type, byte[] frame) throws OpenFlowException {
        return switch (type) {
            case SET_CONFIG -> {
                checkConfig(dialect, frame);
                yield openFlowJ(dialect, frame);
            }
            case QUEUE_GET_CONFIG -> {
                dialect.check(PortNo.fitsOf10(Octets.i32(frame, 8)), OfError.OFPBAC_BAD_OUT_PORT, "port of queues");
                yield openFlowJ(dialect, frame);
            }
            case GroupMeterCodec.GROUP_MOD -> GroupMeterCodec.readGroupMod(dialect, frame);
            case GroupMeterCodec.METER_MOD -> GroupMeterCodec.readMeterMod(dialect, frame);
            case 18 -> MultipartReader.request(dialect, frame);
            case 19 -> MultipartReader.reply(dialect, frame);
            case 24 -> ControlCodec.readRoleRequest(dialect, frame);
            case 25 -> ControlCodec.readRoleReply(dialect, frame);
            case 27 -> ControlCodec.readAsync(dialect, frame, true);
            case 28 -> ControlCodec.readAsync(dialect, frame, false);
            default -> {
                Dialect.need(type <= 29, OfError.OFPBRC_BAD_TYPE, "message type %", type);
                yield openFlowJ(dialect, frame);
            }
        };
    }

    private OFMessage experimenter(Dialect dialect, byte[] frame) throws OpenFlowException {
        Dialect.need(frame.length >= 16, OfError.OFPBRC_BAD_LEN, "experimenter message of % octets", frame.length);
        int experimenter = Octets.i32(frame, 8);
        int subtype = Octets.i32(frame, 12);
        Dialect.need(
                experimenter == Experimenters.NICIRA || experimenter == Experimenters.ONF,
                OfError.OFPBRC_BAD_VENDOR,
                "experimenter 0x%",
                experimenter);
        Dialect.need(experimenter == Experimenters.NICIRA, OfError.OFPBRC_BAD_SUBTYPE, "ONF message %", subtype);
        OFMessage message = switch (subtype) {
            case Nicira.NXT_FLOW_MOD -> dialect.of10 ? FlowModCodec.readNxm(dialect, frame, tableIds) : null;
            case Nicira.NXT_PACKET_IN -> PacketCodec.readNxmPacketIn(dialect, frame);
            case Nicira.NXT_FLOW_REMOVED -> PacketCodec.readNxmFlowRemoved(dialect, frame);
            default -> ControlCodec.readNicira(dialect, subtype, frame);
        };
        Dialect.need(message != null, OfError.OFPBRC_BAD_SUBTYPE, "Nicira message %", subtype);
        if (message instanceof NiciraMessage.FlowModTableId on) {
            tableIds = on.set();
        }
        return message;
    }

    /** OpenFlowJ drops flags that it does not know; Open vSwitch refuses them. */
    private static void checkConfig(Dialect dialect, byte[] frame) throws OpenFlowException {
        int known = dialect.of10 ? 7 : 3;
        dialect.check(
                (Octets.u16(frame, 8) & ~known) == 0, OfError.OFPSCFC_BAD_FLAGS, "flags 0x%", Octets.u16(frame, 8));
    }

    /** Fixed layouts. OpenFlowJ says null for "need more", which an exact slice never should. */
    static OFMessage openFlowJ(Dialect dialect, byte[] frame) throws OpenFlowException {
        try {
            OFMessage message =
                    OFFactories.getFactory(dialect.version).getReader().readFrom(Unpooled.wrappedBuffer(frame));
            Dialect.need(message != null, OfError.OFPBRC_BAD_LEN, "message type % is short", frame[1]);
            return message;
        } catch (OFParseError e) {
            throw new OpenFlowException(OfError.OFPBRC_BAD_LEN, "message type " + frame[1] + ": " + e.getMessage());
        }
    }
}
