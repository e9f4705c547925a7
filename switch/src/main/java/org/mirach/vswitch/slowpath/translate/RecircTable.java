package org.mirach.vswitch.slowpath.translate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Frozen states by recirc_id.
 *
 * <p>Equal states have one id, so a translation made again gives the same actions. A state lives as long as something
 * uses it: whoever asks for its id or finds it keeps it, and each pass of the revalidator keeps those that cached flows
 * lead to. States that were not used for half a minute are forgotten, those that a controller may send a packet back with
 * (NXT_RESUME) after ten minutes. There is room for {@link #MAX_STATES}; where it is used up, states of cached flows are
 * the ones that stay.
 *
 * <p><b>Threads:</b> any; one lock.
 */
@RunsOn(Role.ANY)
public final class RecircTable {
    /** As many as a switch caches flows, so that packets of ever new kinds can't use up the heap. */
    static final int MAX_STATES = 1 << 18;

    private static final long SHORT_AGE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long AGE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long CONTINUATION_AGE_NS = TimeUnit.MINUTES.toNanos(10);

    private final Map<FrozenState, Node> byState = new HashMap<>();
    private final Map<Integer, Node> byId = new HashMap<>();
    private final LongSupplier nanoTime;
    private int lastId;
    private long lastMadeRoomNs;

    private static final class Node {
        final int id;
        final FrozenState state;
        boolean continuation;
        long usedNs;

        Node(int id, FrozenState state) {
            this.id = id;
            this.state = state;
        }
    }

    public RecircTable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        lastMadeRoomNs = nanoTime.getAsLong() - TimeUnit.SECONDS.toNanos(2);
    }

    /** The id of a state; 0 where there is no room. {@code continuation}: a controller is told the id. */
    public synchronized int idOf(FrozenState state, boolean continuation) {
        Node node = byState.get(state);
        if (node == null && byId.size() >= MAX_STATES && !makeRoom()) {
            return 0;
        }
        if (node == null) {
            node = new Node(freeId(), state);
            byState.put(state, node);
            byId.put(node.id, node);
        }
        node.continuation |= continuation;
        node.usedNs = nanoTime.getAsLong();
        return node.id;
    }

    private int freeId() {
        do {
            lastId++;
        } while (lastId == 0 || byId.containsKey(lastId));
        return lastId;
    }

    /** The state of an id, or null. */
    public synchronized FrozenState find(int id) {
        Node node = byId.get(id);
        if (node == null) {
            return null;
        }
        node.usedNs = nanoTime.getAsLong();
        return node.state;
    }

    /** These are in use. @return whether all are there */
    public synchronized boolean keep(List<Integer> ids) {
        long nowNs = nanoTime.getAsLong();
        boolean all = true;
        for (int id : ids) {
            Node node = byId.get(id);
            if (node != null) {
                node.usedNs = nowNs;
            }
            all &= node != null;
        }
        return all;
    }

    /** Tried once a second: it visits every state. */
    private boolean makeRoom() {
        long nowNs = nanoTime.getAsLong();
        if (nowNs - lastMadeRoomNs > TimeUnit.SECONDS.toNanos(1)) {
            lastMadeRoomNs = nowNs;
            expire(SHORT_AGE_NS, SHORT_AGE_NS);
        }
        return byId.size() < MAX_STATES;
    }

    /** Forgets what was not used for long. */
    public synchronized void expire() {
        expire(AGE_NS, CONTINUATION_AGE_NS);
    }

    private void expire(long ageNs, long continuationAgeNs) {
        long nowNs = nanoTime.getAsLong();
        byId.values().removeIf(node -> {
            boolean old = nowNs - node.usedNs > (node.continuation ? continuationAgeNs : ageNs);
            if (old) {
                byState.remove(node.state);
            }
            return old;
        });
    }

    public synchronized int size() {
        return byId.size();
    }
}
