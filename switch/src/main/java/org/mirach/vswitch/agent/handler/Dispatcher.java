package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.AggregateStatsReply;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.CtFlush;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowMonitorCancel;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.openflow.message.GroupDescReply;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketIn2;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.message.RequestForward;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.RoleStatus;
import org.mirach.openflow.message.SetConfig;
import org.mirach.openflow.message.TableFeaturesReply;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.mirach.openflow.message.TableMod;
import org.mirach.openflow.message.TlvTable;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Requests;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * Finds the handler of a message, and keeps slaves from writing (OpenFlow 1.3.5, 6.3.4).
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Dispatcher implements Requests {
    private final Handlers handlers;

    public Dispatcher(Handlers handlers) {
        this.handlers = handlers;
    }

    /** @throws OpenFlowException the error to answer with */
    @Override
    public Answer dispatch(Peer peer, OFMessage message) throws OpenFlowException {
        if (!(message instanceof MirachMessage ours)) {
            throw unexpected(message);
        }
        if (!peer.mayWrite() && writes(ours)) {
            throw new OpenFlowException(OfError.OFPBRC_IS_SECONDARY, "a slave may not send " + message.getType());
        }
        return switch (ours) {
            case FlowMod flowMod -> handlers.flowMod().handle(peer, flowMod);
            case PacketOut packetOut -> handlers.packetOut().handle(peer, packetOut);
            case GroupMod groupMod -> handlers.group().handle(peer, groupMod);
            case MeterMod meterMod -> handlers.meter().handle(peer, meterMod);
            case PortMod portMod -> handlers.portMod().handle(peer, portMod);
            case TableMod tableMod -> handlers.tableMod().handle(peer, tableMod);
            case BundleControl control -> handlers.bundle().control(peer, control);
            case BundleAdd add -> handlers.bundle().add(peer, add);
            case FlowStatsRequest request -> handlers.flowStats().handle(peer, request);
            case AggregateStatsRequest request -> handlers.aggregate().handle(peer, request);
            case RoleRequest request -> handlers.roleRequest().handle(peer, request);
            case AsyncConfig config -> handlers.async().handle(peer, config);
            case NiciraMessage nicira -> handlers.nicira().handle(peer, nicira);
            case TableFeaturesRequest request -> handlers.tableFeatures().handle(peer, request);
            case PortDescRequest request -> handlers.portDesc().handle(peer, request);
            case SetConfig config -> handlers.setConfig().handle(peer, config);
            case BasicRequest request -> basic(peer, request);
            case ItemRequest request -> item(peer, request);
            case FlowMonitorRequest request -> handlers.monitor().handle(peer, request);
            case FlowMonitorCancel cancel -> handlers.monitor().cancel(peer, cancel);
            case TlvTable.Mod mod -> handlers.tlvTable().handle(peer, mod);
            case PacketIn2 packet when packet.resume() -> handlers.resume().handle(peer, packet);
            case CtFlush flush -> handlers.ctFlush().handle(peer, flush);
            // What a peer reports of our own messages needs no answer; the connection has logged it.
            case ErrorMessage _ -> Answer.NONE;
            case PacketIn _,
                    PacketIn2 _,
                    FlowRemoved _,
                    FlowStatsReply _,
                    AggregateStatsReply _,
                    RoleReply _,
                    RoleStatus _,
                    TableFeaturesReply _,
                    PortDescReply _,
                    GroupDescReply _,
                    FlowUpdates _,
                    TlvTable.Reply _,
                    RequestForward _,
                    RawMultipart _,
                    RawMessage _ -> throw unexpected(message);
        };
    }

    private static boolean writes(MirachMessage message) {
        return message instanceof FlowMod
                || message instanceof PacketOut
                || message instanceof GroupMod
                || message instanceof MeterMod
                || message instanceof PortMod
                || message instanceof TableMod
                || message instanceof BundleControl
                || message instanceof BundleAdd
                || message instanceof TlvTable.Mod;
    }

    private Answer basic(Peer peer, BasicRequest request) throws OpenFlowException {
        return switch (request.kind()) {
            case FEATURES -> handlers.features().handle(peer, request);
            case GET_CONFIG -> handlers.getConfig().handle(peer, request);
            case BARRIER -> handlers.barrier().handle(peer, request);
            case GET_ASYNC -> handlers.async().get(peer, request.xid());
            case DESC -> handlers.desc().handle(peer, request);
            case TABLE_STATS -> handlers.tableStats().handle(peer, request);
            case GROUP_FEATURES -> handlers.groupStats().features(peer, request.xid());
            case METER_FEATURES -> handlers.meterStats().features(peer, request.xid());
            case TABLE_DESC -> handlers.tableDesc().handle(peer, request);
            case TLV_TABLE -> handlers.tlvTable().list(peer, request.xid());
            // Nothing here exports flows, so that there is nothing to count.
            case IPFIX_BRIDGE, IPFIX_FLOW ->
                throw new OpenFlowException(OfError.NXST_NOT_CONFIGURED, "IPFIX is not configured");
        };
    }

    private Answer item(Peer peer, ItemRequest request) throws OpenFlowException {
        return switch (request.kind()) {
            case PORT_STATS -> handlers.portStats().handle(peer, request);
            case QUEUE_STATS -> handlers.queue().stats(peer, request);
            case QUEUE_CONFIG -> handlers.queue().config(peer, request);
            case GROUP_STATS -> handlers.groupStats().stats(peer, request);
            case GROUP_DESC -> handlers.groupStats().desc(peer, request);
            case METER_STATS -> handlers.meterStats().stats(peer, request);
            case METER_CONFIG -> handlers.meterStats().config(peer, request);
        };
    }

    private static OpenFlowException unexpected(OFMessage message) {
        return new OpenFlowException(OfError.OFPBRC_BAD_TYPE, "a switch does not take " + message.getType());
    }
}
