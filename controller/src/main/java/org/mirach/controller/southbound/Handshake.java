package org.mirach.controller.southbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mirach.openflow.channel.ConnectionHandler;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFDescStatsReply;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFeaturesReply;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortStatus;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection: the handshake as explicit states, then the delivery of what the switch sends.
 *
 * <p>Hello, echo, framing and what can't be decoded are the channel's; here a switch says its features, description and
 * ports, is checked against the switches that are connected already, and joins its election.
 *
 * <p><b>Invariant:</b> a living switch is never pushed out by a second connection that claims its datapath id: the
 * living one is asked first, and only its silence lets the second one in.
 *
 * <p><b>Threads:</b> the connection's event loop only.
 */
final class Handshake implements ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final OFFactory OF13 = OFFactories.getFactory(OFVersion.OF_13);

    /** Where a connection stands, in the order it gets there. */
    enum State {
        FEATURES,
        DUPLICATE_PROBE,
        DESCRIPTION,
        PORTS,
        CONNECTED,
        CLOSED
    }

    private final SouthboundContext southbound;
    private State state = State.FEATURES;
    private Requests requests;
    private SwitchSession session;
    private RoleControl roleControl;
    private ScheduledFuture<?> deadline;

    Handshake(SouthboundContext southbound) {
        this.southbound = southbound;
    }

    @Override
    public void onConnected(OpenFlowConnection connection) {
        requests = new Requests(connection.executor(), connection.name());
        deadline = connection
                .executor()
                .schedule(
                        () -> timedOut(connection),
                        southbound.handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        long xid = requests.nextXid();
        CompletableFuture<OFFeaturesReply> features =
                requests.await(xid, "features request", STEP_TIMEOUT, reply -> (OFFeaturesReply) reply);
        connection.send(OF13.buildFeaturesRequest().setXid(xid).build());
        then(connection, features, this::onFeatures);
    }

    private void onFeatures(OpenFlowConnection connection, OFFeaturesReply features) {
        long datapathId = features.getDatapathId().getLong();
        if (features.getAuxiliaryId().getValue() != 0) {
            refuse(
                    connection,
                    "auxiliary connection " + features.getAuxiliaryId().getValue() + " of switch "
                            + DatapathId.text(datapathId) + " refused: this controller uses main connections only");
            return;
        }
        session = new SwitchSession(connection, requests, datapathId, southbound.counters());
        state = State.DUPLICATE_PROBE;
        claim(connection);
    }

    /** Takes the datapath id, if need be from a session that no longer answers. */
    private void claim(OpenFlowConnection connection) {
        if (southbound.registry().add(session)) {
            state = State.DESCRIPTION;
            askDescription(connection);
            return;
        }
        SwitchSession old = southbound.registry().get(session.datapathId()).orElse(null);
        if (old == null || !old.isOpen()) {
            connection.executor().schedule(() -> stillHere(connection, this::claim), 50, TimeUnit.MILLISECONDS);
            return;
        }
        old.barrier(PROBE_TIMEOUT).whenComplete((_, silence) -> {
            if (silence != null) {
                old.connection().close("replaced by " + connection.name() + ": did not answer a probe");
            }
            connection.executor().execute(() -> stillHere(connection, c -> probed(c, old, silence == null)));
        });
    }

    private void probed(OpenFlowConnection connection, SwitchSession old, boolean alive) {
        if (!alive) {
            claim(connection);
            return;
        }
        southbound.counters().duplicates.incrementAndGet();
        refuse(
                connection,
                "refused: switch " + session.name() + " is connected already from " + old.address()
                        + " and answers; give each switch a datapath id of its own");
    }

    private void askDescription(OpenFlowConnection connection) {
        then(
                connection,
                session.request(
                        "description",
                        STEP_TIMEOUT,
                        xid -> OF13.buildDescStatsRequest().setXid(xid).build(),
                        reply -> reply),
                (_, reply) -> {
                    if (reply instanceof OFDescStatsReply desc) {
                        session.description(new SwitchDescription(
                                desc.getMfrDesc(),
                                desc.getHwDesc(),
                                desc.getSwDesc(),
                                desc.getSerialNum(),
                                desc.getDpDesc()));
                    }
                    state = State.PORTS;
                    askPorts(connection);
                });
    }

    private void askPorts(OpenFlowConnection connection) {
        List<SwitchPort> ports = new ArrayList<>();
        then(
                connection,
                session.<List<SwitchPort>>request(
                        "port description", STEP_TIMEOUT, xid -> new PortDescRequest(OFVersion.OF_13, xid), reply -> {
                            PortDescReply part = (PortDescReply) reply;
                            part.ports().forEach(desc -> ports.add(SwitchPort.of(desc)));
                            return part.more() ? null : ports;
                        }),
                (_, all) -> {
                    session.ports(all);
                    connected();
                });
    }

    private void connected() {
        state = State.CONNECTED;
        deadline.cancel(false);
        southbound.counters().handshakes.incrementAndGet();
        SwitchDescription said = session.description();
        LOG.info(
                "switch {}: connected from {}, {} ports ({} {})",
                session.name(),
                session.address(),
                session.ports().size(),
                said.manufacturer(),
                said.software());
        roleControl = new RoleControl(session, southbound.listener(), southbound.counters());
        southbound.listener().onConnected(session);
        roleControl.start(southbound.elections());
    }

    @Override
    public void onMessage(OpenFlowConnection connection, OFMessage message, Bytes frame) {
        switch (message) {
            case PacketIn packetIn -> onPacketIn(packetIn);
            case OFPortStatus status -> onPortStatus(status);
            case FlowRemoved removed -> {
                if (session != null && session.isMaster()) {
                    southbound.listener().onFlowRemoved(session, removed);
                }
            }
            case ErrorMessage error -> onError(error);
            default -> {
                if (!requests.accept(message)) {
                    southbound.counters().unknownMessages.incrementAndGet();
                    LOG.debug("{}: {} ignored", connection.name(), message.getType());
                }
            }
        }
    }

    private void onPacketIn(PacketIn packetIn) {
        if (session == null || !session.isMaster()) {
            southbound.counters().packetInsIgnored.incrementAndGet();
            return;
        }
        southbound.counters().packetIns.incrementAndGet();
        southbound.listener().onPacketIn(session, packetIn);
    }

    private void onPortStatus(OFPortStatus status) {
        if (state != State.CONNECTED) {
            return; // The port description that is asked for next shows it.
        }
        PortChange change = switch (status.getReason()) {
            case ADD -> PortChange.ADDED;
            case DELETE -> PortChange.DELETED;
            case MODIFY -> PortChange.MODIFIED;
        };
        SwitchPort port = SwitchPort.of(status.getDesc());
        session.port(change, port);
        southbound.listener().onPortStatus(session, change, port);
    }

    private void onError(ErrorMessage error) {
        if (requests.accept(error) || session != null && session.acceptError(error)) {
            return;
        }
        southbound.counters().errors.incrementAndGet();
        southbound
                .errorLog()
                .warn(LOG, "{}", requests.refusal("a message", error).getMessage());
    }

    @Override
    public void onClosed(OpenFlowConnection connection, String reason) {
        State was = state;
        state = State.CLOSED;
        deadline.cancel(false);
        if (session != null) {
            southbound.registry().remove(session);
        }
        if (roleControl != null) {
            roleControl.stop();
        }
        requests.close("connection closed: " + reason);
        if (was == State.CONNECTED) {
            LOG.warn("switch {}: disconnected from {}: {}", session.name(), session.address(), reason);
            southbound.listener().onDisconnected(session);
        } else {
            southbound.counters().handshakesFailed.incrementAndGet();
        }
    }

    private void timedOut(OpenFlowConnection connection) {
        refuse(
                connection,
                "closed: handshake not done within "
                        + southbound.handshakeTimeout().toMillis() + " ms, it stopped at " + state);
    }

    private void refuse(OpenFlowConnection connection, String reason) {
        southbound.errorLog().warn(LOG, "{}: {}", connection.name(), reason);
        connection.close(reason);
    }

    private void stillHere(OpenFlowConnection connection, java.util.function.Consumer<OpenFlowConnection> step) {
        if (state != State.CLOSED && connection.isOpen()) {
            step.accept(connection);
        }
    }

    /** The next step, or the end when this one failed. */
    private <T> void then(
            OpenFlowConnection connection,
            CompletableFuture<T> answer,
            java.util.function.BiConsumer<OpenFlowConnection, T> next) {
        answer.whenComplete((value, failure) -> {
            if (state == State.CLOSED) {
                return;
            }
            if (failure != null) {
                refuse(connection, "closed: handshake stopped at " + state + ": " + failure.getMessage());
            } else {
                next.accept(connection, value);
            }
        });
    }
}
