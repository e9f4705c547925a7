package org.mirach.controller.app;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.mirach.controller.southbound.FlowWriter;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.FlowModCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lasting entries of one cookie, or of one owner, on one connected switch as they shall be: reads what is there,
 * writes the difference.
 *
 * <p><b>Threads:</b> the switch's event loop.
 */
public final class FlowKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(FlowKeeper.class);

    private final SwitchSession session;
    private final long cookie;
    private final long cookieMask;
    private final Set<FlowMod> written = new HashSet<>();

    /** Keeps the entries whose cookie has the bits of {@code cookie} where {@code cookieMask} has ones. */
    public FlowKeeper(SwitchSession session, long cookie, long cookieMask) {
        this.session = session;
        this.cookie = cookie;
        this.cookieMask = cookieMask;
    }

    /**
     * Writes the difference between {@code desired} and what is there; nothing unless still the master by then. Completes
     * with what the switch refused.
     */
    public CompletableFuture<List<FlowWriter.Refusal>> keep(Collection<FlowMod> desired) {
        List<FlowMod> wanted = List.copyOf(desired);
        return session.flows(cookie, cookieMask).thenCompose(entries -> {
            List<FlowMod> changes = FlowDiff.between(wanted, entries, written);
            if (changes.isEmpty() || !session.isMaster()) {
                return CompletableFuture.completedFuture(List.of());
            }
            LOG.debug("switch {}: has {}; written: {}", session.name(), entries, changes);
            return session.write(changes).thenApply(refusals -> {
                written.retainAll(Set.copyOf(wanted));
                changes.stream()
                        .filter(change -> change.command() == FlowModCommand.ADD)
                        .forEach(written::add);
                refusals.forEach(refusal -> written.remove(refusal.flowMod()));
                return refusals;
            });
        });
    }
}
