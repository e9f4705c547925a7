package org.mirach.controller.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Versioned entries at paths, shared by all controllers of a cluster.
 *
 * <p><b>Invariants:</b> a write names the version it replaces, so two writers never overwrite each other unseen; what
 * {@link #watch} tells last for a path is what is there, after any reconnection too.
 *
 * <p><b>Threads:</b> any; calls block for a round trip. Watchers and listeners are called on a thread of the store, one
 * event at a time each; they must not block for long.
 *
 * <p><b>Errors:</b> {@link StoreException} when the store cannot answer; {@link IllegalArgumentException} for a path or
 * a value that no store takes.
 */
public interface Store extends AutoCloseable {
    /** The largest value in bytes; ZooKeeper's own limit is 1 MiB for a whole request. */
    int MAX_VALUE_BYTES = 900 * 1024;

    /** The entry at {@code path}. */
    Optional<Entry> get(String path);

    /** The entries directly under {@code directory}, in the order of their names; empty where there is none. */
    List<Entry> list(String directory);

    /** Writes a new entry; {@link Outcome.Conflict} when one is there. */
    Outcome create(String path, byte[] value);

    /** Replaces the entry that has {@code version}. */
    Outcome replace(String path, long version, byte[] value);

    /** Deletes the entry that has {@code version}; {@link Outcome.Written} holds what was deleted. */
    Outcome delete(String path, long version);

    /** Tells all entries directly under {@code directory}, then {@link StoreEvent.Ready}, then every change. */
    Watch watch(String directory, Consumer<StoreEvent> watcher);

    /**
     * Puts an entry that lives as long as this process's session: gone soon after the process is, back by itself when a
     * lost session is replaced.
     */
    Publication publish(String path, byte[] value);

    /** How this process stands with the store now. */
    Connection connection();

    /** Calls {@code listener} at each change of {@link #connection()}. */
    void onConnection(Consumer<Connection> listener);

    @Override
    void close();

    /** A running watch. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** An entry that this process keeps up. */
    interface Publication extends AutoCloseable {
        /** Replaces the value; returns at once when the store is away, and catches up later. */
        void update(byte[] value);

        @Override
        void close();
    }

    /**
     * Checks a path or directory.
     *
     * @return {@code path}
     * @throws IllegalArgumentException when it isn't slashes and segments of {@code [A-Za-z0-9._-]}
     */
    static String checkPath(String path) {
        if (!path.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")) {
            throw new IllegalArgumentException("not a path of the store: " + path);
        }
        return path;
    }

    /** Checks a value's size; returns {@code value}. */
    static byte[] checkValue(byte[] value) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "a value of " + value.length + " bytes; the store takes up to " + MAX_VALUE_BYTES);
        }
        return value;
    }
}
