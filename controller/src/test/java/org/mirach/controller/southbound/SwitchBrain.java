package org.mirach.controller.southbound;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirach.openflow.error.ErrorCode;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFBarrierRequest;
import org.projectfloodlight.openflow.protocol.OFDescStatsRequest;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFeaturesRequest;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortState;
import org.projectfloodlight.openflow.protocol.OFPortStatsEntry;
import org.projectfloodlight.openflow.protocol.OFPortStatsRequest;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.DatapathId;
import org.projectfloodlight.openflow.types.MacAddress;
import org.projectfloodlight.openflow.types.OFAuxId;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.U64;

/**
 * What a test's switch answers: the handshake, roles with generation ids, flow entries kept in a map.
 *
 * <p><b>Threads:</b> any; methods that answer are synchronized.
 */
public final class SwitchBrain {
    private static final OFFactory OF13 = OFFactories.getFactory(OFVersion.OF_13);

    private final long datapathId;
    private final int ports;
    /** Flow entries by identity; public so that tests can put some there first. */
    public final Map<String, FlowStatsEntry> entries = Collections.synchronizedMap(new LinkedHashMap<>());
    /** The greatest generation_id met. */
    public volatile long generationId = Long.MIN_VALUE;

    public volatile int auxiliaryId;
    /** Priority of flow_mods that are refused, or -1. */
    public volatile int refusedPriority = -1;

    public SwitchBrain(long datapathId, int ports) {
        this.datapathId = datapathId;
        this.ports = ports;
    }

    public long datapathId() {
        return datapathId;
    }

    private List<OFMessage> basic(BasicRequest.Kind kind, long xid) {
        return switch (kind) {
            case FEATURES ->
                List.of(OF13.buildFeaturesReply()
                        .setXid(xid)
                        .setDatapathId(DatapathId.of(datapathId))
                        .setAuxiliaryId(OFAuxId.of(auxiliaryId))
                        .build());
            case DESC ->
                List.of(OF13.buildDescStatsReply()
                        .setXid(xid)
                        .setMfrDesc("Fake")
                        .setHwDesc("none")
                        .setSwDesc("1")
                        .setSerialNum("")
                        .setDpDesc("")
                        .build());
            case BARRIER -> List.of(OF13.buildBarrierReply().setXid(xid).build());
            default -> throw new AssertionError("the test's switch knows no " + kind);
        };
    }

    private OFMessage portStats(long xid) {
        return OF13.buildPortStatsReply().setXid(xid).setEntries(portStats()).build();
    }

    /** What to send back. */
    public synchronized List<OFMessage> answer(OFMessage message) {
        long xid = message.getXid();
        return switch (message) {
            // As the controller makes them; and as they come off the wire.
            case OFFeaturesRequest _ -> basic(BasicRequest.Kind.FEATURES, xid);
            case OFDescStatsRequest _ -> basic(BasicRequest.Kind.DESC, xid);
            case OFBarrierRequest _ -> basic(BasicRequest.Kind.BARRIER, xid);
            case BasicRequest request -> basic(request.kind(), xid);
            case PortDescRequest _ -> List.of(new PortDescReply(OFVersion.OF_13, xid, false, portDescriptions()));
            case OFPortStatsRequest _ -> List.of(portStats(xid));
            case ItemRequest request when request.kind() == ItemRequest.Kind.PORT_STATS -> List.of(portStats(xid));
            case RoleRequest role -> List.of(role(role));
            case FlowMod flowMod -> flowMod(flowMod);
            case FlowStatsRequest request -> List.of(flowStats(request));
            case PacketOut _ -> List.of();
            default -> throw new AssertionError("the test's switch knows no " + message);
        };
    }

    private OFMessage role(RoleRequest request) {
        if (request.role() != ControllerRole.EQUAL && request.generationId() < generationId) {
            return error(request.xid(), OfError.OFPRRFC_STALE);
        }
        generationId = request.generationId();
        return new RoleReply(OFVersion.OF_13, request.xid(), request.role(), request.generationId());
    }

    private OFMessage flowStats(FlowStatsRequest request) {
        return new FlowStatsReply(
                OFVersion.OF_13,
                request.xid(),
                WireFormat.STANDARD,
                false,
                List.copyOf(entries.values()).stream()
                        .filter(entry -> ((entry.cookie() ^ request.cookie()) & request.cookieMask()) == 0)
                        .toList());
    }

    private List<OFMessage> flowMod(FlowMod flowMod) {
        if (flowMod.priority() == refusedPriority) {
            return List.of(error(flowMod.xid(), OfError.OFPBAC_BAD_OUT_PORT));
        }
        String identity = flowMod.tableId() + "/" + flowMod.priority() + "/" + flowMod.match();
        switch (flowMod.command()) {
            case ADD, MODIFY, MODIFY_STRICT ->
                entries.put(
                        identity,
                        new FlowStatsEntry(
                                flowMod.tableId(),
                                0,
                                0,
                                flowMod.priority(),
                                flowMod.idleTimeout(),
                                flowMod.hardTimeout(),
                                flowMod.flags(),
                                0,
                                flowMod.cookie(),
                                0,
                                0,
                                -1,
                                -1,
                                flowMod.match(),
                                flowMod.instructions()));
            case DELETE_STRICT -> entries.remove(identity);
            case DELETE -> entries.values().removeIf(entry -> isMeant(flowMod, entry));
        }
        return List.of();
    }

    private static boolean isMeant(FlowMod deletion, FlowStatsEntry entry) {
        return ((entry.cookie() ^ deletion.cookie()) & deletion.cookieMask()) == 0
                && deletion.match().fields().stream()
                        .allMatch(field -> entry.match().fields().contains(field))
                && (deletion.outPort() == PortNo.ANY
                        || entry.instructions().toString().contains("port=" + deletion.outPort() + ","));
    }

    private static OFMessage error(long xid, OfError error) {
        ErrorCode code = error.in(OFVersion.OF_13);
        return new ErrorMessage(OFVersion.OF_13, xid, code.experimenter(), code.type(), code.code(), Bytes.EMPTY);
    }

    /** A packet-in of an Ethernet frame. */
    public static PacketIn packetIn(int inPort, long cookie, byte[] frame) {
        return new PacketIn(
                OFVersion.OF_13,
                0,
                WireFormat.STANDARD,
                PortNo.NO_BUFFER,
                frame.length,
                0,
                0,
                cookie,
                Match.builder().exact(Field.IN_PORT, inPort).build(),
                Bytes.wrap(frame));
    }

    /** A port_status. */
    public OFMessage portStatus(int portNo, boolean up) {
        return OF13.buildPortStatus()
                .setReason(OFPortReason.MODIFY)
                .setDesc(port(portNo, up))
                .build();
    }

    private List<OFPortDesc> portDescriptions() {
        List<OFPortDesc> all = new ArrayList<>();
        for (int portNo = 1; portNo <= ports; portNo++) {
            all.add(port(portNo, true));
        }
        return all;
    }

    private List<OFPortStatsEntry> portStats() {
        List<OFPortStatsEntry> all = new ArrayList<>();
        for (int portNo = 1; portNo <= ports; portNo++) {
            all.add(OF13.buildPortStatsEntry()
                    .setPortNo(OFPort.of(portNo))
                    .setRxPackets(U64.of(portNo * 10L))
                    .setTxPackets(U64.of(7))
                    .build());
        }
        return all;
    }

    private OFPortDesc port(int portNo, boolean up) {
        return OF13.buildPortDesc()
                .setPortNo(OFPort.of(portNo))
                .setName("p" + portNo)
                .setHwAddr(MacAddress.of(datapathId << 8 | portNo))
                .setConfig(EnumSet.noneOf(OFPortConfig.class))
                .setState(up ? EnumSet.of(OFPortState.LIVE) : EnumSet.of(OFPortState.LINK_DOWN))
                .build();
    }
}
