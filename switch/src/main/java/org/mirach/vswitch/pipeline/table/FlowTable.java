package org.mirach.vswitch.pipeline.table;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
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

    /** Agent thread: an entry comes into force at {@code version}. */
    public void add(FlowEntry entry, long version) {
        classifier.insert(entry);
        count(entry, 1, version);
    }

    /** Agent thread: an entry is out of force from {@code version} on; it stays linked until nobody can see it. */
    public void retire(FlowEntry entry, long version) {
        entry.removeFrom(version);
        count(entry, -1, version);
    }

    /** Agent thread: an entry that no version has shown is as if it had never been. */
    public void takeBackAdd(FlowEntry entry) {
        classifier.removeAll(List.of(entry));
        count(entry, -1, changedVersion);
    }

    /** Agent thread: an entry whose removal no version has shown stays. */
    public void takeBackRetire(FlowEntry entry) {
        entry.removeFrom(FlowEntry.FOR_EVER);
        count(entry, 1, changedVersion);
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
