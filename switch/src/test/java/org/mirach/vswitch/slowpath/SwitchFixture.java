package org.mirach.vswitch.slowpath;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.conntrack.Conntrack;
import org.mirach.vswitch.conntrack.ConntrackSettings;
import org.mirach.vswitch.fastpath.Engine;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.EngineConfig;
import org.mirach.vswitch.fastpath.MissSink;
import org.mirach.vswitch.fastpath.execute.ScratchPacket;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.FlowModResult;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.GroupType;
import org.mirach.vswitch.pipeline.group.Selection;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterChange;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/** A switch of real parts, from memory ports to the pipeline, whose loops the test turns by hand. */
final class SwitchFixture {
    final FramePool pool = new FramePool(Arena.ofAuto().allocate(512 * 2048L, 2048), 2048);
    final Pipeline pipeline = new Pipeline();
    final Engine engine;
    final SlowPath slowPath;
    final Map<Integer, MemoryDevice> ports = new HashMap<>();
    final List<PacketInNotice> packetIns = new ArrayList<>();
    /** How far the slow path's clock is ahead of the machine's. */
    long aheadNs;

    final Queue<Runnable> agentTasks = new ArrayDeque<>();
    private final ScratchPacket scratch = new ScratchPacket();

    SwitchFixture() {
        this(SlowPathSettings.DEFAULT.withLimits(1000, 64));
    }

    SwitchFixture(SlowPathSettings settings) {
        AtomicReference<MissSink> sink = new AtomicReference<>();
        EngineConfig config = EngineConfig.defaults("test").withFlowCapacity(settings.maxFlows());
        engine = new Engine(
                config.withMaxMasks(settings.maxMasks()),
                pool,
                new LateSink(sink),
                new Conntrack(ConntrackSettings.upTo(1000)));
        slowPath = new SlowPath(
                new SlowPath.Neighbours(
                        pipeline,
                        new DirectCommands(engine),
                        engine.flowCounters(),
                        scratch::parse,
                        packetIns::add,
                        agentTasks::add,
                        () -> System.nanoTime() + aheadNs),
                settings);
        sink.set(slowPath.misses());
    }

    private record DirectCommands(Engine engine) implements EngineCommands {
        @Override
        public boolean submit(EngineCommand command) {
            return engine.submit(command);
        }

        @Override
        public boolean idle() {
            return engine.idle();
        }
    }

    /** The engine is made before the queue that it offers to. */
    private record LateSink(AtomicReference<MissSink> to) implements MissSink {
        @Override
        public boolean offer(
                long[] key,
                int keyBase,
                java.lang.foreign.MemorySegment memory,
                long offset,
                int length,
                int flowIndex) {
            return to.get().offer(key, keyBase, memory, offset, length, flowIndex);
        }

        @Override
        public boolean offerPacketIn(
                long[] key,
                int keyBase,
                java.lang.foreign.MemorySegment memory,
                long offset,
                int length,
                PacketInSpec spec) {
            return to.get().offerPacketIn(key, keyBase, memory, offset, length, spec);
        }

        @Override
        public void flush() {
            to.get().flush();
        }
    }

    SwitchFixture ports(int... numbers) {
        for (int portNo : numbers) {
            MemoryDevice device = new MemoryDevice("p" + portNo, portNo, 1500, pool, 1000, false);
            ports.put(portNo, device);
            engine.submit(new EngineCommand.AddPort(portNo, device.rx(), device.tx(), () -> {}));
            pipeline.ports().add(OfPort.of(portNo, portNo == PortNo.LOCAL ? "br0" : "p" + portNo, "dummy", portNo));
        }
        engine.poll();
        return this;
    }

    SwitchFixture flows(String... flows) {
        for (String flow : flows) {
            FlowModResult result = pipeline.apply(FlowSyntax.add(flow));
            if (result instanceof FlowModResult.Refused refused) {
                throw new IllegalArgumentException(refused.toString());
            }
        }
        return this;
    }

    /** A meter with a drop band. */
    void meter(int meterId) {
        accept(pipeline.apply(new MeterChange(
                MeterChange.Command.ADD, meterId, 1, List.of(new MeterBand(MeterBand.DROP, 1000, 100, 0)))));
    }

    /** A group; a bucket is {@code weight=2,watch_port=3,actions=output:2}, with ids from 0. */
    void group(GroupType type, int groupId, String... buckets) {
        group(type, groupId, Selection.DEFAULT, buckets);
    }

    void group(GroupType type, int groupId, Selection selection, String... buckets) {
        List<Bucket> all = new ArrayList<>();
        for (String text : buckets) {
            String options = "," + text.substring(0, text.indexOf("actions="));
            all.add(new Bucket(
                    all.size(),
                    option(options, "weight", type == GroupType.SELECT ? 1 : 0),
                    option(options, "watch_port", PortNo.ANY),
                    option(options, "watch_group", PortNo.GROUP_ANY),
                    FlowSyntax.actions(text.substring(text.indexOf("actions=") + 8))));
        }
        accept(pipeline.apply(new GroupChange(
                GroupChange.Command.ADD_OR_MODIFY, type.ordinal(), groupId, GroupChange.BUCKET_ALL, all, selection)));
    }

    private static int option(String options, String name, int otherwise) {
        int at = options.indexOf("," + name + "=");
        return at < 0
                ? otherwise
                : Integer.decode(options.substring(at + name.length() + 2).split(",")[0]);
    }

    private static void accept(FlowModResult result) {
        if (result instanceof FlowModResult.Refused refused) {
            throw new IllegalArgumentException(refused.toString());
        }
    }

    void delete(String flows) {
        pipeline.apply(
                FlowSyntax.change(FlowModCommand.DELETE, flows).openFlow13(0, 0).build());
    }

    /** Packets come in by a port; everything that follows happens. */
    void receive(int portNo, byte[]... packets) {
        for (byte[] packet : packets) {
            ports.get(portNo).inject(packet);
        }
        settle();
    }

    /** Turns all loops until nothing happens any more. */
    void settle() {
        int work;
        do {
            work = engine.poll() + slowPath.upcalls().poll();
            for (Runnable task = agentTasks.poll(); task != null; task = agentTasks.poll(), work++) {
                task.run();
            }
        } while (work > 0);
    }

    /** Turns the revalidator too, until the pipeline's newest version is in force. */
    void revalidate() {
        var barrier = slowPath.barrier();
        while (!barrier.isDone()) {
            slowPath.revalidator().poll();
            settle();
        }
    }

    /** Packets that went out of a port since the last call. */
    List<byte[]> sent(int portNo) {
        return ports.get(portNo).takeSent();
    }

    int sentCount(int portNo) {
        return sent(portNo).size();
    }

    List<CachedFlow> cached() {
        return slowPath.registry().flows();
    }

    /** The flow entry with this cookie, its counters as of now. */
    FlowEntry entry(long cookie) {
        settle();
        slowPath.registry().pushAll();
        return pipeline.flows(FlowFilter.ALL).stream()
                .filter(e -> e.cookie() == cookie)
                .findFirst()
                .orElseThrow();
    }
}
