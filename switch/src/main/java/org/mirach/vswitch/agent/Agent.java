package org.mirach.vswitch.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.openflow.channel.OpenFlowTransport;
import org.mirach.openflow.channel.TlsConfig;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.vswitch.agent.async.FlowMonitorSender;
import org.mirach.vswitch.agent.async.FlowRemovedSender;
import org.mirach.vswitch.agent.async.PacketInSender;
import org.mirach.vswitch.agent.async.PortStatusSender;
import org.mirach.vswitch.agent.async.TableStatusSender;
import org.mirach.vswitch.agent.connection.Connections;
import org.mirach.vswitch.agent.connection.FailOpen;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.PeerKind;
import org.mirach.vswitch.agent.connection.PeerListener;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.agent.handler.BridgeContext;
import org.mirach.vswitch.agent.handler.ConnectionFlusher;
import org.mirach.vswitch.agent.handler.Dispatcher;
import org.mirach.vswitch.agent.handler.Handlers;
import org.mirach.vswitch.agent.handler.PacketOutSink;
import org.mirach.vswitch.agent.handler.PortAdmin;
import org.mirach.vswitch.agent.handler.PortTraffic;
import org.mirach.vswitch.agent.handler.ResumeSink;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.config.BridgeConfig;
import org.mirach.vswitch.pipeline.Pipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenFlow agent of one bridge.
 *
 * <p><i>What.</i> Peers send messages, {@link Dispatcher} finds the handler, the pipeline changes; packets, removed entries
 * and ports are told to the peers that want to know.
 *
 * <p><i>Why this way.</i> The one event loop of the bridge's connections is also the one writer of the pipeline, so that a
 * message is applied where it is read, without a lock or a hand-over.
 *
 * <p><b>Threads:</b> {@link #start}, {@link #close} and {@link #packetIns}: not the agent thread. The rest: the agent
 * thread.
 */
@RunsOn(Role.AGENT)
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long TICK_MS = 500;
    /** A bundle that nothing is done with for so long is discarded, as in Open vSwitch. */
    private static final long BUNDLE_IDLE_NS = TimeUnit.SECONDS.toNanos(10);

    private final BridgeConfig config;
    private final OpenFlowTransport transport;
    private final ScheduledExecutorService loop;
    private final Pipeline pipeline;
    private final Peers peers = new Peers();
    private final PacketInSender packetIns;
    private final FlowMonitorSender monitors;
    private final FailOpen failOpen;
    private Supplier<CompletionStage<?>> pushCounters;
    private Connections connections;

    /** @param loop the transport's only event loop: the agent thread */
    public Agent(BridgeConfig config, OpenFlowTransport transport, ScheduledExecutorService loop, Pipeline pipeline) {
        this.config = config;
        this.transport = transport;
        this.loop = loop;
        this.pipeline = pipeline;
        packetIns = new PacketInSender(peers, loop, config.packetInRate(), System::nanoTime);
        monitors = new FlowMonitorSender(peers, pipeline);
        failOpen = new FailOpen(
                config.failMode(),
                !config.controllers().isEmpty(),
                Duration.ofMillis(config.inactivityProbeMs()),
                pipeline,
                peers,
                System::nanoTime);
        pipeline.ports().addListener(new PortStatusSender(peers));
        pipeline.addTableListener(new TableStatusSender(peers));
    }

    /** What the agent needs of the rest of the switch. Called on the agent thread; stages complete on it. */
    public record Neighbours(
            Supplier<CompletionStage<?>> barrier,
            Supplier<CompletionStage<?>> pushCounters,
            PacketOutSink packetOuts,
            ResumeSink resumes,
            PortAdmin portAdmin,
            ConnectionFlusher connections,
            IntFunction<PortTraffic> traffic) {}

    /** Where the slow path sends packets for controllers. */
    public PacketInSender packetIns() {
        return packetIns;
    }

    /**
     * Opens the listeners and begins to dial. The ports should be there by now.
     *
     * @param tls null where no endpoint needs it
     * @throws RuntimeException a listener can't be opened: which, why, and what to do
     */
    public void start(Path managementSocket, long datapathId, String software, TlsConfig tls, Neighbours neighbours) {
        pushCounters = neighbours.pushCounters();
        pipeline.addRemovalListener(new FlowRemovedSender(peers, neighbours.barrier())::onRemoved);
        Handlers handlers = Handlers.of(new BridgeContext(
                software,
                datapathId,
                pipeline,
                peers,
                neighbours.traffic(),
                neighbours.barrier(),
                pushCounters,
                monitors,
                neighbours.packetOuts(),
                neighbours.resumes(),
                neighbours.portAdmin(),
                neighbours.connections(),
                System::nanoTime));
        connections = new Connections(
                transport,
                loop,
                config,
                tls,
                peers,
                pipeline::tunnelMetadata,
                new Dispatcher(handlers),
                peerListener());
        CompletableFuture.runAsync(failOpen::start, loop).join();
        connections.listen(managementSocket, config.listeners());
        loop.execute(() -> connections.dial(config.controllers()));
        loop.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Where it listens, with the port numbers that were chosen. */
    public List<Endpoint> listening() {
        return connections.listening();
    }

    /** A copy of who is connected. */
    public List<Peer> peers() {
        return peers.all();
    }

    /** State and role of one configured controller, for the operator. */
    public record ControllerStatus(String target, boolean connected, String version, ControllerRole role) {}

    /** The configured controllers, in the configured order. */
    public List<ControllerStatus> controllers() {
        return config.controllers().stream().map(this::status).toList();
    }

    /** Whether the bridge acts as a learning switch for want of a controller. */
    public boolean failOpen() {
        return failOpen.isOpen();
    }

    /** Closes the listeners, so that nobody new comes. */
    public void close() {
        if (connections != null) {
            connections.close();
        }
    }

    private ControllerStatus status(String target) {
        String endpoint = Endpoint.parse(target).toString();
        return peers.all().stream()
                .filter(peer -> peer.kind() == PeerKind.PRIMARY && peer.target().equals(endpoint))
                .findFirst()
                .map(peer -> new ControllerStatus(target, true, peer.version().toString(), peer.role()))
                .orElseGet(() -> new ControllerStatus(target, false, "", ControllerRole.NOCHANGE));
    }

    private PeerListener peerListener() {
        return new PeerListener() {
            @Override
            public void onPeersChanged() {
                Agent.this.onPeersChanged();
            }

            @Override
            public void onWritabilityChanged(Peer peer) {
                monitors.onWritable(peer);
            }
        };
    }

    private void onPeersChanged() {
        monitors.onMonitorsChanged();
        packetIns.onPeersChanged();
        failOpen.check();
        pipeline.controllerConnected(peers.all().stream().anyMatch(peer -> peer.kind() == PeerKind.PRIMARY));
        pipeline.missToController(peers.all().stream()
                .anyMatch(peer -> peer.openFlow10() && peer.hearsUnasked() && peer.controllerId() == 0));
    }

    /** Twice a second: entries whose time is up go, by counters that are up to date. */
    private void tick() {
        try {
            failOpen.check();
            long unusedSinceNs = System.nanoTime() - BUNDLE_IDLE_NS;
            peers.all().forEach(peer -> peer.discardBundlesUnusedSince(unusedSinceNs));
            pushCounters.get().whenComplete((_, failure) -> expire(failure));
        } catch (RuntimeException e) {
            LOG.error("flow entries are not expired for now; tried again in {} ms", TICK_MS, e);
            tickAgain();
        }
    }

    /** Whatever fails here must not end the ticking: timeouts would be dead from then on. */
    private void expire(Throwable failure) {
        if (failure != null) {
            LOG.warn("counters are not up to date: {}", failure.toString());
        }
        try {
            pipeline.expire(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.error("flow entries could not be expired; tried again in {} ms", TICK_MS, e);
        } finally {
            tickAgain();
        }
    }

    private void tickAgain() {
        loop.schedule(this::tick, TICK_MS, TimeUnit.MILLISECONDS);
    }
}
