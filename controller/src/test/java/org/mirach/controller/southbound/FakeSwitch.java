package org.mirach.controller.southbound;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.error.ErrorCode;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
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
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.types.DatapathId;
import org.projectfloodlight.openflow.types.MacAddress;
import org.projectfloodlight.openflow.types.OFAuxId;
import org.projectfloodlight.openflow.types.OFPort;

/**
 * A switch without a network: answers the handshake, keeps flow entries, remembers what it was sent.
 *
 * <p><b>Threads:</b> its own event loop, one thread; fields for tests are concurrent or volatile.
 */
public final class FakeSwitch implements OpenFlowConnection {
    private static final OFFactory OF13 = OFFactories.getFactory(OFVersion.OF_13);

    private final long datapathId;
    private final int ports;
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("fake-switch").factory());
    /** What was sent here, in order. */
    public final List<OFMessage> sent = new CopyOnWriteArrayList<>();
    /** Flow entries by identity; public so that tests can put some there first. */
    public final Map<String, FlowStatsEntry> entries = java.util.Collections.synchronizedMap(new LinkedHashMap<>());
    /** The greatest generation_id met. */
    public volatile long generationId = Long.MIN_VALUE;
    public volatile boolean mute;
    public volatile boolean writable = true;
    public volatile int auxiliaryId;
    public volatile String closedBecause;
    /** Priority of flow_mods that are refused, or -1. */
    public volatile int refusedPriority = -1;
    private Handshake handler;

    /** A switch with that many ports: 1 to {@code ports}. */
    public FakeSwitch(long datapathId, int ports) {
        this.datapathId = datapathId;
        this.ports = ports;
    }

    /** Connects to what the context stands for. */
    FakeSwitch connect(SouthboundContext context) {
        handler = new Handshake(context);
        loop.execute(() -> handler.onConnected(this));
        return this;
    }

    /** Sends a packet of an Ethernet frame to the controller. */
    public void packetIn(int inPort, long cookie, byte[] frame) {
        deliver(new PacketIn(
                OFVersion.OF_13, 0, WireFormat.STANDARD, PortNo.NO_BUFFER, frame.length, 0, 0, cookie,
                Match.builder().exact(Field.IN_PORT, inPort).build(), Bytes.wrap(frame)));
    }

    /** Says that a port is up or down now. */
    public void portStatus(int portNo, boolean up) {
        deliver(OF13.buildPortStatus().setReason(OFPortReason.MODIFY).setDesc(port(portNo, up)).build());
    }

    /** Sends any message. */
    public void deliver(OFMessage message) {
        loop.execute(() -> handler.onMessage(this, message, Bytes.EMPTY));
    }

    /** Breaks the connection. */
    public void disconnect() {
        close("peer closed");
    }

    /** The messages of one class sent here. */
    public <T> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void send(OFMessage message) {
        sent.add(message);
        if (!mute && closedBecause == null) {
            answer(message);
        }
    }

    @Override
    public void sendAll(List<? extends OFMessage> messages) {
        messages.forEach(this::send);
    }

    private void answer(OFMessage message) {
        long xid = message.getXid();
        switch (message) {
            case OFFeaturesRequest _ -> deliver(OF13.buildFeaturesReply().setXid(xid)
                    .setDatapathId(DatapathId.of(datapathId)).setAuxiliaryId(OFAuxId.of(auxiliaryId)).build());
            case OFDescStatsRequest _ -> deliver(OF13.buildDescStatsReply().setXid(xid)
                    .setMfrDesc("Fake").setHwDesc("none").setSwDesc("1").setSerialNum("").setDpDesc("").build());
            case PortDescRequest _ -> deliver(
                    new PortDescReply(OFVersion.OF_13, xid, false, portDescriptions()));
            case OFBarrierRequest _ -> deliver(OF13.buildBarrierReply().setXid(xid).build());
            case RoleRequest role -> role(role);
            case FlowMod flowMod -> flowMod(flowMod);
            case FlowStatsRequest request -> deliver(new FlowStatsReply(
                    OFVersion.OF_13, xid, WireFormat.STANDARD, false,
                    List.copyOf(entries.values()).stream()
                            .filter(entry -> ((entry.cookie() ^ request.cookie()) & request.cookieMask()) == 0)
                            .toList()));
            case PacketOut _ -> { }
            default -> throw new AssertionError("the fake switch knows no " + message);
        }
    }

    private void role(RoleRequest request) {
        if (request.role() != ControllerRole.EQUAL && request.generationId() < generationId) {
            error(request.xid(), OfError.OFPRRFC_STALE);
            return;
        }
        generationId = request.generationId();
        deliver(new RoleReply(OFVersion.OF_13, request.xid(), request.role(), request.generationId()));
    }

    private void flowMod(FlowMod flowMod) {
        if (flowMod.priority() == refusedPriority) {
            error(flowMod.xid(), OfError.OFPBAC_BAD_OUT_PORT);
            return;
        }
        String identity = flowMod.tableId() + "/" + flowMod.priority() + "/" + flowMod.match();
        switch (flowMod.command()) {
            case ADD, MODIFY, MODIFY_STRICT -> entries.put(identity, new FlowStatsEntry(
                    flowMod.tableId(), 0, 0, flowMod.priority(), flowMod.idleTimeout(), flowMod.hardTimeout(),
                    flowMod.flags(), flowMod.cookie(), 0, 0, -1, -1, flowMod.match(), flowMod.instructions()));
            case DELETE_STRICT -> entries.remove(identity);
            case DELETE -> entries.values().removeIf(
                    entry -> ((entry.cookie() ^ flowMod.cookie()) & flowMod.cookieMask()) == 0
                            && covers(flowMod.match(), entry.match())
                            && (flowMod.outPort() == PortNo.ANY
                                    || entry.instructions().toString().contains("port=" + flowMod.outPort() + ",")));
        }
    }

    private static boolean covers(Match wide, Match narrow) {
        return wide.fields().stream().allMatch(field -> narrow.fields().contains(field));
    }

    private void error(long xid, OfError error) {
        ErrorCode code = error.in(OFVersion.OF_13);
        deliver(new ErrorMessage(OFVersion.OF_13, xid, code.experimenter(), code.type(), code.code(), Bytes.EMPTY));
    }

    private List<OFPortDesc> portDescriptions() {
        List<OFPortDesc> all = new ArrayList<>();
        for (int portNo = 1; portNo <= ports; portNo++) {
            all.add(port(portNo, true));
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

    @Override
    public OFVersion version() {
        return OFVersion.OF_13;
    }

    @Override
    public void refuse(Bytes request, OfError error) {
        throw new AssertionError("a controller answers no request");
    }

    @Override
    public void close(String reason) {
        if (closedBecause == null) {
            closedBecause = reason;
            loop.execute(() -> handler.onClosed(this, reason));
        }
    }

    @Override
    public boolean isOpen() {
        return closedBecause == null;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress("192.0.2.1", (int) datapathId);
    }

    @Override
    public String name() {
        return "fake:" + datapathId;
    }

    @Override
    public String peerSubject() {
        return "";
    }

    @Override
    public ScheduledExecutorService executor() {
        return loop;
    }

    /** Runs something on the event loop and waits for it. */
    public void onLoop(Consumer<FakeSwitch> step) throws Exception {
        loop.submit(() -> step.accept(this)).get();
    }
}
