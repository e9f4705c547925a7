package org.mirach.controller.southbound;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;

/**
 * Writes flow_mods and tells which of them the switch refused.
 *
 * <p>A flow_mod that succeeds is never answered, so a barrier follows each part: an error that has not come before the
 * barrier's reply does not come. A part is bounded, and the next leaves only after the barrier, so a long list neither
 * piles up in this process nor in the switch.
 *
 * <p><b>Threads:</b> the switch's event loop only.
 */
public final class FlowWriter {
    private static final int PART = 512;

    private final SwitchSession session;
    /** Index in the caller's list of each flow_mod sent and not yet behind a barrier. */
    private final Map<Long, Sent> sent = new HashMap<>();

    FlowWriter(SwitchSession session) {
        this.session = session;
    }

    /** A flow_mod that the switch refused. */
    public record Refusal(FlowMod flowMod, SwitchException cause) {}

    private record Sent(FlowMod flowMod, List<Refusal> refusals) {}

    /** Completes with the refusals once all are done; fails when the switch doesn't answer. */
    CompletableFuture<List<Refusal>> write(List<FlowMod> flowMods) {
        return write(List.copyOf(flowMods), 0, new ArrayList<>());
    }

    /** Takes an error that answers one of the flow_mods; false when it answers none. */
    boolean accept(ErrorMessage error) {
        Sent refused = sent.remove(error.xid());
        if (refused == null) {
            return false;
        }
        refused.refusals().add(new Refusal(refused.flowMod(), session.requests().refusal("flow_mod", error)));
        return true;
    }

    private CompletableFuture<List<Refusal>> write(List<FlowMod> all, int from, List<Refusal> refusals) {
        if (from >= all.size()) {
            return CompletableFuture.completedFuture(refusals);
        }
        int to = Math.min(from + PART, all.size());
        List<FlowMod> part = new ArrayList<>(to - from);
        for (FlowMod flowMod : all.subList(from, to)) {
            FlowMod numbered = flowMod.toBuilder().xid(session.nextXid()).build();
            sent.put(numbered.xid(), new Sent(flowMod, refusals));
            part.add(numbered);
        }
        session.connection().sendAll(part);
        return session.barrier()
                .whenComplete((_, _) -> part.forEach(flowMod -> sent.remove(flowMod.xid())))
                .thenCompose(_ -> write(all, to, refusals));
    }
}
