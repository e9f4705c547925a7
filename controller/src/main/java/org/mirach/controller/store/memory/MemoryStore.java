package org.mirach.controller.store.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mirach.controller.store.Connection;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;
import org.mirach.controller.store.StoreException;

/**
 * One session on a {@link MemorySpace}.
 *
 * <p><b>Threads:</b> any.
 */
public final class MemoryStore implements Store {
    private final MemorySpace space;
    private final Map<String, byte[]> published = new ConcurrentHashMap<>();
    private final List<Consumer<Connection>> listeners = new CopyOnWriteArrayList<>();
    private volatile Connection connection = Connection.CONNECTED;
    private volatile boolean closed;

    /** A session on {@code space}. */
    public MemoryStore(MemorySpace space) {
        this.space = space;
    }

    /** A session on a space of its own. */
    public MemoryStore() {
        this(new MemorySpace());
    }

    @Override
    public Optional<Entry> get(String path) {
        return open().get(Store.checkPath(path));
    }

    @Override
    public List<Entry> list(String directory) {
        return open().list(Store.checkPath(directory));
    }

    @Override
    public Outcome create(String path, byte[] value) {
        return open().create(Store.checkPath(path), Store.checkValue(value));
    }

    @Override
    public Outcome replace(String path, long version, byte[] value) {
        return open().replace(Store.checkPath(path), version, Store.checkValue(value));
    }

    @Override
    public Outcome delete(String path, long version) {
        return open().delete(Store.checkPath(path), version);
    }

    @Override
    public Watch watch(String directory, Consumer<StoreEvent> watcher) {
        open();
        return new MemoryWatch(space, Store.checkPath(directory), watcher);
    }

    @Override
    public Publication publish(String path, byte[] value) {
        open();
        published.put(Store.checkPath(path), Store.checkValue(value));
        space.put(path, value);
        return new Publication() {
            @Override
            public void update(byte[] next) {
                published.put(path, Store.checkValue(next));
                if (connection == Connection.CONNECTED) {
                    space.put(path, next);
                }
            }

            @Override
            public void close() {
                published.remove(path);
                space.remove(path);
            }
        };
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void onConnection(Consumer<Connection> listener) {
        listeners.add(listener);
    }

    /** Ends the session as a network cut longer than the session's timeout would. */
    public void lose() {
        change(Connection.SUSPENDED);
        change(Connection.LOST);
        published.keySet().forEach(space::remove);
    }

    /** A new session after {@link #lose}. */
    public void reconnect() {
        published.forEach(space::put);
        change(Connection.CONNECTED);
    }

    @Override
    public void close() {
        closed = true;
        published.keySet().forEach(space::remove);
    }

    private void change(Connection next) {
        connection = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    private MemorySpace open() {
        if (closed) {
            throw new StoreException("the store is closed", null);
        }
        if (connection != Connection.CONNECTED) {
            throw new StoreException("the store is " + connection + "; it will be back by itself", null);
        }
        return space;
    }
}
