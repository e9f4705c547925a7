package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.model.Instruction;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * What happened to a flow entry: what flow monitors report. Immutable.
 *
 * @param entry as it is now, or was when it was removed
 * @param oldInstructions what an added or modified entry had before, where that was something else; otherwise null
 * @param reason of a removal: {@link org.mirach.openflow.model.FlowRemovedReason}; otherwise 0
 * @param origin who asked for the change, as given to {@link Pipeline#apply(FlowChange, Object)}; null where the switch
 *     itself did
 */
public record FlowEvent(Kind kind, FlowEntry entry, List<Instruction> oldInstructions, int reason, Object origin) {
    /** An add in place of an equal match is an ADDED; a modify that changes neither actions nor cookie is nothing. */
    public enum Kind {
        ADDED,
        MODIFIED,
        REMOVED
    }
}
