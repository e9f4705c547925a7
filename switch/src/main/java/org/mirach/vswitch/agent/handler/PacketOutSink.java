package org.mirach.vswitch.agent.handler;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Action;

/** Takes packets from controllers: the slow path. Called on the agent thread. */
@FunctionalInterface
public interface PacketOutSink {
    /** @return why the actions are refused, or null when the packet is on its way */
    OfError inject(int inPort, List<Action> actions, byte[] packet);
}
