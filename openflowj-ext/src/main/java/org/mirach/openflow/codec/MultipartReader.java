package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.model.WireFormat;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Multipart messages (OpenFlow 1.3.5, 7.3.5), which are statistics in OpenFlow 1.0 (5.3.5). */
final class MultipartReader {
    private static final int PORT_STATS = 4;
    private static final int QUEUE_STATS = 5;
    private static final int PORT_DESC = 13;
    private static final int LAST_OF10 = 5;
    private static final int EXPERIMENTER = 0xffff;
    private static final int GROUP_DESC = 7;
    private static final int NICIRA_BODY = 24;

    private MultipartReader() {}

    static OFMessage request(Dialect dialect, byte[] from) throws OpenFlowException {
        int type = type(dialect, from);
        int body = body(dialect);
        BasicRequest.Kind basic = basic(dialect, type);
        if (basic != null) {
            return new BasicRequest(dialect.version, Octets.u32(from, 4), basic);
        }
        ItemRequest.Kind item = item(dialect, type);
        if (item == ItemRequest.Kind.GROUP_DESC && !dialect.of15) {
            return new ItemRequest(dialect.version, Octets.u32(from, 4), item, ItemRequest.ALL_GROUPS, 0);
        }
        if (item != null) {
            return RequestCodec.item(dialect, item, from, body);
        }
        return switch (type) {
            case FlowStatsCodec.FLOW -> FlowStatsCodec.readRequest(dialect, from, false);
            case FlowStatsCodec.AGGREGATE -> FlowStatsCodec.readRequest(dialect, from, true);
            case PORT_DESC -> RequestCodec.portDesc(dialect, from, body);
            case TableFeaturesCodec.TYPE -> {
                Dialect.need(!dialect.of10, OfError.OFPBRC_BAD_STAT, "table features in OpenFlow 1.0");
                yield TableFeaturesCodec.readRequest(dialect, from);
            }
            case MonitorCodec.FLOW_MONITOR -> {
                Dialect.need(dialect.of14, OfError.OFPBRC_BAD_STAT, "multipart type %", type);
                yield MonitorCodec.request(dialect, from, body);
            }
            case EXPERIMENTER -> experimenter(dialect, from, false);
            default -> throw new OpenFlowException(OfError.OFPBRC_BAD_STAT, "multipart type " + type);
        };
    }

    private static BasicRequest.Kind basic(Dialect dialect, int type) {
        return switch (type) {
            case 0 -> BasicRequest.Kind.DESC;
            case 3 -> BasicRequest.Kind.TABLE_STATS;
            case 8 -> dialect.of10 ? null : BasicRequest.Kind.GROUP_FEATURES;
            case 11 -> dialect.of10 ? null : BasicRequest.Kind.METER_FEATURES;
            case 14 -> dialect.of14 ? BasicRequest.Kind.TABLE_DESC : null;
            default -> null;
        };
    }

    private static ItemRequest.Kind item(Dialect dialect, int type) {
        return switch (type) {
            case PORT_STATS -> ItemRequest.Kind.PORT_STATS;
            case QUEUE_STATS -> ItemRequest.Kind.QUEUE_STATS;
            case 6 -> dialect.of10 ? null : ItemRequest.Kind.GROUP_STATS;
            case GROUP_DESC -> dialect.of10 ? null : ItemRequest.Kind.GROUP_DESC;
            case 9 -> dialect.of10 ? null : ItemRequest.Kind.METER_STATS;
            case 10 -> dialect.of10 ? null : ItemRequest.Kind.METER_CONFIG;
            case 15 -> dialect.of14 ? ItemRequest.Kind.QUEUE_CONFIG : null;
            default -> null;
        };
    }

    static OFMessage reply(Dialect dialect, byte[] from) throws OpenFlowException {
        int type = type(dialect, from);
        if (dialect.of14 && type != FlowStatsCodec.FLOW && type != FlowStatsCodec.AGGREGATE) {
            return raw(dialect, from, true); // No controller here speaks it.
        }
        return switch (type) {
            case FlowStatsCodec.FLOW -> FlowStatsCodec.readReply(dialect, from, WireFormat.STANDARD);
            case FlowStatsCodec.AGGREGATE -> FlowStatsCodec.readAggregate(dialect, from, WireFormat.STANDARD);
            case TableFeaturesCodec.TYPE -> TableFeaturesCodec.readReply(dialect, from);
            case PORT_DESC -> portDescReply(dialect, from);
            case GROUP_DESC -> raw(dialect, from, true);
            case EXPERIMENTER -> experimenter(dialect, from, true);
            default -> fixedReply(dialect, from, type);
        };
    }

    private static int type(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= body(dialect), OfError.OFPBRC_BAD_LEN, "multipart of % octets", from.length);
        return Octets.u16(from, 8);
    }

    private static int body(Dialect dialect) {
        return dialect.of10 ? 12 : 16;
    }

    private static OFMessage fixed(Dialect dialect, byte[] from, int type) throws OpenFlowException {
        Dialect.need(type <= (dialect.of10 ? LAST_OF10 : PORT_DESC), OfError.OFPBRC_BAD_STAT, "multipart type %", type);
        return MessageDecoder.openFlowJ(dialect, from);
    }

    /** Where OpenFlowJ fails, the reply stays whole. */
    private static OFMessage fixedReply(Dialect dialect, byte[] from, int type) throws OpenFlowException {
        try {
            return fixed(dialect, from, type);
        } catch (OpenFlowException e) {
            if (dialect.strict) {
                throw e;
            }
            return raw(dialect, from, true);
        }
    }

    private static OFMessage portDescReply(Dialect dialect, byte[] from) throws OpenFlowException {
        OFMessage reply = dialect.of10 ? raw(dialect, from, true) : fixedReply(dialect, from, PORT_DESC);
        return reply instanceof OFPortDescStatsReply ports
                ? new PortDescReply(
                        dialect.version, reply.getXid(), (Octets.u16(from, 10) & 1) != 0, ports.getEntries())
                : reply;
    }

    private static OFMessage experimenter(Dialect dialect, byte[] from, boolean reply) throws OpenFlowException {
        int body = body(dialect);
        Dialect.need(from.length >= body + 4, OfError.OFPBRC_BAD_LEN, "experimenter multipart");
        int experimenter = Octets.i32(from, body);
        dialect.check(
                experimenter == Experimenters.NICIRA || experimenter == Experimenters.ONF,
                OfError.OFPBRC_BAD_VENDOR,
                "multipart of experimenter 0x%",
                experimenter);
        int subtype = from.length >= body + 8 ? Octets.i32(from, body + 4) : -1;
        dialect.check(subtype != -1, OfError.OFPBRC_BAD_LEN, "experimenter multipart without a type");
        OFMessage message = experimenter == Experimenters.NICIRA
                ? nicira(dialect, from, reply, subtype)
                : onf(dialect, from, reply, subtype);
        if (message != null) {
            return message;
        }
        dialect.check(false, OfError.OFPBRC_BAD_SUBTYPE, "experimenter multipart %", subtype);
        return raw(dialect, from, reply);
    }

    private static OFMessage onf(Dialect dialect, byte[] from, boolean reply, int subtype) throws OpenFlowException {
        boolean monitor = subtype == Onf.FLOW_MONITOR && dialect.version == OFVersion.OF_13 && !reply;
        return monitor ? MonitorCodec.request(dialect, from, body(dialect) + 8) : null;
    }

    /** Null for what is not known. */
    private static OFMessage nicira(Dialect dialect, byte[] from, boolean reply, int subtype) throws OpenFlowException {
        long xid = Octets.u32(from, 4);
        if (!reply && subtype == Nicira.NXST_IPFIX_BRIDGE) {
            return new BasicRequest(dialect.version, xid, BasicRequest.Kind.IPFIX_BRIDGE);
        }
        if (!reply && subtype == Nicira.NXST_IPFIX_FLOW) {
            return new BasicRequest(dialect.version, xid, BasicRequest.Kind.IPFIX_FLOW);
        }
        if (!dialect.of10 || from.length < body(dialect) + 12) {
            return null;
        }
        if (subtype == Nicira.NXST_FLOW || subtype == Nicira.NXST_AGGREGATE) {
            return nicira(dialect, from, reply, subtype == Nicira.NXST_AGGREGATE);
        }
        return reply
                ? null
                : switch (subtype) {
                    case Nicira.NXST_FLOW_MONITOR -> MonitorCodec.request(dialect, from, NICIRA_BODY);
                    case Nicira.NXST_GROUP ->
                        RequestCodec.item(dialect, ItemRequest.Kind.GROUP_STATS, from, NICIRA_BODY);
                    case Nicira.NXST_GROUP_DESC ->
                        RequestCodec.item(dialect, ItemRequest.Kind.GROUP_DESC, from, NICIRA_BODY);
                    case Nicira.NXST_GROUP_FEATURES ->
                        new BasicRequest(dialect.version, xid, BasicRequest.Kind.GROUP_FEATURES);
                    default -> null;
                };
    }

    private static OFMessage nicira(Dialect dialect, byte[] from, boolean reply, boolean aggregate)
            throws OpenFlowException {
        if (!reply) {
            return FlowStatsCodec.readNxmRequest(dialect, from, aggregate);
        }
        return aggregate
                ? FlowStatsCodec.readAggregate(dialect, from, WireFormat.NXM)
                : FlowStatsCodec.readReply(dialect, from, WireFormat.NXM);
    }

    private static RawMultipart raw(Dialect dialect, byte[] from, boolean reply) {
        return new RawMultipart(
                dialect.version,
                Octets.u32(from, 4),
                reply,
                Octets.u16(from, 8),
                Octets.u16(from, 10),
                Octets.bytes(from, body(dialect), from.length));
    }
}
