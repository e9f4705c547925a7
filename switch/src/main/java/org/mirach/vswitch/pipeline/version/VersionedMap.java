package org.mirach.vswitch.pipeline.version;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Immutable values by number (groups, meters), each in force from one version of the pipeline on and until another.
 *
 * <p><b>Why this way:</b> a change is one step whatever the size of the map, where a copy for each version would make
 * 100,000 groups cost 100,000 copies; and a transaction that is refused takes its steps back.
 *
 * <p><b>Invariant:</b> in the chain of one number, newest first, spans of versions fall and never overlap.
 *
 * <p><b>Threads:</b> the agent thread writes; any thread calls {@link #get} and {@link #all} for a version it holds.
 */
@RunsOn(Role.AGENT)
public final class VersionedMap<V> {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Map<Integer, Node<V>> heads = new ConcurrentHashMap<>();
    /** Nodes out of force that are still linked, by growing version. */
    private final ArrayDeque<Node<V>> retired = new ArrayDeque<>();

    private int count;

    private static final class Node<V> {
        final int id;
        final V value;
        final long addVersion;
        volatile long removeVersion = FOR_EVER;
        volatile Node<V> older;

        Node(int id, V value, long addVersion, Node<V> older) {
            this.id = id;
            this.value = value;
            this.addVersion = addVersion;
            this.older = older;
        }

        boolean visible(long version) {
            return addVersion <= version && version < removeVersion;
        }
    }

    /** The value of {@code id} at {@code version}, or null. */
    @RunsOn(Role.ANY)
    public V get(int id, long version) {
        for (Node<V> node = heads.get(id); node != null; node = node.older) {
            if (node.visible(version)) {
                return node.value;
            }
        }
        return null;
    }

    /** The values of {@code version}, by growing number. */
    @RunsOn(Role.ANY)
    public List<V> all(long version) {
        List<Node<V>> visible = new ArrayList<>();
        for (Node<V> head : heads.values()) {
            for (Node<V> node = head; node != null; node = node.older) {
                if (node.visible(version)) {
                    visible.add(node);
                }
            }
        }
        visible.sort(Comparator.comparing((Node<V> node) -> node.id, Integer::compareUnsigned));
        return visible.stream().map(node -> node.value).toList();
    }

    /** How many values the newest version has. */
    public int count() {
        return count;
    }

    /**
     * Puts a value in force from {@code version} on, in place of the one that the number has.
     *
     * @return takes this step back; steps are taken back newest first, before their version is published
     */
    public Runnable put(int id, V value, long version) {
        Node<V> old = heads.get(id);
        boolean replaces = old != null && old.removeVersion == FOR_EVER;
        if (replaces) {
            retire(old, version);
        }
        Node<V> added = new Node<>(id, value, version, old);
        heads.put(id, added);
        count++;
        return () -> {
            link(id, added.older);
            count--;
            if (replaces) {
                unretire(old);
            }
        };
    }

    /** Takes the value of {@code id} out of force from {@code version} on. @return takes this step back */
    public Runnable remove(int id, long version) {
        Node<V> old = heads.get(id);
        retire(old, version);
        return () -> unretire(old);
    }

    private void retire(Node<V> node, long version) {
        node.removeVersion = version;
        retired.addLast(node);
        count--;
    }

    private void unretire(Node<V> node) {
        node.removeVersion = FOR_EVER;
        retired.removeLast();
        count++;
    }

    private void link(int id, Node<V> node) {
        if (node == null) {
            heads.remove(id);
        } else {
            heads.put(id, node);
        }
    }

    /** Lets go of what no reader of {@code oldestReader} or later can see. */
    public void reclaim(long oldestReader) {
        List<Node<V>> gone = new ArrayList<>();
        while (!retired.isEmpty() && retired.peekFirst().removeVersion <= oldestReader) {
            gone.add(retired.pollFirst());
        }
        gone.reversed().forEach(this::unlink); // the newest takes all older ones along: no chain is walked twice
    }

    /** Whatever is older than a node that nobody sees is seen by nobody either. */
    private void unlink(Node<V> gone) {
        Node<V> head = heads.get(gone.id);
        if (head == gone) {
            heads.remove(gone.id);
            return;
        }
        for (Node<V> node = head; node != null; node = node.older) {
            if (node.older == gone) {
                node.older = null;
                return;
            }
        }
    }
}
