package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.error.OfError;

/** What became of a {@link FlowChange}. Immutable. */
public sealed interface FlowModResult {
    /**
     * The change is in force for every packet translated from now on, once the surrounding batch is published.
     *
     * @param removed entries that are gone, in no particular order; replaced entries (ADD over an equal match, MODIFY)
     *     are not among them, as OpenFlow sends no flow_removed for them
     */
    record Applied(int added, int modified, List<RemovedFlow> removed) implements FlowModResult {
        public Applied {
            removed = List.copyOf(removed);
        }
    }

    /** Nothing was changed. {@code reason} is for the log. */
    record Refused(OfError error, String reason) implements FlowModResult {}
}
