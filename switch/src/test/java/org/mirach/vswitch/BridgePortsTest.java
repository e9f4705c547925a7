package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.config.PortType;
import org.mirach.vswitch.config.XdpAttachMode;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.PortCounters;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.port.PortState;
import org.mirach.vswitch.ports.PortDevice;

/** Ports and their devices, with the workers' pace in the test's hand. */
class BridgePortsTest {
    private final Pipeline pipeline = new Pipeline();
    private final ScheduledExecutorService agent = Executors.newSingleThreadScheduledExecutor();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>(); // under itself
    private final List<FakeDevice> opened = new ArrayList<>();
    private boolean engineAnswers = true;
    private RuntimeException refusal;
    private boolean vanishing;
    private final BridgePorts ports =
            new BridgePorts(pipeline.ports(), this::engine, _ -> new PortCounters(), this::device, agent, this::later);

    private static final class FakeDevice implements PortDevice {
        private boolean closed;
        private boolean present = true;
        private int asked;

        @Override
        public boolean present() {
            return present;
        }

        @Override
        public String name() {
            return "eth1";
        }

        @Override
        public String type() {
            return "afxdp";
        }

        @Override
        public String mode() {
            return "fake";
        }

        @Override
        public long hwAddr() {
            return 1;
        }

        @Override
        public int mtuBytes() {
            asked++;
            return 1500;
        }

        @Override
        public boolean linkUp() {
            return true;
        }

        @Override
        public long currSpeedKbps() {
            return 0;
        }

        @Override
        public RxQueue rx() {
            return null;
        }

        @Override
        public TxQueue tx() {
            return null;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private boolean engine(EngineCommand command) {
        if (engineAnswers) {
            switch (command) {
                case EngineCommand.AddPort add -> add.done().run();
                case EngineCommand.RemovePort remove -> remove.done().run();
                default -> throw new IllegalStateException("not about ports: " + command);
            }
        }
        return true;
    }

    private PortDevice device(PortConfig config) {
        if (refusal != null) {
            throw refusal;
        }
        FakeDevice device = new FakeDevice();
        device.present = !vanishing;
        opened.add(device);
        return device;
    }

    private void later(Runnable task) {
        synchronized (work) {
            work.add(task);
        }
    }

    /** What the workers have to do, and what the agent does then. */
    private void doWork() {
        Runnable task;
        do {
            onAgent(() -> null);
            synchronized (work) {
                task = work.poll();
            }
            if (task != null) {
                task.run();
            }
        } while (task != null);
        onAgent(() -> null);
    }

    private <T> T onAgent(Supplier<T> task) {
        try {
            return agent.submit(task::get).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private void event(Runnable event) {
        onAgent(() -> {
            event.run();
            return null;
        });
    }

    private CompletableFuture<Integer> add() {
        PortConfig config = new PortConfig("p1", Optional.of("eth1"), 1, PortType.AFXDP, XdpAttachMode.BEST_EFFORT);
        return onAgent(() -> ports.add(config, true));
    }

    private BridgePort.State state() {
        return onAgent(() -> ports.named("p1").state());
    }

    @AfterEach
    void end() {
        agent.shutdownNow();
    }

    @Test
    void devicesAreClosedThoughTheEngineHasEnded() {
        add();
        doWork();
        engineAnswers = false;
        CompletableFuture<Void> closing = onAgent(() -> ports.closeAll(false));
        doWork();

        assertThat(closing).isCompleted();
        assertThat(opened).singleElement().matches(device -> device.closed);
    }

    @Test
    void aDeviceIsNotClosedWhileTheEngineMayUseIt() {
        add();
        doWork();
        engineAnswers = false;
        CompletableFuture<Void> closing = onAgent(() -> ports.closeAll(true));
        doWork();

        assertThat(closing).isNotDone();
        assertThat(opened).singleElement().matches(device -> !device.closed);
    }

    @Test
    void aDeviceThatOpensAfterTheEndIsClosed() {
        CompletableFuture<Integer> added = add();
        onAgent(() -> ports.closeAll(true));
        doWork();

        assertThat(opened).singleElement().matches(device -> device.closed);
        assertThatThrownBy(added::get).hasMessageContaining("removed meanwhile");
        assertThat(pipeline.ports().snapshot().port(1)).isNull();
    }

    @Test
    void aDeviceThatVanishedWhileItWasOpenedIsWaitedFor() {
        vanishing = true;
        add();
        doWork();
        assertThat(state()).isEqualTo(BridgePort.State.WAITING);
        assertThat(opened).singleElement().matches(device -> device.closed);
        assertThat(pipeline.ports().snapshot().port(1).state()).isEqualTo(PortState.LINK_DOWN);

        vanishing = false;
        event(() -> ports.onDeviceAppeared("eth1"));
        doWork();

        assertThat(state()).isEqualTo(BridgePort.State.OPEN);
    }

    @Test
    void aDeviceThatAppearsDuringAnOpenThatFailsIsOpenedAgain() {
        refusal = new VSwitchException("there is no device");
        add();
        onAgent(() -> null);
        event(() -> ports.onDeviceAppeared("eth1"));
        synchronized (work) {
            work.poll().run();
        }
        onAgent(() -> null);
        refusal = null;
        doWork();

        assertThat(state()).isEqualTo(BridgePort.State.OPEN);
    }

    @Test
    void aDeviceThatRefusesIsNotTriedForEver() {
        refusal = new VSwitchException("busy");
        add();
        event(() -> ports.onDeviceAppeared("eth1"));
        doWork();

        assertThat(state()).isEqualTo(BridgePort.State.WAITING);
    }

    @Test
    void aChangedDeviceIsAskedForItsMtu() {
        add();
        doWork();
        int before = opened.getFirst().asked;
        event(() -> ports.onDeviceChanged("eth1", true, true, 9000));

        assertThat(opened.getFirst().asked).isGreaterThan(before);
        assertThat(pipeline.ports().snapshot().port(1).mtuBytes()).isEqualTo(9000);
    }
}
