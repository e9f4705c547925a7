package org.mirach.controller.app.staticflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;
import org.mirach.openflow.message.FlowMod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The static flows in the store, and a copy of them that follows it.
 *
 * <p><b>Invariant:</b> the copy never goes back to an older version of one id that it has held.
 *
 * <p><b>Threads:</b> any; writes block for the store. Listeners are called on the store's thread.
 */
public final class StaticFlows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaticFlows.class);
    private static final String DIRECTORY = "/static-flows";
    private static final long ID_MASK = 0xffff_ffff_ffffL;

    private final Store store;
    private final Map<FlowDiff.Identity, FlowOwner> kept;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, StaticFlow> copy = new ConcurrentHashMap<>();
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final Store.Watch watch;
    private volatile boolean ready;

    /** What an entry of the store holds. */
    private record Stored(String name, String datapathId, String flow) {}

    /** Follows {@code store} from now on, beside no other application. */
    public StaticFlows(Store store) {
        this(store, Map.of());
    }

    /**
     * Follows {@code store} from now on.
     *
     * @param kept entries that other applications hold for good: no static flow may be one of them
     */
    public StaticFlows(Store store, Map<FlowDiff.Identity, FlowOwner> kept) {
        this.store = store;
        this.kept = Map.copyOf(kept);
        this.watch = store.watch(DIRECTORY, this::onEvent);
    }

    /** All, by name and then id. */
    public List<StaticFlow> all() {
        return copy.values().stream()
                .sorted(Comparator.comparing(StaticFlow::name).thenComparing(StaticFlow::id))
                .toList();
    }

    /** Those of one switch, by id. */
    public List<StaticFlow> of(long datapathId) {
        return copy.values().stream()
                .filter(flow -> flow.datapathId() == datapathId)
                .sorted(Comparator.comparing(StaticFlow::id))
                .toList();
    }

    /** One, read from the store itself. */
    public Optional<StaticFlow> get(String id) {
        return store.get(path(id)).flatMap(this::read);
    }

    /** The application that holds an entry like this one for good; a static flow and it would overwrite each other. */
    public Optional<FlowOwner> keeper(FlowMod flowMod) {
        return Optional.ofNullable(kept.get(FlowDiff.Identity.of(flowMod)));
    }

    /** Whether all that the store holds has been seen once; before that nothing may be deleted from switches. */
    public boolean isReady() {
        return ready;
    }

    /** Calls {@code listener} with a datapath id whose static flows changed. */
    public void onChange(LongConsumer listener) {
        listeners.add(listener);
    }

    /** Adds one under a fresh id. */
    public StaticFlow create(String name, long datapathId, String flow) {
        while (true) {
            String id = String.format("%012x", random.nextLong() & ID_MASK);
            byte[] value = bytes(name, datapathId, flow);
            if (ours(store.create(path(id), value), value) instanceof Outcome.Written(Entry entry)) {
                return noted(entry);
            }
        }
    }

    /** Replaces the one with that version; the outcome's entry is raw, {@link #read} reads it. */
    public Outcome replace(String id, long version, String name, long datapathId, String flow) {
        byte[] value = bytes(name, datapathId, flow);
        Outcome outcome = ours(store.replace(path(id), version, value), value);
        if (outcome instanceof Outcome.Written(Entry entry)) {
            noted(entry);
        }
        return outcome;
    }

    /** A write that was repeated after its answer got lost meets itself: what was to be there is there. */
    private static Outcome ours(Outcome outcome, byte[] value) {
        return outcome instanceof Outcome.Conflict(Entry current) && Arrays.equals(current.value(), value)
                ? new Outcome.Written(current)
                : outcome;
    }

    /** Deletes the one with that version. */
    public Outcome delete(String id, long version) {
        Outcome outcome = store.delete(path(id), version);
        if (outcome instanceof Outcome.Written) {
            removed(id);
        }
        return outcome;
    }

    @Override
    public void close() {
        watch.close();
    }

    private void onEvent(StoreEvent event) {
        switch (event) {
            case StoreEvent.Put(Entry entry) -> noted(entry);
            case StoreEvent.Removed(String path) -> removed(path.substring(DIRECTORY.length() + 1));
            case StoreEvent.Ready _ -> {
                ready = true;
                copy.values().stream().map(StaticFlow::datapathId).distinct().forEach(this::changed);
            }
        }
    }

    private StaticFlow noted(Entry entry) {
        StaticFlow flow = read(entry).orElse(null);
        if (flow == null) {
            return null;
        }
        StaticFlow before = copy.get(flow.id());
        StaticFlow now = copy.merge(flow.id(), flow, (old, next) -> next.version() > old.version() ? next : old);
        if (now == flow) {
            changed(flow.datapathId());
            if (before != null && before.datapathId() != flow.datapathId()) {
                changed(before.datapathId());
            }
        }
        return flow;
    }

    private void removed(String id) {
        StaticFlow gone = copy.remove(id);
        if (gone != null) {
            changed(gone.datapathId());
        }
    }

    private void changed(long datapathId) {
        if (ready) {
            listeners.forEach(listener -> listener.accept(datapathId));
        }
    }

    /** What an entry of the store says; empty where that is no static flow. */
    public Optional<StaticFlow> read(Entry entry) {
        try {
            Stored stored = json.readValue(entry.value(), Stored.class);
            if (stored == null || stored.name == null || stored.datapathId == null || stored.flow == null) {
                throw new IllegalArgumentException("name, datapathId and flow are all needed");
            }
            return Optional.of(new StaticFlow(
                    entry.name(), entry.version(), stored.name, DatapathId.parse(stored.datapathId), stored.flow));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{}: not a static flow, ignored: {}; delete it by hand", entry, e.getMessage());
            return Optional.empty();
        }
    }

    private byte[] bytes(String name, long datapathId, String flow) {
        try {
            return json.writeValueAsBytes(new Stored(name, DatapathId.text(datapathId), flow));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not text: " + e.getMessage(), e);
        }
    }

    private static String path(String id) {
        return DIRECTORY + "/" + id;
    }
}
