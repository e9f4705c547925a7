package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.vswitch.flow.FlowKey;

/** Takes back packets that a controller action paused: the slow path. Called on the agent thread. */
@FunctionalInterface
public interface ResumeSink {
    /**
     * Lets a packet go on.
     *
     * @param pipeline     what the controller says of the packet beside its bytes
     * @param continuation of the packet_in, as the slow path gave it
     * @return why it can't, or null when the packet is on its way
     */
    OfError resume(byte[] packet, FlowKey pipeline, int continuation);
}
