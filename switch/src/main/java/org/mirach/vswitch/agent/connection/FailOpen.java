package org.mirach.vswitch.agent.connection;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.config.FailMode;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.Pipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a standalone bridge a learning switch while no controller answers, as Open vSwitch does: after three inactivity
 * probes without a controller a hidden entry above all others sends every packet to NORMAL, and goes when one is back. A
 * standalone bridge that has no controllers at all gets a plain entry of priority 0 that does the same.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class FailOpen {
    /** Above every priority that OpenFlow can name; Open vSwitch's number. */
    static final int HIDDEN_PRIORITY = 0xf0f0f0;

    private static final Logger LOG = LoggerFactory.getLogger(FailOpen.class);
    private static final int PROBES = 3;

    private final boolean standalone;
    private final boolean hasControllers;
    private final Duration patience;
    private final Pipeline pipeline;
    private final Peers peers;
    private final LongSupplier nanoTime;
    private long lastConnectedNs;
    private boolean open;

    public FailOpen(
            FailMode mode,
            boolean hasControllers,
            Duration inactivityProbe,
            Pipeline pipeline,
            Peers peers,
            LongSupplier nanoTime) {
        this.standalone = mode == FailMode.STANDALONE;
        this.hasControllers = hasControllers;
        this.patience = (inactivityProbe.isZero() ? Duration.ofSeconds(5) : inactivityProbe).multipliedBy(PROBES);
        this.pipeline = pipeline;
        this.peers = peers;
        this.nanoTime = nanoTime;
        this.lastConnectedNs = nanoTime.getAsLong();
    }

    /** Once, before packets flow. */
    public void start() {
        if (standalone && !hasControllers) {
            pipeline.apply(normal(FlowModCommand.ADD, 0));
        }
    }

    /** Now and then, and when a peer came or went. */
    public void check() {
        if (!standalone || !hasControllers) {
            return;
        }
        boolean connected = peers.all().stream().anyMatch(peer -> peer.kind() == PeerKind.PRIMARY);
        if (connected) {
            lastConnectedNs = nanoTime.getAsLong();
        }
        boolean wanted = !connected && nanoTime.getAsLong() - lastConnectedNs >= patience.toNanos();
        if (wanted != open) {
            open = wanted;
            pipeline.apply(normal(wanted ? FlowModCommand.ADD : FlowModCommand.DELETE_STRICT, HIDDEN_PRIORITY));
            if (wanted) {
                LOG.warn("no controller for {} s: acting as a learning switch until one is back", patience.toSeconds());
            } else {
                LOG.info("a controller is back: its flow entries are in force again");
            }
        }
    }

    /** Whether the bridge acts as a learning switch for want of a controller. */
    public boolean isOpen() {
        return open;
    }

    private static FlowChange normal(FlowModCommand command, int priority) {
        return FlowChange.builder(command)
                .tableId(0)
                .priority(priority)
                .actions(new Action.Output(PortNo.NORMAL))
                .build();
    }
}
