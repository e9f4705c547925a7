package org.mirach.vswitch;

import static org.mirach.vswitch.pipeline.port.PortConfig.PORT_DOWN;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.handler.PortTraffic;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.config.PortType;
import org.mirach.vswitch.config.QueueConfig;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.PortCounters;
import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.QueueCounters;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortQueue;
import org.mirach.vswitch.pipeline.port.PortState;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.xdp.NetDevice;
import org.mirach.xdp.XdpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds and removes ports while packets flow, and keeps them in step with their devices: a device that vanishes is a port
 * that is down, one that reappears is opened again under the same port number.
 *
 * <p><b>Invariant:</b> a device is closed only after the engine has said that it touches none of its queues.
 *
 * <p><b>Threads:</b> the agent thread; devices are opened and closed on workers.
 */
@RunsOn(Role.AGENT)
final class BridgePorts {
    private static final Logger LOG = LoggerFactory.getLogger(BridgePorts.class);
    private static final long INBOX_RETRY_MS = 1;

    private final PortTable table;
    private final EngineCommands engine;
    private final IntFunction<PortCounters> counters;
    private final PortOpener opener;
    private final ScheduledExecutorService agent;
    private final Executor workers;
    private final Map<Integer, BridgePort> ports = new TreeMap<>(Integer::compareUnsigned);

    BridgePorts(
            PortTable table,
            EngineCommands engine,
            IntFunction<PortCounters> counters,
            PortOpener opener,
            ScheduledExecutorService agent,
            Executor workers) {
        this.table = table;
        this.engine = engine;
        this.counters = counters;
        this.opener = opener;
        this.agent = agent;
        this.workers = workers;
    }

    /**
     * Adds a port.
     *
     * @param mayWait whether a device that is not there is waited for; otherwise that is an error
     * @return the port's number, once packets flow (or it waits)
     */
    CompletableFuture<Integer> add(PortConfig config, boolean mayWait) {
        if (named(config.name()) != null) {
            return CompletableFuture.failedFuture(
                    new VSwitchException("there is a port " + config.name() + " already"));
        }
        int portNo = config.portNo() != 0 ? config.portNo() : lowestFree();
        return add(config, portNo, mayWait);
    }

    /** Adds the bridge's own tap device as port LOCAL. */
    CompletableFuture<Integer> addLocal(PortConfig config) {
        return add(config, PortNo.LOCAL, false);
    }

    private CompletableFuture<Integer> add(PortConfig config, int portNo, boolean mayWait) {
        BridgePort holder = ports.get(portNo);
        if (holder != null) {
            return CompletableFuture.failedFuture(new VSwitchException(
                    "port number " + portNo + " is " + holder.config().name() + "'s; leave it out or choose another"));
        }
        BridgePort port = new BridgePort(config, portNo, System.nanoTime(), counted(portNo, 0, 0));
        ports.put(portNo, port);
        CompletableFuture<Integer> done = new CompletableFuture<>();
        open(port, done, mayWait);
        return done;
    }

    /** Removes a port. @return its number, once the engine has let go of it */
    CompletableFuture<Integer> remove(String name) {
        BridgePort port = named(name);
        if (port == null || port.state() == BridgePort.State.OPENING) {
            return CompletableFuture.failedFuture(new VSwitchException(
                    port == null ? "there is no port " + name : "port " + name + " is being opened; try again"));
        }
        PortDevice device = port.device();
        port.removed();
        table.remove(port.portNo());
        LOG.info("port {}, number {}, is removed", name, number(port));
        return detach(port.portNo(), device)
                .thenApplyAsync(
                        _ -> {
                            ports.remove(port.portNo());
                            return port.portNo();
                        },
                        agent);
    }

    /** A device is there, or back. */
    void onDeviceAppeared(String deviceName) {
        for (BridgePort port : wanting(deviceName)) {
            if (port.state() == BridgePort.State.OPENING) {
                port.appeared();
            } else {
                port.opening();
                open(port, new CompletableFuture<>(), true);
            }
        }
    }

    /** A device is gone. */
    void onDeviceVanished(String deviceName) {
        for (BridgePort port : carriedBy(deviceName)) {
            PortDevice device = port.device();
            port.waiting("device " + deviceName
                    + (port.config().type() == PortType.TAP
                            ? " is gone; remove the port and add it again"
                            : " is gone; it is opened again when it is back"));
            LOG.warn("port {}, number {}, is down: {}", port.config().name(), number(port), port.trouble());
            linkState(port, false);
            detach(port.portNo(), device);
        }
    }

    /** A device came up or went down, or has another MTU. One that is taken down is a port that is configured so. */
    void onDeviceChanged(String deviceName, boolean adminUp, boolean linkUp, int mtuBytes) {
        for (BridgePort port : carriedBy(deviceName)) {
            port.device().mtuBytes(); // asks the kernel, so that the engine sees the new MTU too
            OfPort shown = table.snapshot().port(port.portNo());
            if (shown != null && shown.mtuBytes() != mtuBytes) {
                table.update(shown.withFeatures(
                        shown.curr(),
                        shown.advertised(),
                        shown.supported(),
                        shown.peer(),
                        shown.currSpeedKbps(),
                        shown.maxSpeedKbps(),
                        mtuBytes));
            }
            show(port, adminUp, linkUp);
        }
    }

    /** port_mod's PORT_DOWN goes to the device, as in Open vSwitch; what becomes of the link is seen there. */
    void setUp(int portNo, boolean up) {
        BridgePort port = ports.get(portNo);
        switch (port == null ? null : port.device()) {
            case null -> LOG.debug("port {} has no device to take up or down", Integer.toUnsignedString(portNo));
            case MemoryDevice memory -> {
                memory.setLinkUp(up);
                agent.execute(() -> linkState(port, up));
            }
            case PortDevice device -> workers.execute(() -> setUp(device, up));
        }
    }

    private static void setUp(PortDevice device, boolean up) {
        try {
            NetDevice.setUp(device.name(), up);
        } catch (XdpException e) {
            LOG.warn("device {} could not be taken {}: {}", device.name(), up ? "up" : "down", e.getMessage());
        }
    }

    /** A dummy port's link was set. */
    void onDummyLink(String name, boolean up) {
        BridgePort port = named(name);
        if (port != null) {
            show(port, up, up);
        }
    }

    /** What a port carried since it was added. */
    PortTraffic traffic(int portNo) {
        BridgePort port = ports.get(portNo);
        if (port == null) {
            return PortTraffic.none(0);
        }
        long rxLost = port.device() == null ? 0 : port.device().rxLost();
        return counted(portNo, rxLost, System.nanoTime() - port.addedNs()).since(port.before());
    }

    private PortTraffic counted(int portNo, long rxLost, long ageNs) {
        return PortTraffic.of(counters.apply(portNo), rxLost, ageNs);
    }

    /** All ports, by number. */
    List<BridgePort> all() {
        return new ArrayList<>(ports.values());
    }

    /** The port, or null. */
    BridgePort named(String name) {
        return ports.values().stream()
                .filter(port -> port.config().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Closes all devices, once the engine has let go of them.
     *
     * @param engineRuns false where the engine has ended, so that it touches nothing and answers nothing
     */
    CompletableFuture<Void> closeAll(boolean engineRuns) {
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (BridgePort port : all()) {
            PortDevice device = port.device();
            port.removed();
            if (engineRuns) {
                closing.add(detach(port.portNo(), device));
            } else if (device != null) {
                closing.add(CompletableFuture.runAsync(device::close, workers));
            }
        }
        ports.clear();
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    private void open(BridgePort port, CompletableFuture<Integer> done, boolean mayWait) {
        CompletableFuture.supplyAsync(() -> opener.open(port.config()), workers)
                .whenCompleteAsync(
                        (device, failure) -> {
                            if (failure == null) {
                                onOpened(port, device, done, mayWait);
                            } else {
                                onOpenFailed(
                                        port, failure.getCause() == null ? failure : failure.getCause(), done, mayWait);
                            }
                        },
                        agent);
    }

    private void onOpened(BridgePort port, PortDevice device, CompletableFuture<Integer> done, boolean mayWait) {
        if (port.state() == BridgePort.State.REMOVED) {
            closeUnused(device);
            done.completeExceptionally(
                    new VSwitchException("port " + port.config().name() + " was removed meanwhile"));
            return;
        }
        if (!device.present()) {
            closeUnused(device);
            onOpenFailed(port, new VSwitchException("device " + device.name() + " is gone again"), done, mayWait);
            return;
        }
        port.opened(device);
        LOG.info("port {} is number {}: {}, {}", port.config().name(), number(port), device.type(), device.mode());
        List<PortQueue> queues = queues(port.config());
        submit(new EngineCommand.AddPort(
                port.portNo(), device.rx(), device.tx(), specs(queues), () -> done.complete(port.portNo())));
        OfPort shown = shown(port, device).withQueues(queues);
        OfPort old = table.snapshot().port(port.portNo());
        if (old == null) {
            table.add(shown);
        } else {
            table.update(shown.withConfig(old.config()));
        }
    }

    /** Closes a device that the engine has never seen. */
    private void closeUnused(PortDevice device) {
        try {
            workers.execute(device::close);
        } catch (RejectedExecutionException e) {
            device.close(); // The switch stops and has no workers any more.
        }
    }

    private void onOpenFailed(BridgePort port, Throwable failure, CompletableFuture<Integer> done, boolean mayWait) {
        if (port.state() == BridgePort.State.REMOVED) {
            done.completeExceptionally(failure);
            return;
        }
        if (port.hasAppeared()) {
            port.opening();
            open(port, done, mayWait);
            return;
        }
        if (!mayWait) {
            ports.remove(port.portNo());
            done.completeExceptionally(failure);
            return;
        }
        port.waiting(String.valueOf(failure.getMessage()));
        LOG.warn("port {}, number {}, is down: {}", port.config().name(), number(port), port.trouble());
        if (table.snapshot().port(port.portNo()) == null) {
            table.add(OfPort.of(
                            port.portNo(),
                            port.config().name(),
                            port.config().type().word(),
                            0)
                    .withState(PortState.LINK_DOWN));
        }
        done.complete(port.portNo());
    }

    private static List<PortQueue> queues(PortConfig config) {
        long nowNs = System.nanoTime();
        return config.queues().stream()
                .sorted(Comparator.comparingInt(QueueConfig::id))
                .map(queue ->
                        new PortQueue(queue.id(), queue.minRateBps(), queue.maxRateBps(), new QueueCounters(), nowNs))
                .toList();
    }

    private static List<QueueSpec> specs(List<PortQueue> queues) {
        return queues.stream()
                .map(queue -> new QueueSpec(queue.queueId(), queue.minRateBps(), queue.maxRateBps(), queue.counters()))
                .toList();
    }

    private static OfPort shown(BridgePort port, PortDevice device) {
        int features = PortFeatures.of(device.currSpeedKbps());
        return OfPort.of(port.portNo(), port.config().name(), device.type(), device.hwAddr())
                .withFeatures(features, 0, 0, 0, device.currSpeedKbps(), 0, device.mtuBytes())
                .withState(device.linkUp() ? PortState.LIVE : PortState.LINK_DOWN);
    }

    private static String number(BridgePort port) {
        return port.portNo() == PortNo.LOCAL ? "LOCAL" : Integer.toString(port.portNo());
    }

    private void show(BridgePort port, boolean adminUp, boolean linkUp) {
        OfPort shown = table.snapshot().port(port.portNo());
        if (shown != null) {
            int config = shown.config() & ~PORT_DOWN | (adminUp ? 0 : PORT_DOWN);
            table.update(shown.withConfig(config).withState(linkUp ? PortState.LIVE : PortState.LINK_DOWN));
        }
    }

    private void linkState(BridgePort port, boolean up) {
        OfPort shown = table.snapshot().port(port.portNo());
        if (shown != null) {
            table.update(shown.withState(up ? PortState.LIVE : PortState.LINK_DOWN));
        }
    }

    private CompletableFuture<Void> detach(int portNo, PortDevice device) {
        if (device == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> gone = new CompletableFuture<>();
        submit(new EngineCommand.RemovePort(portNo, () -> gone.complete(null)));
        return gone.thenRunAsync(device::close, workers);
    }

    private void submit(EngineCommand command) {
        if (!engine.submit(command)) {
            agent.schedule(() -> submit(command), INBOX_RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private List<BridgePort> wanting(String deviceName) {
        return ports.values().stream()
                .filter(port -> (port.state() == BridgePort.State.WAITING || port.state() == BridgePort.State.OPENING)
                        && port.config().type() != PortType.TAP
                        && port.config().deviceName().equals(deviceName))
                .toList();
    }

    private List<BridgePort> carriedBy(String deviceName) {
        return ports.values().stream()
                .filter(port -> port.state() == BridgePort.State.OPEN
                        && port.device().name().equals(deviceName)
                        && port.config().type() != PortType.DUMMY)
                .toList();
    }

    private int lowestFree() {
        int portNo = 1;
        while (ports.containsKey(portNo)) {
            portNo++;
        }
        return portNo;
    }
}
