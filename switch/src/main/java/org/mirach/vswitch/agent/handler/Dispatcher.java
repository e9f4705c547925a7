package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Requests;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFAsyncGetRequest;
import org.projectfloodlight.openflow.protocol.OFBarrierRequest;
import org.projectfloodlight.openflow.protocol.OFDescStatsRequest;
import org.projectfloodlight.openflow.protocol.OFFeaturesRequest;
import org.projectfloodlight.openflow.protocol.OFGetConfigRequest;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsRequest;
import org.projectfloodlight.openflow.protocol.OFGroupFeaturesStatsRequest;
import org.projectfloodlight.openflow.protocol.OFGroupStatsRequest;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFMeterConfigStatsRequest;
import org.projectfloodlight.openflow.protocol.OFMeterFeaturesStatsRequest;
import org.projectfloodlight.openflow.protocol.OFMeterStatsRequest;
import org.projectfloodlight.openflow.protocol.OFPortMod;
import org.projectfloodlight.openflow.protocol.OFPortStatsRequest;
import org.projectfloodlight.openflow.protocol.OFQueueGetConfigRequest;
import org.projectfloodlight.openflow.protocol.OFQueueStatsRequest;
import org.projectfloodlight.openflow.protocol.OFSetConfig;
import org.projectfloodlight.openflow.protocol.OFStatsRequest;
import org.projectfloodlight.openflow.protocol.OFTableMod;
import org.projectfloodlight.openflow.protocol.OFTableStatsRequest;
import org.projectfloodlight.openflow.protocol.OFType;

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
        if (!peer.mayWrite() && writes(message.getType())) {
            throw new OpenFlowException(OfError.OFPBRC_IS_SECONDARY, "a slave may not send " + message.getType());
        }
        return switch (message) {
            case MirachMessage ours -> extensible(peer, ours);
            case OFStatsRequest<?> request -> multipart(peer, request);
            default -> fixed(peer, message);
        };
    }

    private static boolean writes(OFType type) {
        return switch (type) {
            case PACKET_OUT, FLOW_MOD, PORT_MOD, GROUP_MOD, METER_MOD, TABLE_MOD -> true;
            default -> false;
        };
    }

    private Answer extensible(Peer peer, MirachMessage message) throws OpenFlowException {
        return switch (message) {
            case FlowMod flowMod -> handlers.flowMod().handle(peer, flowMod);
            case PacketOut packetOut -> handlers.packetOut().handle(peer, packetOut);
            case FlowStatsRequest request -> handlers.flowStats().handle(peer, request);
            case AggregateStatsRequest request -> handlers.aggregate().handle(peer, request);
            case RoleRequest request -> handlers.roleRequest().handle(peer, request);
            case AsyncConfig config -> handlers.async().handle(peer, config);
            case NiciraMessage nicira -> handlers.nicira().handle(peer, nicira);
            case TableFeaturesRequest request -> handlers.tableFeatures().handle(peer, request);
            case PortDescRequest request -> handlers.portDesc().handle(peer, request);
            case GroupMod groupMod -> handlers.group().handle(peer, groupMod);
            case MeterMod meterMod -> handlers.meter().handle(peer, meterMod);
            // What a peer reports of our own messages needs no answer; the connection has logged it.
            case ErrorMessage _ -> Answer.NONE;
            default -> throw unexpected(message);
        };
    }

    private Answer fixed(Peer peer, OFMessage message) throws OpenFlowException {
        return switch (message) {
            case OFFeaturesRequest request -> handlers.features().handle(peer, request);
            case OFGetConfigRequest request -> handlers.getConfig().handle(peer, request);
            case OFSetConfig config -> handlers.setConfig().handle(peer, config);
            case OFBarrierRequest request -> handlers.barrier().handle(peer, request);
            case OFPortMod portMod -> handlers.portMod().handle(peer, portMod);
            case OFTableMod tableMod -> handlers.tableMod().handle(peer, tableMod);
            case OFAsyncGetRequest request -> handlers.async().get(peer, request.getXid());
            case OFQueueGetConfigRequest request -> handlers.queue().config(peer, request);
            default -> throw unexpected(message);
        };
    }

    private Answer multipart(Peer peer, OFStatsRequest<?> request) throws OpenFlowException {
        long xid = request.getXid();
        return switch (request) {
            case OFDescStatsRequest desc -> handlers.desc().handle(peer, desc);
            case OFTableStatsRequest table -> handlers.tableStats().handle(peer, table);
            case OFPortStatsRequest port -> handlers.portStats().handle(peer, port);
            case OFQueueStatsRequest queue -> handlers.queue().stats(peer, queue);
            case OFGroupStatsRequest _ -> handlers.group().stats(peer, xid);
            case OFGroupDescStatsRequest _ -> handlers.group().desc(peer, xid);
            case OFGroupFeaturesStatsRequest _ -> handlers.group().features(peer, xid);
            case OFMeterStatsRequest meter -> handlers.meter().stats(peer, xid, meter.getMeterId());
            case OFMeterConfigStatsRequest meter -> handlers.meter().config(peer, xid, meter.getMeterId());
            case OFMeterFeaturesStatsRequest _ -> handlers.meter().features(peer, xid);
            default -> throw new OpenFlowException(OfError.OFPBRC_BAD_STAT, "multipart " + request.getStatsType());
        };
    }

    private static OpenFlowException unexpected(OFMessage message) {
        return new OpenFlowException(OfError.OFPBRC_BAD_TYPE, "a switch does not take " + message.getType());
    }
}
