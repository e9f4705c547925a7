package org.mirach.controller.app.staticflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.FlowKeeper;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.PacketApp;
import org.mirach.controller.app.staticflow.StaticFlowRound.Refused;
import org.mirach.controller.southbound.FlowWriter;
import org.mirach.controller.southbound.SwitchRegistry;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.FlowMod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the static flows on the switches that this controller is the master of: on becoming master, on each change, and
 * every few seconds it reads the entries with its cookies, and writes the difference.
 *
 * <p><b>Threads:</b> each switch's round runs on its event loop, one at a time; {@link #rounds} is read by anyone.
 */
public final class StaticFlowApp implements PacketApp {
    private static final Logger LOG = LoggerFactory.getLogger(StaticFlowApp.class);
    private static final int KEEP_SECONDS = 15;
    private static final int AFTER_CHANGE_MS = 10;
    private static final String SAME_AS = "same table, priority and match as static flow ";

    private final StaticFlows flows;
    private final SwitchRegistry registry;
    private final Map<Long, StaticFlowRound> rounds = new ConcurrentHashMap<>();
    private final Map<SwitchSession, Keeping> keepings = new ConcurrentHashMap<>();

    /** Follows the changes of {@code flows}. */
    public StaticFlowApp(StaticFlows flows, SwitchRegistry registry) {
        this.flows = flows;
        this.registry = registry;
        flows.onChange(this::onChange);
    }

    /** State of one switch while master; its event loop's. */
    private static final class Keeping {
        final FlowKeeper keeper;
        ScheduledFuture<?> timer;
        boolean running;
        boolean again;

        Keeping(FlowKeeper keeper) {
            this.keeper = keeper;
        }
    }

    /** The last rounds by datapath id; only of switches that this controller is the master of. */
    public Map<Long, StaticFlowRound> rounds() {
        return Map.copyOf(rounds);
    }

    @Override
    public void onMaster(SwitchSession session) {
        Keeping keeping = new Keeping(new FlowKeeper(session, FlowOwner.STATIC_FLOWS.cookie(0), FlowOwner.MASK));
        keepings.put(session, keeping);
        keeping.timer = session.eventLoop()
                .scheduleWithFixedDelay(() -> round(session, keeping), 0, KEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onSlave(SwitchSession session) {
        rounds.remove(session.datapathId());
        Keeping keeping = keepings.remove(session);
        if (keeping != null) {
            keeping.timer.cancel(false);
        }
    }

    @Override
    public void onDisconnected(SwitchSession session) {
        onSlave(session);
    }

    private void onChange(long datapathId) {
        registry.get(datapathId).filter(SwitchSession::isMaster).ifPresent(session -> {
            Keeping keeping = keepings.get(session);
            if (keeping != null && !session.eventLoop().isShutdown()) {
                // A moment's wait turns a burst of changes into one round.
                session.eventLoop().schedule(() -> round(session, keeping), AFTER_CHANGE_MS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void round(SwitchSession session, Keeping keeping) {
        if (!flows.isReady() || !session.isMaster()) {
            return;
        }
        if (keeping.running) {
            keeping.again = true;
            return;
        }
        keeping.running = true;
        keeping.again = false;
        List<StaticFlow> wanted = flows.of(session.datapathId());
        Map<String, Refused> refused = new HashMap<>();
        List<FlowMod> flowMods = flowMods(session, wanted, refused);
        keeping.keeper.keep(flowMods).whenComplete((refusals, failure) -> {
            keeping.running = false;
            if (failure != null) {
                LOG.warn(
                        "switch {}: static flows not checked: {}; tried again in {} s",
                        session.name(),
                        failure.getMessage(),
                        KEEP_SECONDS);
            } else {
                done(session, wanted, refusals, refused);
            }
            if (keeping.again) {
                round(session, keeping);
            }
        });
    }

    /** The entries to hold; what can't be one, and what this switch refused before, goes to {@code refused}. */
    private List<FlowMod> flowMods(SwitchSession session, List<StaticFlow> wanted, Map<String, Refused> refused) {
        Map<String, Refused> before = rounds.getOrDefault(session.datapathId(), new StaticFlowRound(0, Map.of()))
                .refused();
        Map<FlowDiff.Identity, StaticFlow> taken = new HashMap<>();
        List<FlowMod> flowMods = new ArrayList<>();
        for (StaticFlow flow : wanted) {
            Refused old = before.get(flow.id());
            if (old != null && old.version() == flow.version() && !old.reason().startsWith(SAME_AS)) {
                refused.put(flow.id(), old);
                continue;
            }
            try {
                FlowMod flowMod = StaticFlowSyntax.parse(flow.flow()).toBuilder()
                        .cookie(flow.cookie())
                        .build();
                Optional<FlowOwner> keeper = flows.keeper(flowMod);
                if (keeper.isPresent()) {
                    String reason = "the application " + keeper.get().word() + " keeps this entry itself";
                    refused.put(flow.id(), new Refused(flow.version(), reason));
                    continue;
                }
                StaticFlow first = taken.putIfAbsent(FlowDiff.Identity.of(flowMod), flow);
                if (first == null) {
                    flowMods.add(flowMod);
                } else {
                    refused.put(
                            flow.id(), new Refused(flow.version(), SAME_AS + first.id() + " (" + first.name() + ")"));
                }
            } catch (IllegalArgumentException e) {
                refused.put(flow.id(), new Refused(flow.version(), e.getMessage()));
            }
        }
        return flowMods;
    }

    private void done(
            SwitchSession session,
            List<StaticFlow> wanted,
            List<FlowWriter.Refusal> refusals,
            Map<String, Refused> refused) {
        Map<Long, StaticFlow> byCookie = new TreeMap<>();
        wanted.forEach(flow -> byCookie.put(flow.cookie(), flow));
        for (FlowWriter.Refusal refusal : refusals) {
            StaticFlow flow = byCookie.get(refusal.flowMod().cookie());
            if (flow != null) {
                String reason = refusal.cause()
                        .error()
                        .map(Enum::name)
                        .orElse(refusal.cause().getMessage());
                refused.put(flow.id(), new Refused(flow.version(), "the switch answered " + reason));
                LOG.warn("switch {}: static flow {} ({}) refused: {}", session.name(), flow.id(), flow.name(), reason);
            }
        }
        if (session.isMaster()) {
            long upTo = wanted.stream().mapToLong(StaticFlow::version).max().orElse(0);
            rounds.put(session.datapathId(), new StaticFlowRound(upTo, refused));
        }
    }
}
