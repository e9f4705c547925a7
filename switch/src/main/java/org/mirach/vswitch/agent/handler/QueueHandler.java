package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFQueueGetConfigRequest;
import org.projectfloodlight.openflow.protocol.OFQueueStatsRequest;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_QUEUE_GET_CONFIG_REQUEST and OFPMP_QUEUE (OpenFlow 1.3.5, 7.3.6 and 7.3.5.8). Ports here have one queue, number 0,
 * of which nothing is known; it is shown where Open vSwitch shows it, at dummy ports.
 */
@RunsOn(Role.AGENT)
final class QueueHandler {
    private static final int QUEUE_GET_CONFIG_REPLY_10 = 21;
    private static final int QUEUE_GET_CONFIG_REPLY_13 = 23;
    private static final long UNKNOWN = -1L;

    private final PortTable ports;

    QueueHandler(PortTable ports) {
        this.ports = ports;
    }

    Answer config(Peer peer, OFQueueGetConfigRequest request) throws OpenFlowException {
        int portNo = request.getPort().getPortNumber();
        boolean all = portNo == PortNo.ANY && !peer.openFlow10();
        if (!all) {
            existing(portNo);
        }
        WireBody body = new WireBody(32);
        if (peer.openFlow10()) {
            body.u16(PortNo.toOf10(portNo)).zeros(6).u32(0).u16(8).zeros(2);
            return Answer.of(new RawMessage(peer.version(), request.getXid(), QUEUE_GET_CONFIG_REPLY_10, body.bytes()));
        }
        body.u32(portNo).zeros(4);
        for (OfPort port : all ? PortOrder.localFirst(ports.snapshot()) : List.of(existing(portNo))) {
            body.u32(0).u32(port.portNo()).u16(16).zeros(6);
        }
        return Answer.of(new RawMessage(peer.version(), request.getXid(), QUEUE_GET_CONFIG_REPLY_13, body.bytes()));
    }

    Answer stats(Peer peer, OFQueueStatsRequest request) throws OpenFlowException {
        int portNo = request.getPortNo().getPortNumber();
        long queueId = request.getQueueId();
        boolean anyQueue = (int) queueId == -1;
        List<OfPort> shown = new ArrayList<>();
        boolean all = portNo == PortNo.ANY || portNo == PortNo.ALL && peer.openFlow10();
        for (OfPort port : all ? PortOrder.localFirst(ports.snapshot()) : List.of(existing(portNo))) {
            if (port.kind().equals("dummy") && (anyQueue || queueId == 0)) {
                shown.add(port);
            }
        }
        if (shown.isEmpty() && !anyQueue) {
            throw new OpenFlowException(OfError.OFPQOFC_BAD_QUEUE, "no queue " + queueId);
        }
        OFVersion version = peer.version();
        return new Answer.Stream(Multipart.replies(
                version,
                request.getXid(),
                Multipart.QUEUE,
                shown.iterator(),
                (body, port) -> write(body, port, version)));
    }

    private OfPort existing(int portNo) throws OpenFlowException {
        OfPort port = ports.snapshot().port(portNo);
        if (port == null) {
            throw new OpenFlowException(OfError.OFPQOFC_BAD_PORT, "no port " + Integer.toUnsignedString(portNo));
        }
        return port;
    }

    private static void write(WireBody body, OfPort port, OFVersion version) {
        if (version == OFVersion.OF_10) {
            body.u16(PortNo.toOf10(port.portNo()))
                    .zeros(2)
                    .u32(0)
                    .u64(UNKNOWN)
                    .u64(UNKNOWN)
                    .u64(UNKNOWN);
        } else {
            body.u32(port.portNo())
                    .u32(0)
                    .u64(UNKNOWN)
                    .u64(UNKNOWN)
                    .u64(UNKNOWN)
                    .u32(UNKNOWN)
                    .u32(UNKNOWN);
        }
    }
}
