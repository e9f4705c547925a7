package org.mirach.controller.app.staticflow;

import java.util.Map;
import org.mirach.controller.southbound.DatapathId;

/**
 * What the master of a switch came to when it last compared its static flows with what is there. Immutable; published to
 * the other controllers as JSON.
 *
 * @param upTo every static flow up to this version was looked at
 * @param refused by id
 */
public record StaticFlowRound(long upTo, Map<String, Refused> refused) {
    public StaticFlowRound {
        refused = Map.copyOf(refused);
    }

    /** A version of a static flow that the switch does not take, and why. */
    public record Refused(long version, String reason) {}

    /** What is to be said of a flow, given the last round of its switch's master; null where the switch has no master. */
    public static StaticFlowStatus status(StaticFlow flow, StaticFlowRound round) {
        if (round == null) {
            return new StaticFlowStatus.Pending(
                    "switch " + DatapathId.text(flow.datapathId()) + " has no master now: is it connected?");
        }
        Refused refused = round.refused().get(flow.id());
        if (refused != null && refused.version() == flow.version()) {
            return new StaticFlowStatus.Refused(refused.reason());
        }
        return flow.version() <= round.upTo()
                ? new StaticFlowStatus.Installed()
                : new StaticFlowStatus.Pending("the switch's master is about to write it");
    }
}
