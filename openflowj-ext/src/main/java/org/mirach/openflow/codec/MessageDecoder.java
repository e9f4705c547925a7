package org.mirach.openflow.codec;

import io.netty.buffer.Unpooled;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.openflow.vendor.Onf;
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
    /** Behind an experimenter's header. */
    private static final int BODY = 16;

    private static final int LAST_OF13 = 29;
    private static final int LAST_OF14 = 34;
    /** Versions that are read. */
    private static final Set<OFVersion> VERSIONS =
            EnumSet.of(OFVersion.OF_10, OFVersion.OF_13, OFVersion.OF_14, OFVersion.OF_15);

    private final DecodeMode mode;
    private final Map<OFVersion, Dialect> dialects = new EnumMap<>(OFVersion.class);
    private boolean tableIds;

    public MessageDecoder(DecodeMode mode) {
        this(mode, EnumSet.allOf(Field.class));
    }

    /** {@code fields}: those to support; a strict decoder refuses others as unknown. */
    public MessageDecoder(DecodeMode mode, Set<Field> fields) {
        this.mode = mode;
        VERSIONS.forEach(version -> dialects.put(version, new Dialect(version, mode, fields)));
    }

    /**
     * Says what fields of tunnel metadata mean, asked for each message that has one. A switch must: it refuses fields that
     * are not mapped. Without it they have the width they come with.
     */
    public MessageDecoder tunnelMetadata(Supplier<TunnelMetadataMap> table) {
        dialects.values().forEach(dialect -> dialect.tunnelMetadata(table));
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
        Dialect dialect = dialect(Octets.u8(frame, 0));
        try {
            dialect.check(
                    Lengths.fit(dialect.version, frame), OfError.OFPBRC_BAD_LEN, "message of % octets", frame.length);
            return dispatch(dialect, frame);
        } catch (OpenFlowException e) {
            return refused(dialect, frame, e);
        } catch (RuntimeException e) {
            // A bound that a reader forgot: the peer sent it, so the peer is told, and the connection lives.
            return refused(dialect, frame, new OpenFlowException(OfError.OFPBRC_BAD_LEN, "unreadable: " + e));
        }
    }

    private Dialect dialect(int wireVersion) throws OpenFlowException {
        for (Dialect dialect : dialects.values()) {
            if (dialect.version.getWireVersion() == wireVersion) {
                return dialect;
            }
        }
        throw new OpenFlowException(OfError.OFPBRC_BAD_VERSION, "version " + wireVersion);
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
        OFMessage request = RequestCodec.message(dialect, type, frame);
        if (request != null) {
            return request;
        }
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
            case 16 -> MultipartReader.request(dialect, frame);
            case 17 -> MultipartReader.reply(dialect, frame);
            default -> {
                Dialect.need(type <= 21, OfError.OFPBRC_BAD_TYPE, "message type %", type);
                yield openFlowJ(dialect, frame);
            }
        };
    }

    private OFMessage dispatchOf13(Dialect dialect, int type, byte[] frame) throws OpenFlowException {
        return switch (type) {
            case GroupCodec.GROUP_MOD -> GroupCodec.read(dialect, frame, HEADER);
            case MeterCodec.METER_MOD -> MeterCodec.readMeterMod(dialect, frame);
            case 18 -> MultipartReader.request(dialect, frame);
            case 19 -> MultipartReader.reply(dialect, frame);
            case 24 -> ControlCodec.readRoleRequest(dialect, frame);
            case 25 -> ControlCodec.readRoleReply(dialect, frame);
            case 27 -> AsyncCodec.read(dialect, frame, HEADER, AsyncConfig.Form.REPLY);
            case 28 -> AsyncCodec.read(dialect, frame, HEADER, AsyncConfig.Form.SET);
            default -> dialect.of14 ? dispatchOf14(dialect, type, frame) : replyOf13(dialect, type, frame);
        };
    }

    private static OFMessage replyOf13(Dialect dialect, int type, byte[] frame) throws OpenFlowException {
        Dialect.need(type <= LAST_OF13, OfError.OFPBRC_BAD_TYPE, "message type %", type);
        return openFlowJ(dialect, frame);
    }

    /** What a switch sends stays raw: no controller here speaks OpenFlow 1.4. */
    private OFMessage dispatchOf14(Dialect dialect, int type, byte[] frame) throws OpenFlowException {
        return switch (type) {
            case ControlCodec.ROLE_STATUS -> ControlCodec.readRoleStatus(dialect, frame, HEADER);
            case BundleCodec.CONTROL -> BundleCodec.control(dialect, frame, HEADER);
            case BundleCodec.ADD_MESSAGE ->
                BundleCodec.add(dialect, frame, HEADER, inside -> dispatch(dialect, inside));
            default -> {
                boolean known = type <= LAST_OF14 && type != 22 && type != 23;
                Dialect.need(known, OfError.OFPBRC_BAD_TYPE, "message type %", type);
                yield raw(dialect, frame);
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
        OFMessage message =
                experimenter == Experimenters.ONF ? onf(dialect, subtype, frame) : nicira(dialect, subtype, frame);
        Dialect.need(message != null, OfError.OFPBRC_BAD_SUBTYPE, "experimenter message %", subtype);
        if (message instanceof NiciraMessage.FlowModTableId on) {
            tableIds = on.set();
        }
        return message;
    }

    private OFMessage onf(Dialect dialect, int subtype, byte[] frame) throws OpenFlowException {
        if (dialect.version != OFVersion.OF_13) {
            return null;
        }
        return switch (subtype) {
            case Onf.BUNDLE_CONTROL -> BundleCodec.control(dialect, frame, BODY);
            case Onf.BUNDLE_ADD_MESSAGE -> BundleCodec.add(dialect, frame, BODY, inside -> dispatch(dialect, inside));
            case Onf.ROLE_STATUS -> ControlCodec.readRoleStatus(dialect, frame, BODY);
            case Onf.FLOW_MONITOR_CANCEL -> MonitorCodec.cancel(dialect, frame);
            default -> null;
        };
    }

    private OFMessage nicira(Dialect dialect, int subtype, byte[] frame) throws OpenFlowException {
        return switch (subtype) {
            case Nicira.NXT_FLOW_MOD -> dialect.of10 ? FlowModCodec.readNxm(dialect, frame, tableIds) : null;
            case Nicira.NXT_GROUP_MOD -> dialect.of10 ? GroupCodec.read(dialect, frame, BODY) : null;
            case Nicira.NXT_FLOW_MONITOR_CANCEL -> dialect.of10 ? MonitorCodec.cancel(dialect, frame) : null;
            case Nicira.NXT_SET_ASYNC_CONFIG -> AsyncCodec.read(dialect, frame, BODY, niciraSet(dialect));
            case Nicira.NXT_SET_ASYNC_CONFIG2 ->
                dialect.of14 ? null : AsyncCodec.read(dialect, frame, BODY, AsyncConfig.Form.NICIRA_SET2);
            case Nicira.NXT_PACKET_IN -> PacketCodec.readNxmPacketIn(dialect, frame);
            case Nicira.NXT_FLOW_REMOVED -> PacketCodec.readNxmFlowRemoved(dialect, frame);
            case Nicira.NXT_PACKET_IN2 -> PacketIn2Codec.read(dialect, frame, false);
            case Nicira.NXT_RESUME -> PacketIn2Codec.read(dialect, frame, true);
            case Nicira.NXT_TLV_TABLE_MOD -> TlvTableCodec.mod(dialect, frame);
            case Nicira.NXT_TLV_TABLE_REPLY -> TlvTableCodec.reply(dialect, frame);
            case Nicira.NXT_TLV_TABLE_REQUEST ->
                new BasicRequest(dialect.version, Octets.u32(frame, 4), BasicRequest.Kind.TLV_TABLE);
            case Nicira.NXT_CT_FLUSH_ZONE -> CtFlushCodec.zone(dialect, frame);
            case Nicira.NXT_CT_FLUSH -> CtFlushCodec.match(dialect, frame);
            default -> ControlCodec.readNicira(dialect, subtype, frame);
        };
    }

    private static AsyncConfig.Form niciraSet(Dialect dialect) {
        return dialect.of10 ? AsyncConfig.Form.SET : AsyncConfig.Form.NICIRA_SET;
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
