package org.mirach.vswitch.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.PortSnapshot;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.pipeline.table.TableStats;

/**
 * The OpenFlow pipeline: flow tables and ports.
 *
 * <p><b>What:</b> one writer changes it, change by change; each change, or batch of changes, becomes visible to readers
 * at once, as a new version.
 *
 * <p><b>Why this way:</b> as in Open vSwitch, each flow entry knows from which version on and until which it is in force,
 * and a reader looks with the number of one version. Nothing is copied for a change, so 100,000 adds cost 100,000 small
 * steps, and yet a reader never sees half of a change.
 *
 * <p><b>Invariant:</b> an entry stays linked until no reader uses a version that sees it.
 *
 * <p><b>Threads:</b> all methods are the agent thread's, except {@link #newReader}, {@link #read}, {@link
 * #version}, {@link #oldestReader} and {@link #addVersionListener}.
 */
@RunsOn(Role.AGENT)
public final class Pipeline {
    private final LongSupplier nanoTime;
    private final FlowTable[] tables = new FlowTable[PipelineView.TABLES];
    private final PortTable ports = new PortTable(this::onPorts);
    private final List<PipelineReader> readers = new CopyOnWriteArrayList<>();
    private final List<Runnable> versionListeners = new CopyOnWriteArrayList<>();
    /** Removed entries that are still linked, by growing version. */
    private final ArrayDeque<FlowEntry> retired = new ArrayDeque<>();

    private final Set<FlowEntry> withTimeout = new LinkedHashSet<>();
    private final FlowModExecutor executor;
    private volatile PipelineView view;
    private boolean missToController;
    private long settingsVersion;
    private boolean inBatch;
    private boolean dirty;

    public Pipeline() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@code System.nanoTime}; tests move it by hand */
    public Pipeline(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new FlowTable(i);
        }
        view = new PipelineView(0, 0, ports.snapshot(), false, tables);
        executor = new FlowModExecutor(this, tables);
    }

    /** Executes one flow_mod. All of it is done, or nothing. */
    public FlowModResult apply(FlowChange change) {
        FlowModResult result = executor.apply(change);
        publish();
        return result;
    }

    /** Runs {@code changes}; what they change becomes visible together, as one version. */
    public void batch(Runnable changes) {
        if (inBatch) {
            throw new IllegalStateException("batches don't nest");
        }
        inBatch = true;
        try {
            changes.run();
        } finally {
            inBatch = false;
            publish();
        }
    }

    public PortTable ports() {
        return ports;
    }

    /** Whether a packet that no entry matches goes to the controller: a connection of OpenFlow 1.0 to 1.2 wants that. */
    public void missToController(boolean on) {
        if (missToController != on) {
            missToController = on;
            settingsVersion = nextVersion();
            dirty = true;
            publish();
        }
    }

    /** Removes every entry whose idle or hard timeout has passed. Push counters first: idleness is judged by them. */
    public List<RemovedFlow> expire(long nowNs) {
        List<RemovedFlow> expired = new ArrayList<>();
        for (FlowEntry entry : withTimeout) {
            if (passed(entry.hardTimeout(), entry.modifiedNs(), nowNs)) {
                expired.add(new RemovedFlow(entry, FlowRemovedReason.HARD_TIMEOUT, nowNs));
            } else if (passed(entry.idleTimeout(), entry.stats().lastUsedNs(), nowNs)
                    && passed(entry.idleTimeout(), entry.modifiedNs(), nowNs)) {
                expired.add(new RemovedFlow(entry, FlowRemovedReason.IDLE_TIMEOUT, nowNs));
            }
        }
        expired.forEach(flow -> retire(flow.entry()));
        publish();
        return expired;
    }

    private static boolean passed(int seconds, long sinceNs, long nowNs) {
        return seconds != 0 && nowNs - sinceNs >= TimeUnit.SECONDS.toNanos(seconds);
    }

    /** The entries that a statistics request asks for, by table and age; hidden ones are left out. */
    public List<FlowEntry> flows(FlowFilter filter) {
        return executor.select(filter);
    }

    /** Sums over {@link #flows}. */
    public FlowAggregate aggregate(FlowFilter filter) {
        long packets = 0;
        long bytes = 0;
        List<FlowEntry> flows = flows(filter);
        for (FlowEntry entry : flows) {
            packets += entry.stats().packets();
            bytes += entry.stats().bytes();
        }
        return new FlowAggregate(packets, bytes, flows.size());
    }

    public TableStats tableStats(int tableId) {
        return tables[tableId].stats();
    }

    /** The table itself, for its limits. */
    public FlowTable table(int tableId) {
        return tables[tableId];
    }

    /** Any thread: number of the newest version. */
    @RunsOn(Role.ANY)
    public long version() {
        return view.version();
    }

    /** Any thread: a way for the calling thread to look. */
    @RunsOn(Role.ANY)
    public PipelineReader newReader() {
        PipelineReader reader = new PipelineReader(this);
        readers.add(reader);
        return reader;
    }

    /** Any thread: a single look. Who looks often keeps a {@link #newReader()}. */
    @RunsOn(Role.ANY)
    public <T> T read(Function<PipelineView, T> work) {
        PipelineReader reader = newReader();
        try {
            return reader.read(work);
        } finally {
            readers.remove(reader);
        }
    }

    /** Any thread: no reader uses an older version than this; {@code Long.MAX_VALUE} where none reads. */
    @RunsOn(Role.ANY)
    public long oldestReader() {
        long oldest = PipelineReader.IDLE;
        for (PipelineReader reader : readers) {
            oldest = Math.min(oldest, reader.active());
        }
        return oldest;
    }

    /** Any thread: {@code listener} runs on the agent thread after each published version; it must be quick. */
    @RunsOn(Role.ANY)
    public void addVersionListener(Runnable listener) {
        versionListeners.add(listener);
    }

    @RunsOn(Role.ANY)
    PipelineView view() {
        return view;
    }

    /** The version that the changes being made will have. */
    long nextVersion() {
        return view.version() + 1;
    }

    long nowNs() {
        return nanoTime.getAsLong();
    }

    void add(FlowEntry entry) {
        tables[entry.tableId()].add(entry, nextVersion());
        if ((entry.idleTimeout() | entry.hardTimeout()) != 0) {
            withTimeout.add(entry);
        }
        dirty = true;
    }

    void retire(FlowEntry entry) {
        tables[entry.tableId()].retire(entry, nextVersion());
        if ((entry.idleTimeout() | entry.hardTimeout()) != 0) {
            withTimeout.remove(entry);
        }
        retired.add(entry);
        dirty = true;
    }

    private void onPorts(PortSnapshot snapshot) {
        settingsVersion = nextVersion();
        dirty = true;
        publish();
    }

    private void publish() {
        if (inBatch) {
            return;
        }
        if (dirty) {
            dirty = false;
            view = new PipelineView(nextVersion(), settingsVersion, ports.snapshot(), missToController, tables);
            versionListeners.forEach(Runnable::run);
        }
        if (!retired.isEmpty()) {
            unlinkRetired();
        }
    }

    /** Pairs with {@link PipelineReader#read}: a reader that starts after the publication above uses the new version. */
    private void unlinkRetired() {
        long oldest = oldestReader();
        Map<FlowTable, List<FlowEntry>> byTable = new HashMap<>();
        while (!retired.isEmpty() && retired.peek().removeVersion() <= oldest) {
            FlowEntry entry = retired.poll();
            byTable.computeIfAbsent(tables[entry.tableId()], t -> new ArrayList<>())
                    .add(entry);
        }
        byTable.forEach((table, entries) -> table.classifier().removeAll(entries));
    }
}
