package org.mirach.controller.app;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.mirach.controller.southbound.FlowWriter;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.model.FlowModCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one owner's lasting entries on one connected switch as they shall be: reads what is there, writes the difference.
 *
 * <p><b>Threads:</b> the switch's event loop.
 */
public final class FlowKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(FlowKeeper.class);

    private final SwitchSession session;
    private final FlowOwner owner;
    private final Predicate<FlowStatsEntry> kept;
    private final Set<FlowMod> written = new HashSet<>();

    /** @param kept which of the owner's entries are lasting ones; others are left alone */
    public FlowKeeper(SwitchSession session, FlowOwner owner, Predicate<FlowStatsEntry> kept) {
        this.session = session;
        this.owner = owner;
        this.kept = kept;
    }

    /** What came of it: all of the owner's entries that were there, and what the switch refused. */
    public record Result(List<FlowStatsEntry> before, List<FlowWriter.Refusal> refusals) {}

    /** Writes the difference between {@code desired} and what is there; nothing unless still the master by then. */
    public CompletableFuture<Result> keep(Collection<FlowMod> desired) {
        List<FlowMod> wanted = List.copyOf(desired);
        return session.flows(owner.cookie(0), FlowOwner.MASK).thenCompose(entries -> {
            List<FlowMod> changes =
                    FlowDiff.between(wanted, entries.stream().filter(kept).toList(), written);
            if (changes.isEmpty() || !session.isMaster()) {
                return CompletableFuture.completedFuture(new Result(entries, List.of()));
            }
            LOG.debug("switch {}: has {}; written: {}", session.name(), entries, changes);
            return session.write(changes).thenApply(refusals -> {
                written.retainAll(Set.copyOf(wanted));
                changes.stream()
                        .filter(change -> change.command() == FlowModCommand.ADD)
                        .forEach(written::add);
                refusals.forEach(refusal -> written.remove(refusal.flowMod()));
                return new Result(entries, refusals);
            });
        });
    }
}
