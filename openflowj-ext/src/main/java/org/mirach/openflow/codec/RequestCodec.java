package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.message.SetConfig;
import org.mirach.openflow.message.TableMod;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Requests of fixed layout, and those that configure the switch, ports and tables, in all versions. */
final class RequestCodec {
    private static final int PORT_CONFIG_10 = 0x7f;
    private static final int PORT_CONFIG_11 = 0x65;
    private static final int TABLE_EVICTION = 2;
    private static final int TABLE_VACANCY = 3;

    private RequestCodec() {}

    /** A message of a kind without a body; null for other types. */
    static BasicRequest.Kind basic(Dialect dialect, int type) {
        return switch (type) {
            case 5 -> BasicRequest.Kind.FEATURES;
            case 7 -> BasicRequest.Kind.GET_CONFIG;
            case 18 -> dialect.of10 ? BasicRequest.Kind.BARRIER : null;
            case 20 -> dialect.of10 ? null : BasicRequest.Kind.BARRIER;
            case 26 -> dialect.of10 ? null : BasicRequest.Kind.GET_ASYNC;
            default -> null;
        };
    }

    static void write(BasicRequest request, ByteBuf out) {
        OFVersion version = request.version();
        long xid = request.xid();
        boolean of10 = version == OFVersion.OF_10;
        int start = switch (request.kind()) {
            case FEATURES -> Frames.begin(out, version, 5, xid);
            case GET_CONFIG -> Frames.begin(out, version, 7, xid);
            case BARRIER -> Frames.begin(out, version, of10 ? 18 : 20, xid);
            case GET_ASYNC -> Frames.begin(out, version, 26, xid);
            case DESC -> Frames.beginMultipart(out, version, false, 0, 0, xid);
            case TABLE_STATS -> Frames.beginMultipart(out, version, false, 3, 0, xid);
            case TABLE_DESC -> Frames.beginMultipart(out, version, false, 14, 0, xid);
            case GROUP_FEATURES ->
                of10
                        ? nicira(out, version, Nicira.NXST_GROUP_FEATURES, xid)
                        : Frames.beginMultipart(out, version, false, 8, 0, xid);
            case METER_FEATURES -> Frames.beginMultipart(out, version, false, 11, 0, xid);
            case IPFIX_BRIDGE -> nicira(out, version, Nicira.NXST_IPFIX_BRIDGE, xid);
            case IPFIX_FLOW -> nicira(out, version, Nicira.NXST_IPFIX_FLOW, xid);
            case TLV_TABLE -> Frames.beginNicira(out, version, Nicira.NXT_TLV_TABLE_REQUEST, xid);
        };
        Frames.end(out, start);
    }

    private static int nicira(ByteBuf out, OFVersion version, int subtype, long xid) {
        return Frames.beginExperimenterStats(out, version, false, Experimenters.NICIRA, subtype, xid);
    }

    static ItemRequest item(Dialect dialect, ItemRequest.Kind kind, byte[] from, int at) throws OpenFlowException {
        int id = Octets.i32(from, at);
        int queueId = 0;
        switch (kind) {
            case PORT_STATS -> id = port(dialect, from, at);
            case QUEUE_STATS -> {
                id = port(dialect, from, at);
                queueId = Octets.i32(from, at + 4);
            }
            case QUEUE_CONFIG -> {
                id = port(dialect, from, at);
                queueId = dialect.of14 ? Octets.i32(from, at + 4) : ItemRequest.ALL_QUEUES;
                // Before 1.4 Open vSwitch names the port wrong, not missing, where it is one of the reserved.
                boolean reserved = PortNo.reserved(id) && (dialect.of10 || id != PortNo.ANY);
                dialect.check(dialect.of14 || !reserved, OfError.OFPQOFC_BAD_PORT, "queues of port 0x%", id);
            }
            case GROUP_STATS, GROUP_DESC, METER_STATS, METER_CONFIG -> {}
        }
        return new ItemRequest(dialect.version, Octets.u32(from, 4), kind, id, queueId);
    }

    /** A port that a request names. */
    static int port(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        if (dialect.of10) {
            return PortNo.fromOf10(Octets.u16(from, at));
        }
        int portNo = Octets.i32(from, at);
        dialect.check(PortNo.fitsOf10(portNo), OfError.OFPBAC_BAD_OUT_PORT, "port 0x%", portNo);
        return portNo;
    }

    static void write(ItemRequest request, ByteBuf out) {
        OFVersion version = request.version();
        long xid = request.xid();
        boolean of10 = version == OFVersion.OF_10;
        boolean of14 = Dialect.atLeast(version, OFVersion.OF_14);
        int start = switch (request.kind()) {
            case PORT_STATS -> Frames.beginMultipart(out, version, false, 4, 0, xid);
            case QUEUE_STATS -> Frames.beginMultipart(out, version, false, 5, 0, xid);
            case QUEUE_CONFIG ->
                of14
                        ? Frames.beginMultipart(out, version, false, 15, 0, xid)
                        : Frames.begin(out, version, of10 ? 20 : 22, xid);
            case GROUP_STATS ->
                of10
                        ? nicira(out, version, Nicira.NXST_GROUP, xid)
                        : Frames.beginMultipart(out, version, false, 6, 0, xid);
            case GROUP_DESC ->
                of10
                        ? nicira(out, version, Nicira.NXST_GROUP_DESC, xid)
                        : Frames.beginMultipart(out, version, false, 7, 0, xid);
            case METER_STATS -> Frames.beginMultipart(out, version, false, 9, 0, xid);
            case METER_CONFIG -> Frames.beginMultipart(out, version, false, 10, 0, xid);
        };
        writeItem(request, out, of10, of14);
        Frames.end(out, start);
    }

    private static void writeItem(ItemRequest request, ByteBuf out, boolean of10, boolean of14) {
        switch (request.kind()) {
            case PORT_STATS, QUEUE_STATS, QUEUE_CONFIG -> {
                if (of10) {
                    out.writeShort(PortNo.toOf10(request.id()));
                    out.writeZero(request.kind() == ItemRequest.Kind.PORT_STATS ? 6 : 2);
                } else {
                    out.writeInt(request.id());
                }
                if (request.kind() == ItemRequest.Kind.QUEUE_STATS || of14 && request.queueId() != 0) {
                    out.writeInt(request.queueId());
                } else if (!of10) {
                    out.writeInt(0);
                }
            }
            case GROUP_DESC -> {
                if (of10 || request.version() == OFVersion.OF_15) {
                    out.writeInt(request.id());
                    out.writeInt(0);
                }
            }
            case GROUP_STATS, METER_STATS, METER_CONFIG -> {
                out.writeInt(request.id());
                out.writeInt(0);
            }
        }
    }

    static PortDescRequest portDesc(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int portNo = dialect.of15 ? port(dialect, from, at) : PortNo.ANY;
        return new PortDescRequest(dialect.version, Octets.u32(from, 4), portNo);
    }

    static void write(PortDescRequest request, ByteBuf out) {
        int start = Frames.beginMultipart(out, request.version(), false, 13, 0, request.xid());
        if (request.version() == OFVersion.OF_15) {
            out.writeInt(request.portNo());
            out.writeInt(0);
        }
        Frames.end(out, start);
    }

    static SetConfig setConfig(Dialect dialect, byte[] from) throws OpenFlowException {
        int flags = Octets.u16(from, 8);
        int known = dialect.of10 ? 7 : 3;
        dialect.check((flags & ~known) == 0, OfError.OFPSCFC_BAD_FLAGS, "flags 0x%", flags);
        return new SetConfig(dialect.version, Octets.u32(from, 4), flags, Octets.u16(from, 10));
    }

    static void write(SetConfig config, ByteBuf out) {
        int start = Frames.begin(out, config.version(), 9, config.xid());
        out.writeShort(config.flags());
        out.writeShort(config.missSendLen());
        Frames.end(out, start);
    }

    static PortMod portMod(Dialect dialect, byte[] from) throws OpenFlowException {
        int portNo = port(dialect, from, 8);
        int body = dialect.of10 ? 10 : 16;
        int config = dialect.of10 ? 16 : 24;
        int known = dialect.of10 ? PORT_CONFIG_10 : PORT_CONFIG_11;
        int mask = Octets.i32(from, config + 4) & known;
        int advertise = dialect.of14 ? advertised(from) : Octets.i32(from, config + 8);
        return new PortMod(
                dialect.version,
                Octets.u32(from, 4),
                portNo,
                Octets.number(from, body, 6),
                Octets.i32(from, config) & mask,
                mask,
                dialect.of10 ? features11(advertise) : advertise);
    }

    private static int advertised(byte[] from) throws OpenFlowException {
        PropertyReader properties = new PropertyReader(from, 32, from.length);
        int advertise = 0;
        while (properties.advance()) {
            if (properties.type() != 0) {
                throw properties.unknown("port_mod");
            }
            advertise = properties.i32();
        }
        return advertise;
    }

    /** OpenFlow 1.0's media bits lie four lower, as it has no speeds above 10 Gb/s. */
    private static int features11(int features10) {
        return features10 & 0x7f | (features10 & 0xf80) << 4;
    }

    private static int features10(int features11) {
        return features11 & 0x7f | features11 >> 4 & 0xf80;
    }

    static void write(PortMod mod, ByteBuf out) {
        boolean of10 = mod.version() == OFVersion.OF_10;
        int start = Frames.begin(out, mod.version(), of10 ? 15 : 16, mod.xid());
        if (of10) {
            out.writeShort(PortNo.toOf10(mod.portNo()));
            MatchWriter.number(out, mod.hwAddr(), 6);
        } else {
            out.writeInt(mod.portNo());
            out.writeInt(0);
            MatchWriter.number(out, mod.hwAddr(), 6);
            out.writeShort(0);
        }
        out.writeInt(mod.config());
        out.writeInt(mod.mask());
        if (Dialect.atLeast(mod.version(), OFVersion.OF_14)) {
            if (mod.advertise() != 0) {
                Properties.i32(out, 0, mod.advertise());
            }
        } else {
            out.writeInt(of10 ? features10(mod.advertise()) : mod.advertise());
            out.writeInt(0);
        }
        Frames.end(out, start);
    }

    static TableMod tableMod(Dialect dialect, byte[] from) throws OpenFlowException {
        Optional<TableMod.Vacancy> vacancy = dialect.of14 ? vacancy(from) : Optional.empty();
        return new TableMod(dialect.version, Octets.u32(from, 4), Octets.u8(from, 8), Octets.i32(from, 12), vacancy);
    }

    private static Optional<TableMod.Vacancy> vacancy(byte[] from) throws OpenFlowException {
        Optional<TableMod.Vacancy> vacancy = Optional.empty();
        PropertyReader properties = new PropertyReader(from, 16, from.length);
        while (properties.advance()) {
            if (properties.type() == TABLE_EVICTION) {
                properties.i32();
            } else if (properties.type() == TABLE_VACANCY) {
                Dialect.need(properties.size() == 4, OfError.OFPBPC_BAD_LEN, "vacancy property");
                int at = properties.value();
                int down = Octets.u8(from, at);
                int up = Octets.u8(from, at + 1);
                Dialect.need(
                        down <= up && up <= 100 && Octets.u8(from, at + 2) == 0,
                        OfError.OFPBPC_BAD_VALUE,
                        "vacancy thresholds");
                vacancy = Optional.of(new TableMod.Vacancy(down, up));
            } else {
                throw new OpenFlowException(OfError.OFPBRC_BAD_TYPE, "table_mod property " + properties.type());
            }
        }
        return vacancy;
    }

    static void write(TableMod mod, ByteBuf out) {
        int start = Frames.begin(out, mod.version(), 17, mod.xid());
        out.writeInt(mod.tableId() << 24);
        out.writeInt(mod.config());
        mod.vacancy().ifPresent(vacancy -> {
            int property = Properties.begin(out, TABLE_VACANCY);
            out.writeByte(vacancy.down());
            out.writeByte(vacancy.up());
            out.writeShort(0);
            Properties.end(out, property);
        });
        Frames.end(out, start);
    }

    /** A request that a type of message stands for, or null. */
    static MirachMessage message(Dialect dialect, int type, byte[] from) throws OpenFlowException {
        BasicRequest.Kind basic = basic(dialect, type);
        if (basic != null) {
            return new BasicRequest(dialect.version, Octets.u32(from, 4), basic);
        }
        boolean portMod = type == (dialect.of10 ? 15 : 16);
        boolean queues = type == (dialect.of10 ? 20 : 22) && !dialect.of14;
        if (type == 9) {
            return setConfig(dialect, from);
        } else if (portMod) {
            return portMod(dialect, from);
        } else if (queues) {
            return item(dialect, ItemRequest.Kind.QUEUE_CONFIG, from, 8);
        }
        return type == 17 && !dialect.of10 ? tableMod(dialect, from) : null;
    }
}
