package org.mirach.vswitch.slowpath.upcall;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.observe.LogLimiter;
import org.mirach.vswitch.pipeline.PipelineReader;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.PacketInNotice;
import org.mirach.vswitch.slowpath.PacketInSink;
import org.mirach.vswitch.slowpath.translate.Translation;
import org.mirach.vswitch.slowpath.translate.Translator;
import org.slf4j.LoggerFactory;

/**
 * Takes missed packets, translates each flow once, installs it and sends its packets on.
 *
 * <p><b>Invariant:</b> a batch is finished, commands to the engine included, inside one {@link PipelineReader#read}: so
 * {@code Pipeline.oldestReader()} says when no upcall works by old rules any more.
 *
 * <p><b>Threads:</b> {@link #poll} and {@link #run} on the upcall thread; counters from any.
 */
@RunsOn(Role.UPCALL)
public final class UpcallHandler implements Runnable {
    private static final LogLimiter LIMITED_LOG = LogLimiter.of(LoggerFactory.getLogger(UpcallHandler.class));
    private static final int BATCH = 64;
    private static final long SLEEP_NS = 100_000_000;

    private final MissQueue queue;
    private final FlowRegistry registry;
    private final Effects effects;
    private final Translator translator;
    private final PipelineReader reader;
    private final EngineCommands engine;
    private final PacketInSink packetIns;
    private final LongSupplier nanoTime;
    private final LongAdder packets = new LongAdder();
    private final LongAdder translations = new LongAdder();
    private volatile boolean stopped;

    public UpcallHandler(
            MissQueue queue,
            FlowRegistry registry,
            Effects effects,
            Translator translator,
            PipelineReader reader,
            EngineCommands engine,
            PacketInSink packetIns,
            LongSupplier nanoTime) {
        this.queue = queue;
        this.registry = registry;
        this.effects = effects;
        this.translator = translator;
        this.reader = reader;
        this.engine = engine;
        this.packetIns = packetIns;
        this.nanoTime = nanoTime;
    }

    /** Polls until {@link #stop}; sleeps where nothing waits. */
    @Override
    public void run() {
        while (!stopped) {
            try {
                if (poll() == 0) {
                    queue.await(SLEEP_NS);
                }
            } catch (RuntimeException | StackOverflowError e) { // one packet must not cost all others their slow path
                LIMITED_LOG.warn("a missed packet was dropped: its translation failed; please report this: {}", e, e);
            }
        }
    }

    /** Any thread: ends {@link #run}. */
    @RunsOn(Role.ANY)
    public void stop() {
        stopped = true;
        queue.wake();
    }

    /** One step: a batch of packets. @return how many */
    public int poll() {
        return queue.isEmpty() ? 0 : reader.read(this::handleBatch);
    }

    private int handleBatch(PipelineView view) {
        int count = 0;
        for (MissQueue.Slot slot = queue.take(); slot != null; slot = ++count < BATCH ? queue.take() : null) {
            try {
                if (slot.packetIn == null) {
                    handle(slot, view);
                } else {
                    tell(PacketInNotice.of(slot.packetIn, FlowKey.ofPacket(slot.key, 0), slot.copyPacket()));
                }
            } finally {
                queue.release(slot);
            }
        }
        packets.add(count);
        return count;
    }

    private void handle(MissQueue.Slot slot, PipelineView view) {
        FlowKey key = FlowKey.ofPacket(slot.key, 0);
        long nowNs = nanoTime.getAsLong();
        byte[] packet = slot.copyPacket();
        boolean counted = slot.flowIndex >= 0; // the engine counted it on the flow that sent it here
        CachedFlow flow = counted ? registry.findCurrent(slot.flowIndex, key, view) : registry.findCurrent(key, view);
        Translation translation;
        if (flow == null) {
            translations.increment();
            translation = translator.translate(view, key);
            flow = registry.install(key, translation, nowNs);
        } else {
            translation = flow.translation();
        }
        boolean onFlow = !counted && flow != null && registry.execute(flow, packet, key);
        if (!onFlow) {
            sendUncounted(packet, key, translation);
        }
        if (!counted && !onFlow) {
            registry.credit(translation, 1, packet.length, nowNs, tcpFlags(slot.key));
        } else {
            effects.apply(translation.effects(), nowNs, tcpFlags(slot.key));
        }
    }

    private static int tcpFlags(long[] key) {
        return (int) (key[KeyLayout.W_L4] >>> 16) & 0xfff;
    }

    private void tell(PacketInNotice notice) {
        if (!packetIns.onPacketIn(notice)) {
            registry.countDrop(DropReason.CONTROLLER_UNREACHABLE);
        }
    }

    private void sendUncounted(byte[] packet, FlowKey key, Translation translation) {
        if (!translation.actions().isEmpty()
                && !engine.submit(new EngineCommand.Execute(packet, key, translation.actions(), -1))) {
            registry.countDrop(DropReason.INJECT_QUEUE_FULL);
        }
    }

    /** Packets that came up. */
    @RunsOn(Role.ANY)
    public long packetCount() {
        return packets.sum();
    }

    /** Translations made: once a flow, not once a packet. */
    @RunsOn(Role.ANY)
    public long translationCount() {
        return translations.sum();
    }
}
