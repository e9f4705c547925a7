package org.mirach.vswitch.ports;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.mirach.vswitch.fastpath.Engine;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.EngineConfig;
import org.mirach.vswitch.fastpath.MissSink;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;

/** An engine on its own thread, with real ports, for privileged tests. */
final class RunningEngine implements AutoCloseable {
    final EngineMemory memory = EngineMemory.create(8192, 2048);
    final Engine engine = new Engine(EngineConfig.defaults("fp-test"), memory.pool(), new NoSlowPath());
    final List<PortDevice> devices = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("fp-test-engine").start(engine::run);

    /** Drops every miss. */
    static final class NoSlowPath implements MissSink {
        @Override
        public boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex) {
            return false;
        }

        @Override
        public boolean offerPacketIn(
                long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec) {
            return false;
        }

        @Override
        public void flush() {}
    }

    PortDevice addPort(int portNo, PortSpec spec) {
        PortDevice device = PortDevices.open(spec, memory);
        devices.add(device);
        waitFor(done -> new EngineCommand.AddPort(portNo, device.rx(), device.tx(), done));
        return device;
    }

    void removePort(int portNo, PortDevice device) {
        waitFor(done -> new EngineCommand.RemovePort(portNo, done));
        device.close();
        devices.remove(device);
    }

    /** All packets of one port go out of another. */
    void connect(int flowIndex, int from, int to) {
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = (long) from << 32;
        long[] mask = new long[KeyLayout.WORDS];
        mask[KeyLayout.W_IN_PORT] = 0xffffffff00000000L;
        engine.submitOrWait(new EngineCommand.InstallFlow(
                flowIndex,
                FlowKey.copyOf(key),
                FlowMask.copyOf(mask),
                CompiledFlow.of(List.of(new DatapathAction.Output(to)))));
        waitFor(EngineCommand.Sync::new);
    }

    private interface WithDone {
        EngineCommand command(Runnable done);
    }

    private void waitFor(WithDone command) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        engine.submitOrWait(command.command(() -> done.complete(null)));
        try {
            done.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the engine did not answer", e);
        }
    }

    /** Stops the engine and closes the ports; then every frame must be free. */
    int stopAndCountFreeFrames() {
        engine.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        devices.forEach(PortDevice::close);
        devices.clear();
        return memory.pool().freeCount();
    }

    @Override
    public void close() {
        stopAndCountFreeFrames();
        memory.close();
    }
}
