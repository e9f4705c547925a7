package org.mirach.vswitch.fastpath;

import java.util.List;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.MeterCounters;

/**
 * What other threads tell an engine. Commands are applied in the order they were submitted, between two batches.
 * Immutable; safe on any thread.
 */
public sealed interface EngineCommand {
    /**
     * Adds a cached flow, or replaces the one at the same index (same key and mask, other actions).
     *
     * @param flowIndex dense index that the control side allotted, below the engine's capacity
     * @param key masked by {@code mask}
     * @param before runs on the engine thread just before: what the index counted until then is the old program's
     */
    record InstallFlow(int flowIndex, FlowKey key, FlowMask mask, CompiledFlow program, Runnable before)
            implements EngineCommand {
        /** One that nobody has to know of. */
        public InstallFlow(int flowIndex, FlowKey key, FlowMask mask, CompiledFlow program) {
            this(flowIndex, key, mask, program, () -> {});
        }
    }

    /**
     * Removes a cached flow. Once {@code done} has run no packet uses the index, its counters are final, and the index
     * may be allotted again.
     */
    record RemoveFlow(int flowIndex, Runnable done) implements EngineCommand {}

    /**
     * Sends a packet through actions: a packet that missed, or a packet-out.
     *
     * @param key       of the packet as it is: its state zone (connection, marks, tunnel) goes with the packet, as
     *     does its recirc_id, which a cached flow's actions may have been found by
     * @param flowIndex the cached flow that the packet is counted on (a miss that led to it), or -1
     */
    record Execute(byte[] packet, FlowKey key, List<DatapathAction> actions, int flowIndex) implements EngineCommand {
        public Execute {
            actions = List.copyOf(actions);
        }
    }

    /** Adds a meter, or replaces the one of this number. The engine counts on {@code counters} from then on. */
    record SetMeter(int meterId, MeterSpec spec, MeterCounters counters) implements EngineCommand {}

    /** Removes a meter; packets that ask for it go on. */
    record RemoveMeter(int meterId) implements EngineCommand {}

    /** Adds a port; {@code rx} is null for a port that only sends. {@code done} runs when it is in place. */
    record AddPort(int portNo, RxQueue rx, TxQueue tx, List<QueueSpec> queues, Runnable done) implements EngineCommand {
        public AddPort {
            queues = List.copyOf(queues);
        }

        /** A port without queues: all goes out as it comes. */
        public AddPort(int portNo, RxQueue rx, TxQueue tx, Runnable done) {
            this(portNo, rx, tx, List.of(), done);
        }
    }

    /**
     * Removes a port: after {@code done} has run the engine touches neither of its queues, and holds none of its
     * frames.
     */
    record RemovePort(int portNo, Runnable done) implements EngineCommand {}

    /** Runs {@code done} once every earlier command is in force: no packet sees older state. */
    record Sync(Runnable done) implements EngineCommand {}
}
