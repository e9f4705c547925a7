package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
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
import org.mirach.vswitch.pipeline.port.PortQueue;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_QUEUE_GET_CONFIG_REQUEST, OFPMP_QUEUE_DESC and OFPMP_QUEUE (OpenFlow 1.3.5, 7.3.6 and 7.3.5.8). A dummy port
 * without queues shows one of which nothing is known, as in Open vSwitch. Rates are not told: OpenFlow has them in tenths
 * of a percent of the port's speed, and Open vSwitch leaves them out too.
 */
@RunsOn(Role.AGENT)
final class QueueHandler {
    private static final int QUEUE_GET_CONFIG_REPLY_10 = 21;
    private static final int QUEUE_GET_CONFIG_REPLY_13 = 23;
    private static final int STATS_14_BYTES = 48;
    private static final long UNKNOWN = -1L;

    private final PortTable ports;
    private final LongSupplier nanoTime;

    QueueHandler(PortTable ports, LongSupplier nanoTime) {
        this.ports = ports;
        this.nanoTime = nanoTime;
    }

    /** A queue of a port; {@code queue} is null for the one of which nothing is known. */
    private record Shown(int portNo, int queueId, PortQueue queue) {}

    Answer config(Peer peer, ItemRequest request) throws OpenFlowException {
        List<Shown> shown = queues(request, request.id() == PortNo.ANY);
        OFVersion version = peer.version();
        return switch (version) {
            case OF_10 -> config10(request, shown);
            case OF_11, OF_12, OF_13 -> config13(request, shown);
            case OF_14, OF_15 ->
                new Answer.Stream(Multipart.replies(
                        version,
                        request.xid(),
                        Multipart.QUEUE_DESC,
                        shown.iterator(),
                        (body, queue) -> body.u32(queue.portNo())
                                .u32(queue.queueId())
                                .u16(16)
                                .zeros(6)));
        };
    }

    private static Answer config10(ItemRequest request, List<Shown> shown) {
        WireBody body = new WireBody(64).u16(PortNo.toOf10(request.id())).zeros(6);
        for (Shown queue : shown) {
            body.u32(queue.queueId()).u16(8).zeros(2);
        }
        return Answer.of(new RawMessage(OFVersion.OF_10, request.xid(), QUEUE_GET_CONFIG_REPLY_10, body.bytes()));
    }

    private static Answer config13(ItemRequest request, List<Shown> shown) {
        WireBody body = new WireBody(64).u32(request.id()).zeros(4);
        for (Shown queue : shown) {
            body.u32(queue.queueId()).u32(queue.portNo()).u16(16).zeros(6);
        }
        return Answer.of(new RawMessage(request.version(), request.xid(), QUEUE_GET_CONFIG_REPLY_13, body.bytes()));
    }

    Answer stats(Peer peer, ItemRequest request) throws OpenFlowException {
        boolean all = request.id() == PortNo.ANY || request.id() == PortNo.ALL && peer.openFlow10();
        List<Shown> shown = queues(request, all);
        OFVersion version = peer.version();
        return new Answer.Stream(Multipart.replies(
                version,
                request.xid(),
                Multipart.QUEUE,
                shown.iterator(),
                (body, queue) -> write(body, queue, version)));
    }

    /** Those that the request names. */
    private List<Shown> queues(ItemRequest request, boolean allPorts) throws OpenFlowException {
        boolean anyQueue = request.queueId() == ItemRequest.ALL_QUEUES;
        List<Shown> found = new ArrayList<>();
        for (OfPort port : allPorts ? PortOrder.localFirst(ports.snapshot()) : List.of(existing(request.id()))) {
            for (Shown queue : queues(port)) {
                if (anyQueue || queue.queueId() == request.queueId()) {
                    found.add(queue);
                }
            }
        }
        if (found.isEmpty() && !anyQueue) {
            throw new OpenFlowException(
                    OfError.OFPQOFC_BAD_QUEUE, "no queue " + Integer.toUnsignedString(request.queueId()));
        }
        return found;
    }

    private static List<Shown> queues(OfPort port) {
        if (port.queues().isEmpty() && port.kind().equals("dummy")) {
            return List.of(new Shown(port.portNo(), 0, null));
        }
        return port.queues().stream()
                .map(queue -> new Shown(port.portNo(), queue.queueId(), queue))
                .toList();
    }

    private OfPort existing(int portNo) throws OpenFlowException {
        OfPort port = ports.snapshot().port(portNo);
        if (port == null) {
            throw new OpenFlowException(OfError.OFPQOFC_BAD_PORT, "no port " + Integer.toUnsignedString(portNo));
        }
        return port;
    }

    private void write(WireBody body, Shown shown, OFVersion version) {
        if (version == OFVersion.OF_10) {
            body.u16(PortNo.toOf10(shown.portNo())).zeros(2).u32(shown.queueId());
        } else {
            if (version.getWireVersion() >= OFVersion.OF_14.getWireVersion()) {
                body.u16(STATS_14_BYTES).zeros(6);
            }
            body.u32(shown.portNo()).u32(shown.queueId());
        }
        PortQueue queue = shown.queue();
        body.u64(queue == null ? UNKNOWN : queue.counters().txBytes())
                .u64(queue == null ? UNKNOWN : queue.counters().txPackets())
                .u64(queue == null ? UNKNOWN : queue.counters().txErrors());
        if (version != OFVersion.OF_10) {
            long ageNs = queue == null ? 0 : nanoTime.getAsLong() - queue.createdNs();
            body.u32(queue == null ? UNKNOWN : Durations.seconds(ageNs))
                    .u32(queue == null ? UNKNOWN : Durations.nanoseconds(ageNs));
        }
    }
}
