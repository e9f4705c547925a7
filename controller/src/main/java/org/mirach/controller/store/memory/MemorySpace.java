package org.mirach.controller.store.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.StoreEvent;

/**
 * What several {@link MemoryStore} sessions share, as several controllers share an ensemble.
 *
 * <p><b>Threads:</b> any; one lock. Watchers are queued events under the lock, so all see one order.
 */
public final class MemorySpace {
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final List<MemoryWatch> watches = new ArrayList<>();
    private long lastVersion;

    /** An empty space. */
    public MemorySpace() {}

    synchronized Optional<Entry> get(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    synchronized List<Entry> list(String directory) {
        return entries.tailMap(directory + "/").values().stream()
                .takeWhile(entry -> entry.path().startsWith(directory + "/"))
                .filter(entry -> isChild(directory, entry.path()))
                .toList();
    }

    synchronized Outcome create(String path, byte[] value) {
        Entry current = entries.get(path);
        return current != null ? new Outcome.Conflict(current) : new Outcome.Written(put(path, value));
    }

    synchronized Outcome replace(String path, long version, byte[] value) {
        Entry current = entries.get(path);
        if (current == null) {
            return new Outcome.Missing(path);
        }
        return current.version() != version ? new Outcome.Conflict(current) : new Outcome.Written(put(path, value));
    }

    synchronized Outcome delete(String path, long version) {
        Entry current = entries.get(path);
        if (current == null) {
            return new Outcome.Missing(path);
        }
        if (current.version() != version) {
            return new Outcome.Conflict(current);
        }
        remove(path);
        return new Outcome.Written(current);
    }

    /** Writes whatever is there. */
    synchronized Entry put(String path, byte[] value) {
        Entry entry = new Entry(path, ++lastVersion, value.clone());
        entries.put(path, entry);
        tell(path, new StoreEvent.Put(entry));
        return entry;
    }

    /** Removes what is there, if anything. */
    synchronized void remove(String path) {
        if (entries.remove(path) != null) {
            ++lastVersion;
            tell(path, new StoreEvent.Removed(path));
        }
    }

    synchronized void add(MemoryWatch watch) {
        list(watch.directory()).forEach(entry -> watch.offer(new StoreEvent.Put(entry)));
        watch.offer(new StoreEvent.Ready());
        watches.add(watch);
    }

    synchronized void drop(MemoryWatch watch) {
        watches.remove(watch);
    }

    private void tell(String path, StoreEvent event) {
        for (MemoryWatch watch : watches) {
            if (isChild(watch.directory(), path)) {
                watch.offer(event);
            }
        }
    }

    private static boolean isChild(String directory, String path) {
        return path.startsWith(directory + "/") && path.indexOf('/', directory.length() + 1) < 0;
    }
}
