package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.CheckLength;
import org.mirach.vswitch.flow.DatapathAction.Clone;
import org.mirach.vswitch.flow.DatapathAction.Ct;
import org.mirach.vswitch.flow.DatapathAction.Hash;
import org.mirach.vswitch.flow.DatapathAction.Header;
import org.mirach.vswitch.flow.DatapathAction.Meter;
import org.mirach.vswitch.flow.DatapathAction.Output;
import org.mirach.vswitch.flow.DatapathAction.PopNsh;
import org.mirach.vswitch.flow.DatapathAction.PopVlan;
import org.mirach.vswitch.flow.DatapathAction.PushMpls;
import org.mirach.vswitch.flow.DatapathAction.PushNsh;
import org.mirach.vswitch.flow.DatapathAction.PushPbb;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.Recirculate;
import org.mirach.vswitch.flow.DatapathAction.Sample;
import org.mirach.vswitch.flow.DatapathAction.SetEthernet;
import org.mirach.vswitch.flow.DatapathAction.SetIpv4;
import org.mirach.vswitch.flow.DatapathAction.SetMark;
import org.mirach.vswitch.flow.DatapathAction.SetQueue;
import org.mirach.vswitch.flow.DatapathAction.SetTransport;
import org.mirach.vswitch.flow.DatapathAction.ToController;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.MeterCounters;
import org.mirach.vswitch.observe.QueueCounters;
import org.mirach.vswitch.ports.memory.MemoryDevice;

/** A million packets through parse, lookup, rewrite, copies, misses and refused misses: not one object. */
class EngineAllocationTest {
    private static final int PACKETS = 1_000_000;
    private static final int KINDS = 64;

    /** Takes every other miss and keeps nothing. */
    private static final class CountingSink implements MissSink {
        long taken;
        long seen;

        @Override
        public boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex) {
            if ((seen++ & 1) == 0) {
                taken++;
                return true;
            }
            return false;
        }

        @Override
        public boolean offerPacketIn(
                long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec) {
            return true;
        }

        @Override
        public void flush() {}
    }

    private static final Ct TRACK = new Ct(true, false, 1, 0, 0, 0, 0, 0, 0, 0, null);
    private static final PacketInSpec SPEC = new PacketInSpec(1, 2, 3, 4, 128, 0, new byte[0], 0, new long[0], 0);

    private static final class PassingTracker implements ConnectionTracker {
        @Override
        public int track(
                Ct ct,
                MemorySegment memory,
                long offset,
                int length,
                int room,
                int l3,
                int l4,
                long[] key,
                int base,
                long nowNs) {
            key[base + KeyLayout.W_CT] = 1;
            return length;
        }

        @Override
        public Fragment takeReleased() {
            return null;
        }

        @Override
        public void expire(long nowNs) {}
    }

    @Test
    void aMillionPacketsAllocateNothing() {
        EngineFixture f = new EngineFixture();
        CountingSink sink = new CountingSink();
        Engine engine = new Engine(EngineConfig.defaults("alloc").withFlowCapacity(1000), f.pool, sink);
        MemoryDevice in = new MemoryDevice("in", 1, 1500, f.pool, 0, true);
        MemoryDevice out = new MemoryDevice("out", 2, 1500, f.pool, 0, false);
        engine.submit(new EngineCommand.AddPort(1, in.rx(), in.tx(), () -> {}));
        engine.submit(new EngineCommand.AddPort(2, out.rx(), out.tx(), () -> {}));
        byte[][] packets = new byte[KINDS][];
        for (int i = 0; i < KINDS; i++) {
            packets[i] = i % 2 == 0 ? Packets.udpFrame(i, 80, 18) : Packets.tcpFrame(i, 80, 0x10, new byte[6]);
        }
        install(engine);
        engine.poll();
        run(engine, in, packets, PACKETS / 2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long misses = sink.seen;
        run(engine, in, packets, PACKETS);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sink.seen - misses).isEqualTo(PACKETS / 4);
        // What is left are the wake-ups of the memory port, two rare system calls for each 4000 packets. The smallest
        // object a batch would make 500,000 bytes, one a packet 16,000,000.
        assertThat(bytes).isLessThan(100_000);
        assertThat(engine.stats().packets()).isEqualTo(PACKETS * 3L / 2);
        assertThat(out.sentPackets()).isEqualTo((long) PACKETS * 3 / 2 * 3 / 4 + (long) PACKETS * 3 / 2 / 4);
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }

    /** Clones, samples, choices, meters, pushes and pops, hashes, controllers, tracking, recirculation: not one either. */
    @Test
    void nestedActionsAllocateNothing() {
        EngineFixture f = new EngineFixture();
        CountingSink sink = new CountingSink();
        Engine engine =
                new Engine(EngineConfig.defaults("alloc").withFlowCapacity(1000), f.pool, sink, new PassingTracker());
        MemoryDevice in = new MemoryDevice("in", 1, 1500, f.pool, 0, true);
        MemoryDevice out = new MemoryDevice("out", 2, 1500, f.pool, 0, false);
        List<QueueSpec> queues = List.of(new QueueSpec(1, 8_000, 0, new QueueCounters()));
        engine.submit(new EngineCommand.AddPort(1, in.rx(), in.tx(), () -> {}));
        engine.submit(new EngineCommand.AddPort(2, out.rx(), out.tx(), queues, () -> {}));
        engine.submit(new EngineCommand.SetMeter(
                3, new MeterSpec(true, List.of(MeterSpec.Band.remark(1, 1, 1))), new MeterCounters(1)));
        Clone clone =
                new Clone(List.of(new PushMpls(0x8847, 0x140), new PushPbb(0x88e7, 5), new SetQueue(1), new Output(2)));
        Sample sample = new Sample(0x7fffffff, List.of(new PushVlan(0x8100, 4), new Output(2)));
        PushNsh push = new PushNsh(new Header(new byte[] {0x0f, (byte) 0xc2, 2, 0, 0, 0, 0, 1}));
        install(
                engine,
                0,
                1L << 32,
                List.of(clone, sample, new Meter(3), push, new PopNsh(), TRACK, new Recirculate(7)));
        install(
                engine,
                1,
                1L << 32 | 7,
                List.of(
                        new Hash(1, 2),
                        new SetMark(1, -1),
                        new ToController(SPEC),
                        new CheckLength(100, List.of(), List.of(new PopVlan(), new Output(2)))));
        byte[][] packets = new byte[KINDS][];
        for (int i = 0; i < KINDS; i++) {
            packets[i] = i % 2 == 0 ? Packets.udpFrame(i, 80, 18) : Packets.tcpFrame(i, 80, 0x10, new byte[6]);
        }
        run(engine, in, packets, PACKETS / 4);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(engine, in, packets, PACKETS / 4);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(out.sentPackets()).isBetween(PACKETS * 11L / 10, PACKETS * 14L / 10); // 2.5 a packet
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }

    private static void install(Engine engine, int flowIndex, long inPort, List<DatapathAction> actions) {
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = inPort;
        engine.submit(new EngineCommand.InstallFlow(
                flowIndex, FlowKey.copyOf(key), EngineFixture.words(KeyLayout.W_IN_PORT), CompiledFlow.of(actions)));
        engine.poll();
    }

    /**
     * By source port: a quarter forwarded, a quarter rewritten, a quarter copied and tagged, a quarter not installed.
     */
    private static void install(Engine engine) {
        long[] mask = new long[KeyLayout.WORDS];
        mask[KeyLayout.W_IN_PORT] = -1;
        mask[KeyLayout.W_L4] = 0xffff000000000000L;
        for (int i = 0; i < KINDS; i++) {
            long[] key = new long[KeyLayout.WORDS];
            key[KeyLayout.W_IN_PORT] = 1L << 32;
            key[KeyLayout.W_L4] = (long) i << 48;
            CompiledFlow program = switch (i / 2 % 4) {
                case 0 -> CompiledFlow.of(List.of(new Output(2)));
                case 1 ->
                    CompiledFlow.of(List.of(
                            new SetEthernet(5, -1, 6, -1),
                            new SetIpv4(7, -1, 8, -1, 0, 0, 9, 0xff),
                            new SetTransport(1, 0xffff, 2, 0xffff),
                            new Output(2)));
                case 2 ->
                    CompiledFlow.of(List.of(new Output(2), new PushVlan(0x8100, 4), new PopVlan(), new Output(2)));
                default -> null;
            };
            if (program != null) {
                engine.submit(new EngineCommand.InstallFlow(i, FlowKey.copyOf(key), FlowMask.copyOf(mask), program));
            }
            engine.poll();
        }
    }

    private static void run(Engine engine, MemoryDevice in, byte[][] packets, int count) {
        for (int done = 0; done < count; ) {
            for (int i = 0; i < 4000 && done < count; i++) {
                in.inject(packets[done % KINDS]);
                done++;
            }
            while (engine.poll() > 0) {}
        }
    }
}
