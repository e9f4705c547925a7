package org.mirach.openflow.model;

import java.util.List;

/**
 * What a flow entry does on a match (OpenFlow 1.3.5, 5.9). Executed in the order of declaration here; OpenFlow 1.0's
 * action list is one {@link ApplyActions}. Immutable.
 */
public sealed interface Instruction {
    record Meter(int meterId) implements Instruction {}

    record ApplyActions(List<Action> actions) implements Instruction {
        public ApplyActions {
            actions = List.copyOf(actions);
        }
    }

    record ClearActions() implements Instruction {}

    record WriteActions(List<Action> actions) implements Instruction {
        public WriteActions {
            actions = List.copyOf(actions);
        }
    }

    record WriteMetadata(long metadata, long mask) implements Instruction {}

    record GotoTable(int tableId) implements Instruction {}

    /** An instruction that this library does not know: type and everything after the length. Lenient only. */
    record Raw(int type, Bytes body) implements Instruction {}
}
