package org.mirach.vswitch.slowpath.revalidate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.observe.LogLimiter;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.PipelineReader;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.SlowPathSettings;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.RecircTable;
import org.mirach.vswitch.slowpath.translate.Translation;
import org.mirach.vswitch.slowpath.translate.Translator;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;
import org.mirach.vswitch.slowpath.upcall.FlowRegistry;
import org.slf4j.LoggerFactory;

/**
 * Keeps cached flows in step with the pipeline.
 *
 * <p>A <i>pass</i> visits every cached flow: adds its counters to its flow entries, removes it if it carried nothing for
 * long, translates it again if something that it depends on changed. A new version of pipeline or MAC table starts one at
 * once, but passes take at most half of the thread's time while nobody waits for them; without a change there is one
 * each half second.
 *
 * <p><b>Threads:</b> {@link #poll} and {@link #run} on the revalidator thread; {@link #barrier} and {@link #wake} from
 * any.
 */
@RunsOn(Role.REVALIDATOR)
public final class Revalidator implements Runnable {
    private static final LogLimiter LIMITED_LOG = LogLimiter.of(LoggerFactory.getLogger(Revalidator.class));
    private static final int CHUNK = 256;
    private static final long BARRIER_POLL_NS = 20_000;
    private static final long MIN_REST_NS = 1_000_000;

    private final Pipeline pipeline;
    private final PipelineReader reader;
    private final FlowRegistry registry;
    private final Translator translator;
    private final MacTable macTable;
    private final RecircTable recircs;
    private final EngineCommands engine;
    private final LongSupplier nanoTime;
    private final long idleNs;
    private final long intervalNs;
    private final ConcurrentLinkedQueue<Barrier> barriers = new ConcurrentLinkedQueue<>();
    /** Barriers for which only the engine is waited for. */
    private final ArrayDeque<Barrier> syncing = new ArrayDeque<>();

    private volatile Thread sleeper;
    private volatile boolean resting;
    private volatile boolean stopped;
    private long passedVersion = -1;
    private long passedMacVersion = -1;
    private long lastPassNs;
    private volatile long lastPassTookNs;
    private boolean again;

    /** Someone waits until nothing works by rules, or addresses, older than these versions. */
    private record Barrier(long version, long macVersion, AtomicBoolean synced, CompletableFuture<Void> done) {}

    public Revalidator(
            Pipeline pipeline,
            FlowRegistry registry,
            Translator translator,
            MacTable macTable,
            RecircTable recircs,
            EngineCommands engine,
            SlowPathSettings settings,
            LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.registry = registry;
        this.translator = translator;
        this.macTable = macTable;
        this.recircs = recircs;
        this.engine = engine;
        this.nanoTime = nanoTime;
        idleNs = settings.flowIdle().toNanos();
        intervalNs = settings.statsInterval().toNanos();
        reader = pipeline.newReader();
        lastPassNs = nanoTime.getAsLong();
    }

    /** Polls until {@link #stop}. */
    @Override
    public void run() {
        while (!stopped) {
            try {
                if (poll() == 0) {
                    sleep();
                }
            } catch (RuntimeException e) { // the next pass may do without what failed here
                LIMITED_LOG.warn("cached flows may be out of date: a pass failed; please report this: {}", e, e);
                LockSupport.parkNanos(this, intervalNs);
            }
        }
    }

    private void sleep() {
        sleeper = Thread.currentThread();
        resting = changed();
        if (!barriers.isEmpty() || anySynced()) {
            LockSupport.parkNanos(this, BARRIER_POLL_NS);
        } else if (resting) {
            LockSupport.parkNanos(this, restNs());
        } else {
            LockSupport.parkNanos(this, intervalNs);
        }
        sleeper = null;
    }

    private boolean anySynced() {
        return !syncing.isEmpty() && syncing.peek().synced().get();
    }

    /** How long to leave the processor to others after a pass: as long as it took. */
    private long restNs() {
        return Math.max(MIN_REST_NS, lastPassTookNs);
    }

    /** Any thread: something changed. A pass that is put off for a rest stays put off. */
    @RunsOn(Role.ANY)
    public void wake() {
        Thread thread = sleeper;
        if (thread != null && !resting) {
            LockSupport.unpark(thread);
        }
    }

    @RunsOn(Role.ANY)
    public void stop() {
        stopped = true;
        LockSupport.unpark(sleeper);
    }

    /**
     * Any thread: completes once no packet anywhere is handled by rules older than now, and every packet handed to the
     * engine before is through, and the counters of removed flow entries are final. Completes on the revalidator's
     * thread: hop to your own at once.
     */
    @RunsOn(Role.ANY)
    public CompletableFuture<Void> barrier() {
        Barrier barrier =
                new Barrier(pipeline.version(), macTable.version(), new AtomicBoolean(), new CompletableFuture<>());
        barriers.add(barrier);
        LockSupport.unpark(sleeper);
        return barrier.done();
    }

    /** How long the last pass over the cached flows took; any thread, about. */
    public Duration passDuration() {
        return Duration.ofNanos(lastPassTookNs);
    }

    /** One step. @return 0 where there is nothing to do for now */
    public int poll() {
        registry.reclaimIndexes();
        long nowNs = nanoTime.getAsLong();
        boolean due = nowNs - lastPassNs >= intervalNs;
        boolean rested = nowNs - lastPassNs >= restNs();
        int work = 0;
        if (due || changed() && (rested || !barriers.isEmpty())) {
            pass(nowNs);
            work++;
        }
        return work + serveBarriers() + completeBarriers();
    }

    private boolean changed() {
        return again
                || registry.staleInstalled()
                || passedVersion != pipeline.version()
                || passedMacVersion != macTable.version();
    }

    private void pass(long nowNs) {
        macTable.expire(nowNs);
        registry.clearStale();
        again = false;
        // Before the list is copied: what is registered after that was checked against a version no older than this.
        passedMacVersion = macTable.version();
        long oldest = pipeline.version();
        List<CachedFlow> flows = registry.flows();
        for (int from = 0; from < flows.size(); from += CHUNK) {
            List<CachedFlow> chunk = flows.subList(from, Math.min(flows.size(), from + CHUNK));
            oldest = Math.min(oldest, reader.read(view -> visit(chunk, view, nowNs)));
        }
        recircs.expire();
        passedVersion = oldest;
        lastPassNs = nowNs;
        lastPassTookNs = nanoTime.getAsLong() - nowNs;
    }

    private long visit(List<CachedFlow> flows, PipelineView view, long nowNs) {
        for (CachedFlow flow : flows) {
            registry.push(flow);
            // Where states are short of room, those of a flow may go before it is visited: it is translated again.
            boolean lost = !flow.translation().recircIds().isEmpty()
                    && !recircs.keep(flow.translation().recircIds());
            boolean done = true;
            if (nowNs - registry.lastUsedNs(flow) > idleNs) {
                done = registry.remove(flow);
            } else if (lost || registry.stale(flow.translation(), view)) {
                done = update(flow, view);
            }
            again |= !done;
        }
        return view.version();
    }

    /** A flow that can't be translated goes: its packets miss, and no other flow is kept waiting for it. */
    private boolean update(CachedFlow flow, PipelineView view) {
        Translation translation;
        try {
            translation = translator.translate(view, flow.key());
        } catch (RuntimeException | StackOverflowError e) {
            LIMITED_LOG.warn("a cached flow was removed: its translation failed; please report this: {}", e, e);
            return registry.remove(flow);
        }
        return registry.update(flow, translation);
    }

    /** A barrier is reached when no reader is older, then a pass was made by its version, then the engine is in sync. */
    private int serveBarriers() {
        int served = 0;
        for (Barrier next = barriers.peek(); next != null; next = barriers.peek()) {
            Barrier barrier = next;
            if (pipeline.oldestReader() < barrier.version()) {
                break;
            }
            if (again
                    || registry.staleInstalled()
                    || passedVersion < barrier.version()
                    || passedMacVersion < barrier.macVersion()) {
                pass(nanoTime.getAsLong());
                if (again) {
                    break;
                }
            }
            if (!engine.submit(new EngineCommand.Sync(() -> onSynced(barrier)))) {
                break;
            }
            syncing.add(barriers.remove());
            served++;
        }
        return served;
    }

    /** Engine thread. */
    @RunsOn(Role.ENGINE)
    private void onSynced(Barrier barrier) {
        barrier.synced().set(true);
        LockSupport.unpark(sleeper);
    }

    /** What flows counted that the engine has removed reaches their entries before anyone is told. */
    private int completeBarriers() {
        int completed = 0;
        while (!syncing.isEmpty() && syncing.peek().synced().get()) {
            registry.reclaimIndexes();
            syncing.remove().done().complete(null);
            completed++;
        }
        return completed;
    }
}
