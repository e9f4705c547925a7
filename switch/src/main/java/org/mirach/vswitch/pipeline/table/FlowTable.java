package org.mirach.vswitch.pipeline.table;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.mirach.openflow.field.Subfield;
import org.mirach.vswitch.pipeline.match.Classifier;

/**
 * One flow table: its entries and its counters.
 *
 * <p><b>Threads:</b> the agent thread changes entries; any thread counts and looks up.
 */
public final class FlowTable {
    /** Entries that a table may hold unless told otherwise. */
    public static final int DEFAULT_MAX_ENTRIES = 1_000_000;

    private final int tableId;
    private final Classifier classifier = new Classifier();
    private final LongAdder lookups = new LongAdder();
    private final LongAdder matches = new LongAdder();
    /** Null where a full table refuses. */
    private EvictionIndex eviction;

    private boolean evictionByController;
    private boolean evictionByOperator;
    private List<Subfield> evictionFields = List.of();
    private Vacancy vacancy = Vacancy.OFF;
    private volatile int maxEntries = DEFAULT_MAX_ENTRIES;
    private volatile int entryCount;
    private volatile int visibleCount;
    private volatile long changedVersion;

    public FlowTable(int tableId) {
        this.tableId = tableId;
    }

    public int tableId() {
        return tableId;
    }

    public Classifier classifier() {
        return classifier;
    }

    /** Version that last changed an entry here: what was translated at or after it need not be translated again. */
    public long changedVersion() {
        return changedVersion;
    }

    /** Entries in force, hidden ones included. */
    public int entryCount() {
        return entryCount;
    }

    public int maxEntries() {
        return maxEntries;
    }

    /** Agent thread. */
    public void maxEntries(int count) {
        maxEntries = count;
    }

    /** Agent thread: whether a table_mod wants a full table to make room for new entries (OpenFlow 1.4, 6.5). */
    public void evictionByController(boolean on) {
        evictionByController = on;
        configureEviction();
    }

    public boolean evictionByController() {
        return evictionByController;
    }

    /** Agent thread: whether the operator wants that too (overflow_policy=evict), and fairly between which groups. */
    public void evictionByOperator(boolean on, List<Subfield> fields) {
        evictionByOperator = on;
        evictionFields = List.copyOf(fields);
        eviction = null;
        configureEviction();
    }

    private void configureEviction() {
        if (!evictionByController && !evictionByOperator) {
            eviction = null;
        } else if (eviction == null) {
            eviction = new EvictionIndex(evictionFields);
            classifier.forEach(Long.MAX_VALUE - 1, eviction::add);
        }
    }

    /** Agent thread: the entry that makes room for a new one, or null where none may go. */
    public FlowEntry evictable() {
        return eviction == null ? null : eviction.first();
    }

    /** Agent thread: which thresholds of free room are told of; {@code on} as a table_mod says. */
    public void vacancy(int downPercent, int upPercent, boolean on) {
        int next = !on ? 0 : vacancy.enabled() ? vacancy.next() : freePercent() < upPercent ? Vacancy.UP : Vacancy.DOWN;
        vacancy = new Vacancy(downPercent, upPercent, next);
    }

    public Vacancy vacancy() {
        return vacancy;
    }

    /** Free room in percent. */
    public int freePercent() {
        return maxEntries == 0 ? 100 : (int) (100L * Math.max(0, maxEntries - entryCount) / maxEntries);
    }

    /** Agent thread: the event that the free room calls for, once; 0 for none. */
    public int vacancyEvent() {
        int event = vacancy.due(freePercent());
        if (event != 0) {
            vacancy = vacancy.after(event);
        }
        return event;
    }

    /** Agent thread: an entry comes into force at {@code version}. */
    public void add(FlowEntry entry, long version) {
        classifier.insert(entry);
        count(entry, 1, version);
        if (eviction != null) {
            eviction.add(entry);
        }
    }

    /** Agent thread: an entry is out of force from {@code version} on; it stays linked until nobody can see it. */
    public void retire(FlowEntry entry, long version) {
        entry.removeFrom(version);
        count(entry, -1, version);
        if (eviction != null) {
            eviction.remove(entry);
        }
    }

    /** Agent thread: an entry that no version has shown is as if it had never been. */
    public void takeBackAdd(FlowEntry entry) {
        classifier.removeAll(List.of(entry));
        count(entry, -1, changedVersion);
        if (eviction != null) {
            eviction.remove(entry);
        }
    }

    /** Agent thread: an entry whose removal no version has shown stays. */
    public void takeBackRetire(FlowEntry entry) {
        entry.removeFrom(FlowEntry.FOR_EVER);
        count(entry, 1, changedVersion);
        if (eviction != null) {
            eviction.add(entry);
        }
    }

    /** Agent thread: an entry's timeouts were cut. */
    public void timeoutsChanged(FlowEntry entry) {
        if (eviction != null) {
            eviction.remove(entry);
            eviction.add(entry);
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // the agent thread is the only writer
    private void count(FlowEntry entry, int by, long version) {
        entryCount = entryCount + by;
        visibleCount = visibleCount + (entry.hidden() ? 0 : by);
        changedVersion = version;
    }

    /** Packets that were looked up here, and those of them that found an entry. */
    public void countLookups(long packetCount, boolean matched) {
        lookups.add(packetCount);
        if (matched) {
            matches.add(packetCount);
        }
    }

    public TableStats stats() {
        return new TableStats(tableId, visibleCount, lookups.sum(), matches.sum());
    }
}
