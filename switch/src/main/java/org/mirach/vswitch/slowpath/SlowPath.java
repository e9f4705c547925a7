package org.mirach.vswitch.slowpath;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.FlowCounters;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.PipelineReader;
import org.mirach.vswitch.pipeline.port.PortListener.Change;
import org.mirach.vswitch.slowpath.inject.PacketInjector;
import org.mirach.vswitch.slowpath.revalidate.Revalidator;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.RecircTable;
import org.mirach.vswitch.slowpath.translate.Translator;
import org.mirach.vswitch.slowpath.upcall.Effects;
import org.mirach.vswitch.slowpath.upcall.FlowRegistry;
import org.mirach.vswitch.slowpath.upcall.MissQueue;
import org.mirach.vswitch.slowpath.upcall.UpcallHandler;

/**
 * The parts of the slow path, put together for one engine. It makes no threads: {@link #upcalls} and {@link
 * #revalidator} are loops to run, and the engine is given {@link #misses} as its sink.
 *
 * <p><b>Threads:</b> made by one; each part says what it allows.
 */
@RunsOn(Role.ANY)
public final class SlowPath {
    private static final long SYNC_TIMEOUT_MS = 200;

    /** More cached flows than these are left to the revalidator. */
    private static final int MAX_CONFIRMED_FLOWS = 32;

    private final Pipeline pipeline;
    private final PipelineReader confirmReader;
    private final EngineCommands engine;
    private final MacTable macTable;
    private final RecircTable recircs;
    private final Translator translator;
    private final FlowRegistry registry;
    private final MissQueue misses;
    private final UpcallHandler upcalls;
    private final Revalidator revalidator;
    private final PacketInjector injector;

    /**
     * What the slow path needs of its neighbours.
     *
     * @param agent runs tasks on the agent thread, later
     */
    public record Neighbours(
            Pipeline pipeline,
            EngineCommands engine,
            FlowCounters counters,
            KeyParser parser,
            PacketInSink packetIns,
            Executor agent,
            LongSupplier nanoTime) {}

    /** @param settings {@code maxFlows} and {@code maxMasks} must not exceed those of the engine */
    public SlowPath(Neighbours neighbours, SlowPathSettings settings) {
        pipeline = neighbours.pipeline();
        confirmReader = pipeline.newReader();
        engine = neighbours.engine();
        macTable = new MacTable(
                settings.macAge().toNanos(),
                settings.macEntries(),
                portNo -> pipeline.ports().snapshot().port(portNo) != null);
        recircs = new RecircTable(neighbours.nanoTime());
        translator = new Translator(macTable, recircs);
        Effects effects = new Effects(macTable, pipeline, neighbours.agent());
        registry = new FlowRegistry(engine, neighbours.counters(), macTable, effects, pipeline::version, settings);
        misses = new MissQueue(settings.missSlots());
        upcalls = new UpcallHandler(
                misses,
                registry,
                effects,
                translator,
                pipeline.newReader(),
                engine,
                neighbours.packetIns(),
                neighbours.nanoTime());
        revalidator = new Revalidator(
                pipeline, registry, translator, macTable, recircs, engine, settings, neighbours.nanoTime());
        injector = new PacketInjector(
                pipeline.newReader(), translator, registry, engine, neighbours.parser(), neighbours.nanoTime());
        pipeline.addVersionListener(this::onVersion);
        macTable.addVersionListener(revalidator::wake);
        pipeline.ports().addListener((change, port) -> {
            if (change == Change.DELETE) {
                macTable.flushPort(port.portNo());
            }
        });
    }

    /** Without a cached flow, or one on its way, there is nothing to revalidate before the next pass that is due. */
    private void onVersion() {
        if (registry.flowCount() > 0 || pipeline.oldestReader() < pipeline.version()) {
            revalidator.wake();
        }
    }

    /** Where the engine offers its misses. */
    public MissQueue misses() {
        return misses;
    }

    /** The upcall thread's loop. */
    public UpcallHandler upcalls() {
        return upcalls;
    }

    /** The revalidator thread's loop. */
    public Revalidator revalidator() {
        return revalidator;
    }

    /** Packet-outs; the agent thread's. */
    public PacketInjector injector() {
        return injector;
    }

    public FlowRegistry registry() {
        return registry;
    }

    public MacTable macTable() {
        return macTable;
    }

    /** Frozen states, by recirc_id. */
    public RecircTable recircs() {
        return recircs;
    }

    public Translator translator() {
        return translator;
    }

    /**
     * Any control thread: brings the counters of flow entries and tables up to now. Waits for the engine, but no longer
     * than 200 ms; it then makes do with what was counted so far.
     */
    public void pushStats() {
        CountDownLatch synced = new CountDownLatch(1);
        if (engine.submit(new EngineCommand.Sync(synced::countDown))) {
            try {
                synced.await(SYNC_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        registry.pushAll();
    }

    /**
     * Agent thread: whether what {@link #barrier} waits for is so already: no packet is handled by rules older than now, and
     * the engine has nothing from us to do. With few cached flows, none of which a change concerns, it mostly is; asking
     * costs microseconds, where a barrier costs two changes of thread.
     */
    @RunsOn(Role.AGENT)
    public boolean settled() {
        return pipeline.oldestReader() >= pipeline.version()
                && confirmReader.read(
                        view -> registry.confirmAll(view, key -> translator.translate(view, key), MAX_CONFIRMED_FLOWS))
                && engine.idle();
    }

    /** See {@link Revalidator#barrier()}. */
    public CompletableFuture<Void> barrier() {
        return revalidator.barrier();
    }
}
