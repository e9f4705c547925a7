package org.mirach.vswitch.fastpath;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.ports.memory.MemoryDevice;

/** An engine with memory ports, polled by the test. */
final class EngineFixture {
    static final int FRAMES = 512;

    final FramePool pool = new FramePool(Arena.ofAuto().allocate(FRAMES * 2048L, 2048), 2048);
    final RecordingMissSink sink = new RecordingMissSink();
    final Engine engine;
    final Map<Integer, MemoryDevice> ports = new HashMap<>();

    EngineFixture() {
        this(EngineConfig.defaults("test").withFlowCapacity(1000));
    }

    EngineFixture(EngineConfig config) {
        engine = new Engine(config, pool, sink);
    }

    EngineFixture(ConnectionTracker tracker) {
        engine = new Engine(EngineConfig.defaults("test").withFlowCapacity(1000), pool, sink, tracker);
    }

    EngineFixture port(int portNo) {
        return port(portNo, new MemoryDevice("p" + portNo, portNo, 1500, pool, 1000, false));
    }

    EngineFixture port(int portNo, MemoryDevice device) {
        ports.put(portNo, device);
        engine.submit(new EngineCommand.AddPort(portNo, device.rx(), device.tx(), () -> {}));
        engine.poll();
        return this;
    }

    /** A mask of whole words. */
    static FlowMask words(int... indexes) {
        long[] mask = new long[KeyLayout.WORDS];
        for (int index : indexes) {
            mask[index] = -1;
        }
        return FlowMask.copyOf(mask);
    }

    static FlowKey inPort(int portNo) {
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = (long) portNo << 32;
        return FlowKey.copyOf(key);
    }

    void install(int flowIndex, FlowKey key, FlowMask mask, DatapathAction... actions) {
        engine.submit(
                new EngineCommand.InstallFlow(flowIndex, key.masked(mask), mask, CompiledFlow.of(List.of(actions))));
        engine.poll();
    }

    void inject(int portNo, byte[]... packets) {
        for (byte[] packet : packets) {
            ports.get(portNo).inject(packet);
        }
        while (engine.poll() > 0) {}
    }

    List<byte[]> sent(int portNo) {
        return ports.get(portNo).takeSent();
    }
}
