package org.mirach.vswitch;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.mirach.openflow.channel.OpenFlowTransport;
import org.mirach.openflow.channel.TlsConfig;
import org.mirach.openflow.message.CtFlush;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.admin.ControlSocket;
import org.mirach.vswitch.agent.Agent;
import org.mirach.vswitch.config.EngineSettings;
import org.mirach.vswitch.config.LimitsConfig;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.config.PortType;
import org.mirach.vswitch.config.SwitchConfig;
import org.mirach.vswitch.config.XdpAttachMode;
import org.mirach.vswitch.conntrack.Conntrack;
import org.mirach.vswitch.conntrack.ConntrackControl;
import org.mirach.vswitch.conntrack.ConntrackSettings;
import org.mirach.vswitch.fastpath.Engine;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.EngineConfig;
import org.mirach.vswitch.fastpath.execute.ScratchPacket;
import org.mirach.vswitch.observe.Coverage;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.ports.EngineMemory;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.SlowPath;
import org.mirach.vswitch.slowpath.SlowPathSettings;
import org.mirach.xdp.NetDeviceWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring: every thread and every queue of a switch is made here.
 *
 * <p><b>Threads:</b>
 *
 * <table>
 * <caption>what runs where</caption>
 * <tr><td>engine</td><td>{@link Engine#run}: polls ports, forwards</td></tr>
 * <tr><td>upcall</td><td>{@code UpcallHandler.run}: translates misses, from the bounded miss queue</td></tr>
 * <tr><td>revalidator</td><td>{@code Revalidator.run}: keeps cached flows in step</td></tr>
 * <tr><td>agent</td><td>the one event loop of the transport: OpenFlow, and the pipeline's only writer</td></tr>
 * <tr><td>links</td><td>{@link NetDeviceWatcher}: devices that come and go</td></tr>
 * <tr><td>workers</td><td>virtual threads: open and close devices, collect counters, serve the control socket</td></tr>
 * </table>
 *
 * <p>Queues: the engine's inbox, the miss queue, the packet-ins that wait for the agent; each bounded and counted.
 */
public final class VSwitch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VSwitch.class);
    /** A packet's way through 4096 tables is that deep a recursion. */
    private static final long STACK_BYTES = 16L << 20;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration CLOSE_PORTS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PORTS_PATIENCE = Duration.ofSeconds(30);

    private final SwitchConfig config;
    /** A tap; with dummy ports a dummy as well, so that tests need no privilege and no name in the system. */
    private final PortType localType;

    private final String version;
    private final Pipeline pipeline = new Pipeline();
    private final EngineMemory memory;
    private final Engine engine;
    private final ConntrackControl connections;
    private final SlowPath slowPath;
    private final OpenFlowTransport transport;
    private final ScheduledExecutorService agentLoop;
    private final Agent agent;
    private final BridgePorts ports;
    private final CommandTable commands = new CommandTable();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("worker-", 0).factory());
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile String fault;
    private volatile boolean engineEnded;
    private final CountDownLatch closed = new CountDownLatch(1);
    private ControlSocket controlSocket;
    private NetDeviceWatcher deviceWatcher;
    private long datapathId;

    private VSwitch(SwitchConfig config, boolean dummyAllowed, String version) {
        this.config = config;
        this.localType = dummyAllowed ? PortType.DUMMY : PortType.TAP;
        this.version = version;
        limit(config.bridge().limits());
        String name = config.bridge().name();
        EngineSettings settings = config.engine();
        memory = EngineMemory.create(settings.frameCount(), settings.frameSize());
        MissRelay misses = new MissRelay();
        Conntrack conntrack = new Conntrack(ConntrackSettings.upTo(settings.maxConnections()));
        engine = new Engine(engineConfig(settings, name), memory.pool(), misses, conntrack);
        connections = new ConntrackControl(conntrack, engine::submitOrWait);
        transport = new OpenFlowTransport("agent-" + name, 1);
        agentLoop = transport.loops().next();
        agent = new Agent(config.bridge(), transport, agentLoop, pipeline);
        ScratchPacket scratch = new ScratchPacket();
        slowPath = new SlowPath(
                new SlowPath.Neighbours(
                        pipeline,
                        engineCommands(engine),
                        engine.flowCounters(),
                        scratch::parse,
                        agent.packetIns(),
                        agentLoop,
                        System::nanoTime),
                SlowPathSettings.DEFAULT.withLimits(
                        engine.config().flowCapacity(), engine.config().maxMasks()));
        misses.connect(slowPath.misses());
        pipeline.addMeterListener(new EngineMeters(engine::submitOrWait));
        ports = new BridgePorts(
                pipeline.ports(),
                engine::submit,
                engine::portCounters,
                new DeviceOpener(memory, dummyAllowed),
                agentLoop,
                workers);
    }

    private void limit(LimitsConfig limits) {
        for (int tableId = 0; tableId < PipelineView.TABLES; tableId++) {
            pipeline.table(tableId).maxEntries(limits.flowsPerTable());
        }
        for (GroupType type : GroupType.values()) {
            pipeline.groups().maxGroups(type, (int) limits.groups());
        }
        pipeline.meters().maxMeters(limits.meters());
    }

    /**
     * Starts a switch; returns when it is ready.
     *
     * @param dummyAllowed whether ports of type dummy may exist
     * @throws VSwitchException it can't start: why, and what to do
     */
    public static VSwitch start(SwitchConfig config, boolean dummyAllowed, String version) {
        long startedNs = System.nanoTime();
        VSwitch vswitch;
        try {
            Files.createDirectories(config.runDir());
            vswitch = new VSwitch(config, dummyAllowed, version);
        } catch (IOException e) {
            throw new VSwitchException("cannot make the directory " + config.runDir() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new VSwitchException("the switch cannot be set up: " + reason(e), e);
        }
        try {
            vswitch.run();
        } catch (RuntimeException e) {
            vswitch.close();
            throw e instanceof VSwitchException known ? known : new VSwitchException(reason(e), e);
        }
        LOG.info(
                "switch {} is ready after {} ms: datapath {}, {} ports, OpenFlow on {}, control on {}",
                config.bridge().name(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs),
                vswitch.datapathIdText(),
                config.bridge().ports().size(),
                vswitch.agent.listening(),
                config.controlSocket());
        return vswitch;
    }

    private static String reason(RuntimeException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void run() {
        String name = config.bridge().name();
        thread("engine-" + name, this::runEngine);
        thread("upcall-" + name, slowPath.upcalls());
        thread("revalidator-" + name, slowPath.revalidator());
        openPorts();
        datapathId = config.bridge()
                .datapathIdNumber()
                .orElseGet(() -> DatapathIds.choose(pipeline.ports().snapshot()));
        TlsConfig tls = config.tls()
                .map(files -> new TlsConfig(files.certificate(), files.privateKey(), files.caCertificate()))
                .orElse(null);
        agent.start(
                config.managementSocket(),
                datapathId,
                version,
                tls,
                new Agent.Neighbours(
                        this::barrier,
                        () -> CompletableFuture.runAsync(slowPath::pushStats, workers)
                                .thenApplyAsync(done -> done, agentLoop),
                        (inPort, actions, packet) -> slowPath.injector()
                                .inject(packet, inPort, actions)
                                .orElse(null),
                        (packet, key, continuation) -> slowPath.injector()
                                .resume(packet, key, continuation)
                                .orElse(null),
                        ports::setUp,
                        this::flush,
                        ports::traffic));
        ObserveCommands observe = new ObserveCommands(this);
        agentLoop.scheduleAtFixedRate(observe::sample, Coverage.INTERVAL_S, Coverage.INTERVAL_S, TimeUnit.SECONDS);
        SwitchCommands.register(commands, this, observe);
        controlSocket = ControlSocket.open(config.controlSocket(), commands);
    }

    /** Agent thread. */
    private CompletableFuture<?> barrier() {
        return slowPath.settled()
                ? CompletableFuture.completedFuture(null)
                : slowPath.barrier().thenApplyAsync(done -> done, agentLoop);
    }

    private static EngineCommands engineCommands(Engine engine) {
        return new EngineCommands() {
            @Override
            public boolean submit(EngineCommand command) {
                return engine.submit(command);
            }

            @Override
            public boolean idle() {
                return engine.idle();
            }
        };
    }

    /** Asks the engine, which can take a moment: not on the agent thread. */
    private CompletableFuture<Void> flush(CtFlush request) {
        return CompletableFuture.runAsync(
                        () -> connections.flush(request.zone(), ConnectionChoice.of(request)), workers)
                .thenApplyAsync(done -> done, agentLoop);
    }

    private void runEngine() {
        try {
            engine.run();
        } finally {
            engineEnded = true;
        }
    }

    private void thread(String name, Runnable body) {
        Thread thread = Thread.ofPlatform()
                .name(name)
                .daemon()
                .stackSize(STACK_BYTES)
                .unstarted(() -> {
                    try {
                        body.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("thread {} died; the switch stops", name, e);
                        fault = "thread " + name + " died: " + e;
                        close();
                    }
                });
        threads.add(thread);
        thread.start();
    }

    /** All at once; a device that is not there (yet) is a port that is down. */
    private void openPorts() {
        List<CompletableFuture<Integer>> opening = new ArrayList<>();
        if (config.bridge().localPort()) {
            String name = config.bridge().name();
            PortConfig local = new PortConfig(name, Optional.empty(), 0, localType, XdpAttachMode.BEST_EFFORT);
            opening.add(onAgent(() -> ports.addLocal(local)));
        }
        // Ports with a number first, so that the others find what is free.
        config.bridge().ports().stream()
                .sorted((a, b) -> Boolean.compare(a.portNo() == 0, b.portNo() == 0))
                .forEach(port -> opening.add(onAgent(() -> ports.add(port, port.type() != PortType.DUMMY))));
        await(CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)), PORTS_PATIENCE);
        boolean localDevice = config.bridge().localPort() && localType != PortType.DUMMY;
        if (localDevice || config.bridge().ports().stream().anyMatch(VSwitch::onRealDevice)) {
            deviceWatcher = NetDeviceWatcher.start(event -> agentLoop.execute(() -> onDevice(event)));
        }
    }

    private static boolean onRealDevice(PortConfig port) {
        return port.type() != PortType.DUMMY;
    }

    private void onDevice(NetDeviceWatcher.Event event) {
        switch (event) {
            case NetDeviceWatcher.Event.Appeared appeared -> {
                ports.onDeviceAppeared(appeared.link().name());
                onLink(appeared.link());
            }
            case NetDeviceWatcher.Event.Vanished vanished ->
                ports.onDeviceVanished(vanished.link().name());
            case NetDeviceWatcher.Event.Changed changed -> onLink(changed.link());
        }
    }

    private void onLink(NetDeviceWatcher.Link link) {
        ports.onDeviceChanged(link.name(), link.up(), link.up() && link.running(), link.mtu());
    }

    /** Runs on the agent thread what answers later. */
    <T> CompletableFuture<T> onAgent(Supplier<CompletableFuture<T>> task) {
        return CompletableFuture.supplyAsync(task, agentLoop).thenCompose(later -> later);
    }

    static <T> T await(CompletableFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new VSwitchException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new VSwitchException("no answer within " + patience.toMillis() + " ms; the log says more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VSwitchException("interrupted", e);
        }
    }

    private static EngineConfig engineConfig(EngineSettings settings, String name) {
        EngineConfig defaults = EngineConfig.defaults("engine-" + name)
                .withFlowCapacity(settings.flowCapacity())
                .withCpu(settings.cpu());
        return settings.idleSpinUs() < 0
                ? defaults.withAlwaysSpin(true)
                : defaults.withIdleSpinUs(settings.idleSpinUs());
    }

    CommandTable commands() {
        return commands;
    }

    SwitchConfig config() {
        return config;
    }

    String version() {
        return version;
    }

    String datapathIdText() {
        return "%016x".formatted(datapathId);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Engine engine() {
        return engine;
    }

    /** What the engine's connection tracker knows. */
    ConntrackControl connections() {
        return connections;
    }

    SlowPath slowPath() {
        return slowPath;
    }

    Agent agent() {
        return agent;
    }

    BridgePorts ports() {
        return ports;
    }

    /**
     * Waits until the switch has stopped.
     *
     * @throws VSwitchException one of its threads died, which stopped it
     */
    public void awaitClosed() throws InterruptedException {
        closed.await();
        if (fault != null) {
            throw new VSwitchException(fault + "; the log says more");
        }
    }

    /** Stops everything: devices are let go of, sockets removed. Any thread, even one that died; idempotent. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            stop();
        } catch (RuntimeException e) {
            LOG.warn(
                    "switch {} did not stop in order; the kernel frees the rest when the process ends",
                    config.bridge().name(),
                    e);
        } finally {
            LOG.info("switch {} has stopped", config.bridge().name());
            closed.countDown();
        }
    }

    private void stop() {
        if (controlSocket != null) {
            controlSocket.close();
        }
        if (deviceWatcher != null) {
            deviceWatcher.close();
        }
        agent.close();
        boolean portsClosed = closePorts();
        slowPath.upcalls().stop();
        slowPath.revalidator().stop();
        engine.stop();
        transport.close();
        workers.shutdownNow();
        boolean ended = threads.stream().allMatch(VSwitch::ended);
        if (ended && portsClosed) {
            memory.close();
        }
    }

    /** An engine that has ended touches no queue and answers nothing: then devices are closed without asking it. */
    private boolean closePorts() {
        try {
            await(onAgent(() -> ports.closeAll(!engineEnded)), CLOSE_PORTS_PATIENCE);
            return true;
        } catch (VSwitchException e) {
            LOG.warn(
                    "ports were not closed in order: {}; the kernel lets go of them when the process ends",
                    e.getMessage());
            return false;
        }
    }

    private static boolean ended(Thread thread) {
        try {
            return thread == Thread.currentThread() || thread.join(STOP_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
