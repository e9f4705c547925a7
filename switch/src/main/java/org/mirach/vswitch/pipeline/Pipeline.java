package org.mirach.vswitch.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.openflow.model.Instruction;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.group.GroupTable;
import org.mirach.vswitch.pipeline.meter.MeterChange;
import org.mirach.vswitch.pipeline.meter.MeterListener;
import org.mirach.vswitch.pipeline.meter.MeterTable;
import org.mirach.vswitch.pipeline.port.PortSnapshot;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.pipeline.table.TableStats;

/**
 * The OpenFlow pipeline: flow tables, groups, meters and ports.
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

    private final EntryIndexes indexes = new EntryIndexes();
    private final Notices notices = new Notices();
    private final GroupTable groups;
    private final MeterTable meters;
    private final FlowModExecutor executor;
    private final GroupModExecutor groupExecutor;
    private volatile PipelineView view;
    private boolean missToController;
    private boolean controllerConnected;
    private FragmentHandling fragments = FragmentHandling.NORMAL;
    private volatile TunnelMetadataMap tunnelMetadata = TunnelMetadataMap.EMPTY;
    private long settingsVersion;
    private boolean inBatch;
    private boolean dirty;
    /** What takes the open transaction back, newest first; null where none is open. */
    private ArrayDeque<Runnable> undo;

    private final List<Runnable> atCommit = new ArrayList<>();
    /** Who asked for the change that is being made; null where the switch itself does. */
    private Object origin;

    public Pipeline() {
        this(System::nanoTime);
    }

    /** @param nanoTime as {@code System.nanoTime}; tests move it by hand */
    public Pipeline(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new FlowTable(i);
        }
        groups = new GroupTable(nanoTime);
        meters = new MeterTable(nanoTime);
        view = new PipelineView(0, 0, ports.snapshot(), false, false, fragments, tables, groups, meters);
        executor = new FlowModExecutor(this, tables, indexes.learned());
        groupExecutor = new GroupModExecutor(this, groups, meters, indexes.references());
    }

    /** Executes one flow_mod. All of it is done, or nothing. */
    public FlowModResult apply(FlowChange change) {
        return apply(change, null);
    }

    /** Likewise. @param origin is handed on to flow listeners, who tell others of what one of them did */
    public FlowModResult apply(FlowChange change, Object origin) {
        checkNoTransaction();
        return published(execute(change, origin));
    }

    /** Executes one group_mod. All of it is done, or nothing. */
    public FlowModResult apply(GroupChange change) {
        checkNoTransaction();
        return published(execute(change));
    }

    /** Executes one meter_mod. All of it is done, or nothing. */
    public FlowModResult apply(MeterChange change) {
        checkNoTransaction();
        return published(execute(change));
    }

    /**
     * What a learn action does: adds the entry, or changes it, or, where it is there as it is, starts its hard timeout anew.
     *
     * @param change a strict modify that may add
     * @param limit how many entries with its cookie its table may have before one more is refused; 0 for no limit
     */
    public LearnResult learn(FlowChange change, int limit) {
        checkNoTransaction();
        LearnResult result = executor.learn(change, limit);
        publish();
        return result;
    }

    /** What fin_timeout does: neither timeout of the entry is longer than this any more; 0 leaves one as it is. */
    public void reduceTimeouts(FlowEntry entry, int idleSeconds, int hardSeconds) {
        if (entry.visible(nextVersion()) && entry.reduceTimeouts(idleSeconds, hardSeconds)) {
            indexes.timeoutsChanged(entry);
            tables[entry.tableId()].timeoutsChanged(entry);
        }
    }

    private void checkNoTransaction() {
        if (undo != null) {
            throw new IllegalStateException("a transaction is open");
        }
    }

    private FlowModResult published(FlowModResult result) {
        publish();
        return result;
    }

    /** Begins changes that come into force together or not at all. */
    public Transaction begin() {
        if (inBatch) {
            throw new IllegalStateException("transactions and batches don't nest");
        }
        inBatch = true;
        undo = new ArrayDeque<>();
        return new Transaction(this);
    }

    FlowModResult execute(FlowChange change, Object requester) {
        origin = requester;
        try {
            return executor.apply(change);
        } finally {
            origin = null;
        }
    }

    FlowModResult execute(GroupChange change) {
        return groupExecutor.apply(change);
    }

    FlowModResult execute(MeterChange change) {
        return groupExecutor.apply(change);
    }

    /** Why a packet-out with these actions is refused, or null. */
    public OfError check(List<Action> actions) {
        return InstructionCheck.check(actions, this::groupExists);
    }

    void atCommit(Runnable work) {
        atCommit.add(work);
    }

    void commit() {
        undo = null;
        try {
            atCommit.forEach(Runnable::run);
        } finally {
            atCommit.clear();
            inBatch = false;
            publish();
        }
    }

    /** A version is published nonetheless: tables may say that the version of the transaction changed them. */
    void rollback() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        undo = null;
        atCommit.clear();
        notices.discard();
        indexes.learned().forgetOrphaned();
        inBatch = false;
        dirty = true;
        publish();
    }

    /** Remembers how to take a step of the open transaction back; without effect where none is open. */
    void onUndo(Runnable step) {
        if (undo != null) {
            undo.push(step);
        }
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
            settingsChanged();
            publish();
        }
    }

    /** Whether some controller is connected. */
    public void controllerConnected(boolean connected) {
        if (controllerConnected != connected) {
            controllerConnected = connected;
            settingsChanged();
            publish();
        }
    }

    /** Which tunnel options the tun_metadata fields stand for. */
    @RunsOn(Role.ANY)
    public TunnelMetadataMap tunnelMetadata() {
        return tunnelMetadata;
    }

    public void tunnelMetadata(TunnelMetadataMap table) {
        tunnelMetadata = table;
        settingsChanged();
        publish();
    }

    /** Whether some flow entry matches on one of the fields or names it in its actions; it looks at all entries once. */
    public boolean uses(Set<Field> fields) {
        return flows(FlowFilter.ALL).stream()
                .anyMatch(entry -> fields.stream().anyMatch(field -> FieldUse.in(entry, field)));
    }

    /** What becomes of IP fragments. */
    public void fragments(FragmentHandling handling) {
        if (fragments != handling) {
            fragments = handling;
            settingsChanged();
            publish();
        }
    }

    public FragmentHandling fragments() {
        return fragments;
    }

    /** Removes every entry whose idle or hard timeout has passed. Push counters first: idleness is judged by them. */
    public List<RemovedFlow> expire(long nowNs) {
        List<RemovedFlow> expired = indexes.due(nowNs);
        for (RemovedFlow flow : expired) {
            retire(flow.entry());
            notices.removed(flow, null);
        }
        publish();
        return expired;
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

    /** What a table_mod says of the free room that is told of. */
    public void vacancy(int tableId, int downPercent, int upPercent, boolean on) {
        tables[tableId].vacancy(downPercent, upPercent, on);
        notices.watch(tables[tableId], on);
    }

    /** The table itself, for its limits. */
    public FlowTable table(int tableId) {
        return tables[tableId];
    }

    /** The groups; change them with {@link #apply(GroupChange)}. */
    public GroupTable groups() {
        return groups;
    }

    /** How many flow entries name a group. */
    public int groupReferences(int groupId) {
        return indexes.references().groupCount(groupId);
    }

    /** The meters; change them with {@link #apply(MeterChange)}. */
    public MeterTable meters() {
        return meters;
    }

    /** How many flow entries name a meter. */
    public int meterReferences(int meterId) {
        return indexes.references().meterCount(meterId);
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

    /**
     * Any thread: {@code listener} is told, on the agent thread after publication, of every entry that was removed for a
     * reason of {@link FlowRemovedReason}, whoever removed it.
     */
    @RunsOn(Role.ANY)
    public void addRemovalListener(Consumer<List<RemovedFlow>> listener) {
        notices.removalListeners().add(listener);
    }

    /** Any thread: {@code listener} is told, on the agent thread after publication, of every change of an entry. */
    @RunsOn(Role.ANY)
    public void addFlowListener(Consumer<List<FlowEvent>> listener) {
        notices.flowListeners().add(listener);
    }

    /** Any thread. */
    @RunsOn(Role.ANY)
    public void removeFlowListener(Consumer<List<FlowEvent>> listener) {
        notices.flowListeners().remove(listener);
    }

    /** Any thread. */
    @RunsOn(Role.ANY)
    public void addTableListener(TableListener listener) {
        notices.tableListeners().add(listener);
    }

    /** Any thread. */
    @RunsOn(Role.ANY)
    public void addMeterListener(MeterListener listener) {
        notices.meterListeners().add(listener);
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
        indexes.add(entry);
        tables[entry.tableId()].add(entry, nextVersion());
        if (undo != null) {
            onUndo(() -> {
                indexes.remove(entry);
                tables[entry.tableId()].takeBackAdd(entry);
            });
        }
        dirty = true;
    }

    void retire(FlowEntry entry) {
        indexes.remove(entry);
        tables[entry.tableId()].retire(entry, nextVersion());
        retired.addLast(entry);
        if (undo != null) {
            onUndo(() -> {
                retired.removeLast();
                tables[entry.tableId()].takeBackRetire(entry);
                indexes.add(entry);
            });
        }
        dirty = true;
    }

    /** Takes an entry out of force, and has it told. */
    RemovedFlow remove(FlowEntry entry, int reason) {
        retire(entry);
        RemovedFlow gone = new RemovedFlow(entry, reason, nowNs());
        notices.removed(gone, origin);
        return gone;
    }

    /** Has an entry that came into force told; {@code old} is the one in whose place it came, or null. */
    void changed(FlowEvent.Kind kind, FlowEntry entry, FlowEntry old) {
        if (notices.monitored()) {
            boolean same = old != null && old.instructions().equals(entry.instructions());
            if (kind != FlowEvent.Kind.MODIFIED || !same || old.cookie() != entry.cookie()) {
                List<Instruction> before = old == null || same ? null : old.instructions();
                notices.event(new FlowEvent(kind, entry, before, 0, origin));
            }
        }
    }

    private void onPorts(PortSnapshot snapshot) {
        settingsChanged();
        publish();
    }

    /** Something that is not a flow table changes: whatever was translated is translated again. */
    void settingsChanged() {
        long before = settingsVersion;
        onUndo(() -> settingsVersion = before);
        settingsVersion = nextVersion();
        dirty = true;
    }

    /** A meter changes or goes. */
    void onMeter(int meterId) {
        notices.meter(meterId);
    }

    boolean groupExists(int groupId) {
        return groups.get(groupId, nextVersion()) != null;
    }

    boolean meterExists(int meterId) {
        return meters.get(meterId, nextVersion()) != null;
    }

    private void publish() {
        if (inBatch) {
            return;
        }
        removeLearned();
        if (dirty) {
            dirty = false;
            notices.tellMeters(meters, nextVersion());
            view = new PipelineView(
                    nextVersion(),
                    settingsVersion,
                    ports.snapshot(),
                    missToController,
                    controllerConnected,
                    fragments,
                    tables,
                    groups,
                    meters);
            versionListeners.forEach(Runnable::run);
        }
        reclaim();
        notices.tellFlows();
    }

    /** The last entry that taught a cookie took the entries along that it taught. */
    private void removeLearned() {
        LearnedFlows learned = indexes.learned();
        for (LearnedFlows.Cookie gone = learned.nextOrphaned(); gone != null; gone = learned.nextOrphaned()) {
            for (FlowEntry entry : executor.withCookie(gone)) {
                remove(entry, FlowRemovedReason.DELETE);
            }
        }
    }

    /** Pairs with {@link PipelineReader#read}: a reader that starts after the publication above uses the new version. */
    private void reclaim() {
        long oldest = oldestReader();
        groups.reclaim(oldest);
        meters.reclaim(oldest);
        if (!retired.isEmpty()) {
            unlinkRetired(oldest);
        }
    }

    private void unlinkRetired(long oldest) {
        Map<FlowTable, List<FlowEntry>> byTable = new HashMap<>();
        while (!retired.isEmpty() && retired.peek().removeVersion() <= oldest) {
            FlowEntry entry = retired.poll();
            byTable.computeIfAbsent(tables[entry.tableId()], t -> new ArrayList<>())
                    .add(entry);
        }
        byTable.forEach((table, entries) -> table.classifier().removeAll(entries));
    }
}
