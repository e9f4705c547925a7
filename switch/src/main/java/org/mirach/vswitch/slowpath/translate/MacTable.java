package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Which port each Ethernet address was last seen behind, by VLAN: what NORMAL learns.
 *
 * <p>The version grows whenever a lookup could give another answer than before.
 *
 * <p><b>Threads:</b> any.
 */
@RunsOn(Role.ANY)
public final class MacTable {
    /** Entry ageing of Open vSwitch. */
    public static final long DEFAULT_AGE_NS = 300_000_000_000L;
    /** Entries of Open vSwitch. */
    public static final int DEFAULT_MAX_ENTRIES = 8192;

    private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final long ageNs;
    private final int maxEntries;
    private final IntPredicate portExists;
    private final List<Runnable> versionListeners = new CopyOnWriteArrayList<>();
    private final LongAdder learned = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder moved = new LongAdder();

    /**
     * An address and the port that it was last seen behind, at {@code seenNs} ({@code System.nanoTime}).
     *
     * @param fixed the operator's: it neither ages nor moves
     */
    public record Entry(int vlanVid, long ethAddr, int portNo, long seenNs, boolean fixed) {}

    /** What became of learned entries since the start, or since it was asked to forget that. */
    public record Statistics(long learned, long expired, long evicted, long moved) {}

    /** @param portExists whether a port is there now: nothing is learned onto one that was removed before its flush */
    public MacTable(long ageNs, int maxEntries, IntPredicate portExists) {
        this.ageNs = ageNs;
        this.maxEntries = maxEntries;
        this.portExists = portExists;
    }

    public long version() {
        return version.get();
    }

    /** The port behind which the address is, or -1. */
    public int portOf(int vlanVid, long ethAddr) {
        Entry entry = entries.get(key(vlanVid, ethAddr));
        return entry == null ? -1 : entry.portNo();
    }

    /** {@code listener} runs after each change of the version, on the thread that made it; it must be quick. */
    public void addVersionListener(Runnable listener) {
        versionListeners.add(listener);
    }

    /**
     * The address was seen at {@code atNs}; what was seen later stands. Where the table is full, the entry not seen for
     * longest goes. Nothing is learned onto a port that is gone: cached flows may tell of it late.
     */
    public void learn(int vlanVid, long ethAddr, int portNo, long atNs) {
        long key = key(vlanVid, ethAddr);
        Entry old = entries.get(key);
        if (old != null && (old.fixed() || atNs - old.seenNs() <= 0) || !portExists.test(portNo)) {
            return;
        }
        if (old == null && entries.size() >= maxEntries) {
            evictOldest();
        }
        Entry entry = new Entry(vlanVid, ethAddr, portNo, atNs, false);
        entries.put(key, entry);
        if (!portExists.test(portNo)) { // removed meanwhile, and its flush may have come before the entry
            entries.remove(key, entry);
            changed();
            return;
        }
        if (old == null || old.portNo() != portNo) {
            (old == null ? learned : moved).increment();
            changed();
        }
    }

    /** Puts an address behind a port for good. @return the entry that it replaces, or null */
    public Entry fix(int vlanVid, long ethAddr, int portNo) {
        Entry old = entries.put(key(vlanVid, ethAddr), new Entry(vlanVid, ethAddr, portNo, 0, true));
        changed();
        return old;
    }

    /** Takes back what was {@link #fix fixed}. @return false where it was not */
    public boolean unfix(int vlanVid, long ethAddr) {
        Entry entry = entries.get(key(vlanVid, ethAddr));
        boolean removed = entry != null && entry.fixed() && entries.remove(key(vlanVid, ethAddr), entry);
        if (removed) {
            changed();
        }
        return removed;
    }

    public Statistics statistics() {
        return new Statistics(learned.sum(), expired.sum(), evicted.sum(), moved.sum());
    }

    public void clearStatistics() {
        List.of(learned, expired, evicted, moved).forEach(LongAdder::reset);
    }

    public int maxEntries() {
        return maxEntries;
    }

    private void changed() {
        version.incrementAndGet();
        versionListeners.forEach(Runnable::run);
    }

    /** Forgets what was not seen for the age limit. */
    public void expire(long nowNs) {
        int before = entries.size();
        forget(entry -> !entry.fixed() && nowNs - entry.seenNs() >= ageNs);
        expired.add(Math.max(0, before - entries.size()));
    }

    /** Forgets what was seen behind a port. */
    public void flushPort(int portNo) {
        forget(entry -> entry.portNo() == portNo);
    }

    /** Forgets everything that was learned. */
    public void flush() {
        forget(entry -> !entry.fixed());
    }

    /** Everything known, in no particular order. */
    public List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    private void forget(Predicate<Entry> unwanted) {
        if (entries.values().removeIf(unwanted)) {
            changed();
        }
    }

    private void evictOldest() {
        long oldestKey = -1;
        Entry oldest = null;
        for (var each : entries.entrySet()) {
            if (!each.getValue().fixed() && (oldest == null || each.getValue().seenNs() - oldest.seenNs() < 0)) {
                oldest = each.getValue();
                oldestKey = each.getKey();
            }
        }
        if (oldest != null && entries.remove(oldestKey, oldest)) {
            evicted.increment();
            changed();
        }
    }

    private static long key(int vlanVid, long ethAddr) {
        return (long) vlanVid << 48 | ethAddr;
    }
}
