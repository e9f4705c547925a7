package org.mirach.vswitch.agent.connection;

import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.vswitch.pipeline.FlowSelector;

/**
 * One flow monitor of a peer. Immutable.
 *
 * @param flags    bits of {@link FlowMonitorRequest}
 * @param selector the entries that it watches
 */
public record FlowMonitor(int id, int flags, FlowSelector selector) {
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether it wants the peer's own changes in full; Open vSwitch takes "only own" for the same. */
    public boolean ownInFull() {
        return has(FlowMonitorRequest.NO_ABBREV | FlowMonitorRequest.ONLY_OWN);
    }
}
