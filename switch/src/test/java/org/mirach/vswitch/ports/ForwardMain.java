package org.mirach.vswitch.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.mirach.vswitch.fastpath.Engine;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.EngineConfig;
import org.mirach.vswitch.fastpath.EngineStats;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A switch of two ports for measuring: {@code ForwardMain DEVICE1 DEVICE2 CPU FLOWS}. With FLOWS 1 each port goes to
 * the other; with more, that many 5-tuples get new MAC addresses and a smaller TTL. Prints its statistics each second;
 * ends at the end of its input.
 */
final class ForwardMain {
    private ForwardMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (EngineMemory memory = EngineMemory.create(16384, 2048)) {
            run(memory, args);
        }
    }

    private static void run(EngineMemory memory, String[] args) throws InterruptedException {
        int flows = Integer.parseInt(args[3]);
        EngineConfig config = EngineConfig.defaults("forward")
                .withCpu(Integer.parseInt(args[2]))
                .withFlowCapacity(Math.max(16, flows + 2));
        Engine engine = new Engine(config, memory.pool(), new RunningEngine.NoSlowPath());
        List<PortDevice> devices = new ArrayList<>();
        for (int port = 1; port <= 2; port++) {
            PortDevice device = PortDevices.open(PortSpec.afxdp(args[port - 1]), memory);
            devices.add(device);
            engine.submitOrWait(new EngineCommand.AddPort(port, device.rx(), device.tx(), () -> {}));
        }
        Thread thread = Thread.ofPlatform().name("engine").start(engine::run);
        install(engine, flows);
        System.out.println("ready");
        Thread reporter = Thread.ofPlatform().daemon().start(() -> report(engine));
        try (Scanner input = new Scanner(System.in)) {
            while (input.hasNextLine()) {
                input.nextLine();
            }
        }
        reporter.interrupt();
        engine.stop();
        thread.join();
        devices.forEach(PortDevice::close);
        System.out.println("free frames " + memory.pool().freeCount() + " drops "
                + engine.drops().snapshot());
    }

    private static void install(Engine engine, int flows) {
        long[] inPort = new long[KeyLayout.WORDS];
        inPort[KeyLayout.W_IN_PORT] = -1;
        for (int port = 1; port <= 2 && (flows == 1 || port == 2); port++) {
            long[] key = new long[KeyLayout.WORDS];
            key[KeyLayout.W_IN_PORT] = (long) port << 32;
            install(engine, port - 1, key, inPort, new DatapathAction.Output(3 - port));
        }
        long[] mask = new long[KeyLayout.WORDS];
        mask[KeyLayout.W_IN_PORT] = -1;
        mask[KeyLayout.W_ETH_DST_TYPE] = 0xffff;
        mask[KeyLayout.W_IP] = 0xff0000ffL;
        mask[KeyLayout.W_IPV4] = -1;
        mask[KeyLayout.W_L4] = 0xffffffff00000000L;
        for (int i = 0; flows > 1 && i < flows; i++) {
            long[] key = new long[KeyLayout.WORDS];
            key[KeyLayout.W_IN_PORT] = 1L << 32;
            key[KeyLayout.W_ETH_DST_TYPE] = 0x0800;
            key[KeyLayout.W_IP] = 17L << 24;
            key[KeyLayout.W_IPV4] = (0x0a010000L | i % 256) << 32 | 0x0a020000L | i / 256 % 256;
            key[KeyLayout.W_L4] = (1024L + i % 1000) << 48 | (2000L + i / 1000) << 32;
            install(
                    engine,
                    i + 2,
                    key,
                    mask,
                    new DatapathAction.SetEthernet(0x020000000002L, -1, 0x0200000000feL, -1),
                    new DatapathAction.SetIpv4(0, 0, 0, 0, 0, 0, 63, 0xff),
                    new DatapathAction.Output(2));
        }
    }

    private static void install(Engine engine, int index, long[] key, long[] mask, DatapathAction... actions) {
        FlowMask flowMask = FlowMask.copyOf(mask);
        engine.submitOrWait(new EngineCommand.InstallFlow(
                index, FlowKey.copyOf(key).masked(flowMask), flowMask, CompiledFlow.of(List.of(actions))));
    }

    private static void report(Engine engine) {
        EngineStats last = engine.stats();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            }
            EngineStats now = engine.stats();
            long packets = now.packets() - last.packets();
            if (packets > 0) {
                System.out.printf(
                        "%.3f Mpps, %.1f a batch, busy %.0f %%, %d ns a packet, misses %d, sleeps %d%n",
                        packets / 1e6,
                        (double) packets / (now.batches() - last.batches()),
                        100.0 * (now.busyNs() - last.busyNs()) / 1e9,
                        (now.busyNs() - last.busyNs()) / packets,
                        now.misses() - last.misses(),
                        now.sleeps() - last.sleeps());
            }
            last = now;
        }
    }
}
