package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsReply;

/** Multipart messages (OpenFlow 1.3.5, 7.3.5), which are statistics in OpenFlow 1.0 (5.3.5). */
final class MultipartReader {
    private static final int PORT_STATS = 4;
    private static final int QUEUE_STATS = 5;
    private static final int PORT_DESC = 13;
    private static final int LAST_OF10 = 5;
    private static final int EXPERIMENTER = 0xffff;
    private static final int GROUP_DESC = 7;

    private MultipartReader() {}

    static OFMessage request(Dialect dialect, byte[] from) throws OpenFlowException {
        int type = type(dialect, from);
        return switch (type) {
            case FlowStatsCodec.FLOW -> FlowStatsCodec.readRequest(dialect, from, false);
            case FlowStatsCodec.AGGREGATE -> FlowStatsCodec.readRequest(dialect, from, true);
            case PORT_DESC -> portDescRequest(dialect, from);
            case TableFeaturesCodec.TYPE -> {
                Dialect.need(!dialect.of10, OfError.OFPBRC_BAD_STAT, "table features in OpenFlow 1.0");
                yield TableFeaturesCodec.readRequest(dialect, from);
            }
            case EXPERIMENTER -> experimenter(dialect, from, false);
            default -> fixed(dialect, from, type);
        };
    }

    static OFMessage reply(Dialect dialect, byte[] from) throws OpenFlowException {
        int type = type(dialect, from);
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
        boolean ofPort = !dialect.of10 && (type == PORT_STATS || type == QUEUE_STATS) && from.length >= 20;
        dialect.check(
                !ofPort || PortNo.fitsOf10(Octets.i32(from, 16)), OfError.OFPBAC_BAD_OUT_PORT, "port of statistics");
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

    private static OFMessage portDescRequest(Dialect dialect, byte[] from) throws OpenFlowException {
        dialect.check(from.length == body(dialect), OfError.OFPBRC_BAD_LEN, "port description request");
        return new PortDescRequest(dialect.version, Octets.u32(from, 4));
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
        if (dialect.of10
                && experimenter == Experimenters.NICIRA
                && from.length >= body + 12
                && (subtype == Nicira.NXST_FLOW || subtype == Nicira.NXST_AGGREGATE)) {
            return nicira(dialect, from, reply, subtype == Nicira.NXST_AGGREGATE);
        }
        dialect.check(subtype != -1, OfError.OFPBRC_BAD_LEN, "experimenter multipart without a type");
        dialect.check(false, OfError.OFPBRC_BAD_SUBTYPE, "experimenter multipart %", subtype);
        return raw(dialect, from, reply);
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
