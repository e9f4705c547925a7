package org.mirach.controller.rest;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.staticflow.StaticFlowSyntax;
import org.mirach.controller.shard.Members;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.controller.southbound.PortStats;
import org.mirach.controller.southbound.SwitchPort;
import org.mirach.controller.southbound.SwitchRegistry;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.FlowStatsEntry;

/**
 * {@code /v1/switches}: what is connected here, and ports and flow entries read from the switch at that moment.
 *
 * <p><b>Threads:</b> any; calls block for the switch's answer.
 */
final class SwitchResource {
    private static final long PATIENCE_SECONDS = 40;

    private final SwitchRegistry registry;
    private final Members members;

    SwitchResource(SwitchRegistry registry, Members members) {
        this.registry = registry;
        this.members = members;
    }

    Answers.Switches list() {
        return new Answers.Switches(registry.all().stream().map(this::shown).toList());
    }

    Answers.Switch one(String datapathId) {
        return shown(session(datapathId));
    }

    Answers.Ports ports(String datapathId) {
        SwitchSession session = session(datapathId);
        Map<Integer, PortStats> stats = wait(session, session.portStats()).stream()
                .collect(Collectors.toMap(PortStats::portNo, Function.identity(), (first, _) -> first));
        return new Answers.Ports(session.ports().values().stream()
                .map(port -> shown(port, stats.get(port.portNo())))
                .toList());
    }

    Answers.Flows flows(String datapathId) {
        SwitchSession session = session(datapathId);
        return new Answers.Flows(wait(session, session.flows(0, 0)).stream()
                .sorted(Comparator.comparingInt(FlowStatsEntry::tableId)
                        .thenComparing(Comparator.comparingInt(FlowStatsEntry::priority)
                                .reversed()))
                .map(SwitchResource::shown)
                .toList());
    }

    SwitchSession session(String datapathId) {
        long id;
        try {
            id = DatapathId.parse(datapathId);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage(), "GET /v1/switches lists those that are connected");
        }
        return registry.get(id)
                .orElseThrow(() -> ApiException.notFound(
                        "switch " + DatapathId.text(id) + " is not connected to this controller",
                        "GET /v1/switches lists those that are; is the switch's controller set to this one?"));
    }

    private Answers.Switch shown(SwitchSession session) {
        String master = session.isMaster()
                ? members.self().nodeId()
                : members.masterOf(session.name())
                        .filter(id -> !id.equals(members.self().nodeId()))
                        .orElse(null);
        return new Answers.Switch(
                session.name(),
                session.address(),
                session.connectedSince().truncatedTo(ChronoUnit.SECONDS).toString(),
                master,
                session.role().name(),
                session.description(),
                session.ports().size());
    }

    private static Answers.Port shown(SwitchPort port, PortStats stats) {
        PortStats counted = stats != null ? stats : new PortStats(port.portNo(), 0, 0, 0, 0, 0, 0, 0, 0);
        return new Answers.Port(
                Integer.toUnsignedLong(port.portNo()),
                port.name(),
                EthernetFrame.macText(port.hwAddr()),
                port.state(),
                port.config(),
                port.currSpeedKbps(),
                counted.rxPackets(),
                counted.txPackets(),
                counted.rxBytes(),
                counted.txBytes(),
                counted.rxDropped(),
                counted.txDropped(),
                counted.rxErrors(),
                counted.txErrors());
    }

    private static Answers.Flow shown(FlowStatsEntry entry) {
        return new Answers.Flow(
                entry.tableId(),
                entry.priority(),
                "0x" + Long.toHexString(entry.cookie()),
                FlowOwner.of(entry.cookie()).word(),
                entry.durationSec() + Math.round(entry.durationNsec() / 1e6) / 1e3,
                entry.idleTimeout(),
                entry.hardTimeout(),
                entry.packetCount(),
                entry.byteCount(),
                StaticFlowSyntax.match(entry.match()),
                StaticFlowSyntax.actions(entry.instructions()));
    }

    private static <T> List<T> wait(SwitchSession session, CompletableFuture<List<T>> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw ApiException.switchFailed(
                    String.valueOf(e.getCause().getMessage()), "is the switch overloaded or gone?");
        } catch (TimeoutException e) {
            throw ApiException.switchFailed(
                    "switch " + session.name() + " did not answer", "try again; look at its log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unavailable("the controller is stopping", "ask another controller");
        }
    }
}
