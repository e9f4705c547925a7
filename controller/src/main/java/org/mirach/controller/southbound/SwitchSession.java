package org.mirach.controller.southbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFBarrierReply;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortStatsEntry;
import org.projectfloodlight.openflow.protocol.OFPortStatsReply;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.OFPort;

/**
 * One connected switch, as applications and REST see it.
 *
 * <p><b>Invariant:</b> {@link #isMaster()} is true only between the switch's acceptance of this controller as master and
 * the first sign that the leadership is gone; only then do applications write.
 *
 * <p><b>Threads:</b> every method may be called from any thread; futures complete on the switch's event loop, so what is
 * chained to them must not block.
 */
public final class SwitchSession {
    private static final OFFactory OF13 = OFFactories.getFactory(OFVersion.OF_13);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final OpenFlowConnection connection;
    private final Requests requests;
    private final long datapathId;
    private final SouthboundCounters counters;
    private final Instant connectedSince = Instant.now();
    private final FlowWriter flowWriter = new FlowWriter(this);
    private volatile SwitchDescription description = SwitchDescription.UNKNOWN;
    private volatile Map<Integer, SwitchPort> ports = Map.of();
    private volatile ControllerRole role = ControllerRole.EQUAL;

    SwitchSession(OpenFlowConnection connection, Requests requests, long datapathId, SouthboundCounters counters) {
        this.connection = connection;
        this.requests = requests;
        this.datapathId = datapathId;
        this.counters = counters;
    }

    public long datapathId() {
        return datapathId;
    }

    /** The datapath id as 16 hexadecimal digits. */
    public String name() {
        return DatapathId.text(datapathId);
    }

    /** The switch's end of the connection. */
    public String address() {
        return connection.remoteAddress().toString().replaceFirst("^.*/", "");
    }

    public Instant connectedSince() {
        return connectedSince;
    }

    public SwitchDescription description() {
        return description;
    }

    /** The ports by number, in order; an immutable snapshot. */
    public Map<Integer, SwitchPort> ports() {
        return ports;
    }

    /** What this controller is to the switch. */
    public ControllerRole role() {
        return role;
    }

    public boolean isMaster() {
        return role == ControllerRole.MASTER;
    }

    public boolean isOpen() {
        return connection.isOpen();
    }

    /** The switch's event loop: what runs there is in order with the calls of {@link SwitchListener}. */
    public ScheduledExecutorService eventLoop() {
        return connection.executor();
    }

    /** A fresh transaction id. Only on the event loop. */
    long nextXid() {
        return requests.nextXid();
    }

    /** Sends without waiting for an answer; for small numbers of messages that must not be lost. */
    public void send(OFMessage message) {
        connection.send(message);
    }

    /**
     * Sends unless the switch is behind with reading: then all are dropped and counted. For answers to packet-ins, which
     * the switch can cause without end.
     */
    public boolean offer(List<? extends OFMessage> messages) {
        if (!connection.isWritable()) {
            counters.answersDropped.incrementAndGet();
            return false;
        }
        connection.sendAll(messages);
        return true;
    }

    /** Writes flow entries, in order; see {@link FlowWriter}. */
    public CompletableFuture<List<FlowWriter.Refusal>> write(List<FlowMod> flowMods) {
        return onLoop(() -> flowWriter.write(flowMods));
    }

    /** Waits until the switch has done everything sent before. */
    public CompletableFuture<Void> barrier() {
        return barrier(REQUEST_TIMEOUT);
    }

    CompletableFuture<Void> barrier(Duration timeout) {
        return request(
                        "barrier",
                        timeout,
                        xid -> OF13.buildBarrierRequest().setXid(xid).build(),
                        reply -> ((OFBarrierReply) reply).getXid())
                .thenApply(_ -> null);
    }

    /** The flow entries of all tables whose cookie matches, read from the switch now. */
    public CompletableFuture<List<FlowStatsEntry>> flows(long cookie, long cookieMask) {
        List<FlowStatsEntry> entries = new ArrayList<>();
        return request(
                "flow statistics",
                REQUEST_TIMEOUT.multipliedBy(6),
                xid -> new FlowStatsRequest(
                        OFVersion.OF_13,
                        xid,
                        WireFormat.STANDARD,
                        255,
                        PortNo.ANY,
                        PortNo.GROUP_ANY,
                        cookie,
                        cookieMask,
                        Match.ANY),
                reply -> {
                    FlowStatsReply part = (FlowStatsReply) reply;
                    entries.addAll(part.entries());
                    return part.more() ? null : entries;
                });
    }

    /** The counters of all ports, read from the switch now. */
    public CompletableFuture<List<PortStats>> portStats() {
        List<PortStats> all = new ArrayList<>();
        return request(
                "port statistics",
                REQUEST_TIMEOUT,
                xid -> OF13.buildPortStatsRequest()
                        .setXid(xid)
                        .setPortNo(OFPort.ANY)
                        .build(),
                reply -> {
                    OFPortStatsReply part = (OFPortStatsReply) reply;
                    part.getEntries().forEach(entry -> all.add(stats(entry)));
                    return part.getFlags().contains(OFStatsReplyFlags.REPLY_MORE) ? null : all;
                });
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param onReply given each reply; null while more must come
     */
    <T> CompletableFuture<T> request(
            String what, Duration timeout, Function<Long, OFMessage> request, Function<OFMessage, T> onReply) {
        return onLoop(() -> {
            if (!connection.isOpen()) {
                return CompletableFuture.failedFuture(new SwitchException(name() + ": not connected", null));
            }
            long xid = requests.nextXid();
            CompletableFuture<T> answer = requests.await(xid, what, timeout, onReply);
            connection.send(request.apply(xid));
            return answer;
        });
    }

    /** Takes an error that answers a flow_mod being written. Only on the event loop. */
    boolean acceptError(org.mirach.openflow.message.ErrorMessage error) {
        return flowWriter.accept(error);
    }

    Requests requests() {
        return requests;
    }

    OpenFlowConnection connection() {
        return connection;
    }

    void description(SwitchDescription value) {
        description = value;
    }

    void ports(List<SwitchPort> all) {
        TreeMap<Integer, SwitchPort> byNumber = new TreeMap<>(Integer::compareUnsigned);
        all.forEach(port -> byNumber.put(port.portNo(), port));
        ports = java.util.Collections.unmodifiableMap(byNumber);
    }

    /** Applies one port_status. Only on the event loop. */
    void port(PortChange change, SwitchPort port) {
        TreeMap<Integer, SwitchPort> next = new TreeMap<>(Integer::compareUnsigned);
        next.putAll(ports);
        switch (change) {
            case ADDED, MODIFIED -> next.put(port.portNo(), port);
            case DELETED -> next.remove(port.portNo());
        }
        ports = java.util.Collections.unmodifiableMap(next);
    }

    void role(ControllerRole value) {
        role = value;
    }

    private <T> CompletableFuture<T> onLoop(java.util.function.Supplier<CompletableFuture<T>> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            eventLoop()
                    .execute(() -> step.get().whenComplete((value, failure) -> {
                        if (failure != null) {
                            result.completeExceptionally(unwrap(failure));
                        } else {
                            result.complete(value);
                        }
                    }));
        } catch (java.util.concurrent.RejectedExecutionException _) {
            result.completeExceptionally(new SwitchException(name() + ": not connected", null));
        }
        return result;
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static PortStats stats(OFPortStatsEntry entry) {
        return new PortStats(
                entry.getPortNo().getPortNumber(),
                entry.getRxPackets().getValue(),
                entry.getTxPackets().getValue(),
                entry.getRxBytes().getValue(),
                entry.getTxBytes().getValue(),
                entry.getRxDropped().getValue(),
                entry.getTxDropped().getValue(),
                entry.getRxErrors().getValue(),
                entry.getTxErrors().getValue());
    }

    @Override
    public String toString() {
        return name() + " at " + address();
    }
}
