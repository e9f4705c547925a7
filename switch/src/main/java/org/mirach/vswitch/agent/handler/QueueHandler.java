package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_QUEUE_GET_CONFIG_REQUEST, OFPMP_QUEUE_DESC and OFPMP_QUEUE (OpenFlow 1.3.5, 7.3.6 and 7.3.5.8). Ports here have one queue, number 0,
 * of which nothing is known; it is shown where Open vSwitch shows it, at dummy ports.
 */
@RunsOn(Role.AGENT)
final class QueueHandler {
    private static final int QUEUE_GET_CONFIG_REPLY_10 = 21;
    private static final int QUEUE_GET_CONFIG_REPLY_13 = 23;
    private static final int STATS_14_BYTES = 48;
    private static final long UNKNOWN = -1L;

    private final PortTable ports;

    QueueHandler(PortTable ports) {
        this.ports = ports;
    }

    Answer config(Peer peer, ItemRequest request) throws OpenFlowException {
        int portNo = request.id();
        boolean anyQueue = request.queueId() == ItemRequest.ALL_QUEUES;
        List<OfPort> named = portNo == PortNo.ANY ? PortOrder.localFirst(ports.snapshot()) : List.of(existing(portNo));
        List<OfPort> shown = anyQueue ? named : withQueue(named, request.queueId());
        long xid = request.xid();
        return switch (peer.version()) {
            case OF_10 -> config10(portNo, xid);
            case OF_11, OF_12, OF_13 -> config13(peer.version(), portNo, xid, shown);
            case OF_14, OF_15 ->
                new Answer.Stream(Multipart.replies(
                        peer.version(),
                        xid,
                        Multipart.QUEUE_DESC,
                        shown.iterator(),
                        (body, port) -> body.u32(port.portNo()).u32(0).u16(16).zeros(6)));
        };
    }

    private static Answer config10(int portNo, long xid) {
        WireBody body = new WireBody(16)
                .u16(PortNo.toOf10(portNo))
                .zeros(6)
                .u32(0)
                .u16(8)
                .zeros(2);
        return Answer.of(new RawMessage(OFVersion.OF_10, xid, QUEUE_GET_CONFIG_REPLY_10, body.bytes()));
    }

    private static Answer config13(OFVersion version, int portNo, long xid, List<OfPort> shown) {
        WireBody body = new WireBody(32).u32(portNo).zeros(4);
        for (OfPort port : shown) {
            body.u32(0).u32(port.portNo()).u16(16).zeros(6);
        }
        return Answer.of(new RawMessage(version, xid, QUEUE_GET_CONFIG_REPLY_13, body.bytes()));
    }

    Answer stats(Peer peer, ItemRequest request) throws OpenFlowException {
        int portNo = request.id();
        boolean all = portNo == PortNo.ANY || portNo == PortNo.ALL && peer.openFlow10();
        List<OfPort> dummies = new ArrayList<>();
        for (OfPort port : all ? PortOrder.localFirst(ports.snapshot()) : List.of(existing(portNo))) {
            if (port.kind().equals("dummy")) {
                dummies.add(port);
            }
        }
        List<OfPort> shown =
                request.queueId() == ItemRequest.ALL_QUEUES ? dummies : withQueue(dummies, request.queueId());
        OFVersion version = peer.version();
        return new Answer.Stream(Multipart.replies(
                version, request.xid(), Multipart.QUEUE, shown.iterator(), (body, port) -> write(body, port, version)));
    }

    /** Ports that have the queue: all of them where it is number 0. */
    private static List<OfPort> withQueue(List<OfPort> named, int queueId) throws OpenFlowException {
        if (queueId != 0 || named.isEmpty()) {
            throw new OpenFlowException(OfError.OFPQOFC_BAD_QUEUE, "no queue " + Integer.toUnsignedString(queueId));
        }
        return named;
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
            body.u16(PortNo.toOf10(port.portNo())).zeros(2).u32(0);
        } else {
            if (version.getWireVersion() >= OFVersion.OF_14.getWireVersion()) {
                body.u16(STATS_14_BYTES).zeros(6);
            }
            body.u32(port.portNo()).u32(0);
        }
        body.u64(UNKNOWN).u64(UNKNOWN).u64(UNKNOWN);
        if (version != OFVersion.OF_10) {
            body.u32(UNKNOWN).u32(UNKNOWN);
        }
    }
}
