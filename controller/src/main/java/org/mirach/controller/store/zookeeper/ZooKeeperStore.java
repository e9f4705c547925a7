package org.mirach.controller.store.zookeeper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.mirach.controller.store.Connection;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;
import org.mirach.controller.store.StoreException;

/**
 * The store on ZooKeeper.
 *
 * <p><b>Why this way:</b> an entry's version is its node's {@code mzxid}, which grows over the whole ensemble and so
 * never repeats when a node is deleted and made again; the node's own data version starts at 0 each time. ZooKeeper
 * compares the data version, so a write reads the node first and then names the data version it saw.
 *
 * <p><b>Limits:</b> between that read and the write a node could be deleted and made anew with the same data version;
 * ids that are never used twice ({@code app.staticflow}) rule it out.
 *
 * <p><b>Threads:</b> any; calls block.
 */
public final class ZooKeeperStore implements Store {
    private final ZooKeeperClient client;

    /** A store on {@code client}, which stays the caller's to close. */
    public ZooKeeperStore(ZooKeeperClient client) {
        this.client = client;
    }

    @Override
    public Optional<Entry> get(String path) {
        Store.checkPath(path);
        return call("reading " + path, () -> read(path, new Stat()));
    }

    @Override
    public List<Entry> list(String directory) {
        Store.checkPath(directory);
        return call("listing " + directory, () -> {
            List<Entry> entries = new ArrayList<>();
            for (String name : children(directory)) {
                read(directory + "/" + name, new Stat()).ifPresent(entries::add);
            }
            entries.sort(Comparator.comparing(Entry::name));
            return List.copyOf(entries);
        });
    }

    @Override
    public Outcome create(String path, byte[] value) {
        Store.checkPath(path);
        Store.checkValue(value);
        return call("creating " + path, () -> {
            Stat stat = new Stat();
            try {
                client.curator()
                        .create()
                        .storingStatIn(stat)
                        .creatingParentsIfNeeded()
                        .forPath(path, value);
                return new Outcome.Written(new Entry(path, stat.getMzxid(), value));
            } catch (KeeperException.NodeExistsException _) {
                return read(path, stat).<Outcome>map(Outcome.Conflict::new).orElse(new Outcome.Missing(path));
            }
        });
    }

    @Override
    public Outcome replace(String path, long version, byte[] value) {
        Store.checkValue(value);
        return compareAndDo(path, version, (current, stat) -> {
            Stat now = client.curator().setData().withVersion(stat.getVersion()).forPath(path, value);
            return new Entry(path, now.getMzxid(), value);
        });
    }

    @Override
    public Outcome delete(String path, long version) {
        return compareAndDo(path, version, (current, stat) -> {
            client.curator().delete().withVersion(stat.getVersion()).forPath(path);
            return current;
        });
    }

    @Override
    public Watch watch(String directory, Consumer<StoreEvent> watcher) {
        return new ZooKeeperWatch(client, Store.checkPath(directory), watcher);
    }

    @Override
    public Publication publish(String path, byte[] value) {
        return new ZooKeeperPublication(client, Store.checkPath(path), Store.checkValue(value));
    }

    @Override
    public Connection connection() {
        return client.connection();
    }

    @Override
    public void onConnection(Consumer<Connection> listener) {
        client.onConnection(listener);
    }

    @Override
    public void close() {
        // The client closes the session; watches and publications close themselves or go with it.
    }

    private Outcome compareAndDo(String path, long version, Change change) {
        Store.checkPath(path);
        return call("writing " + path, () -> {
            Stat stat = new Stat();
            Optional<Entry> current = read(path, stat);
            if (current.isEmpty()) {
                return new Outcome.Missing(path);
            }
            if (current.get().version() != version) {
                return new Outcome.Conflict(current.get());
            }
            try {
                return new Outcome.Written(change.apply(current.get(), stat));
            } catch (KeeperException.BadVersionException | KeeperException.NoNodeException _) {
                return read(path, stat).<Outcome>map(Outcome.Conflict::new).orElse(new Outcome.Missing(path));
            }
        });
    }

    private Optional<Entry> read(String path, Stat stat) throws Exception {
        try {
            byte[] value = client.curator().getData().storingStatIn(stat).forPath(path);
            return Optional.of(new Entry(path, stat.getMzxid(), value));
        } catch (KeeperException.NoNodeException _) {
            return Optional.empty();
        }
    }

    private List<String> children(String directory) throws Exception {
        try {
            return client.curator().getChildren().forPath(directory);
        } catch (KeeperException.NoNodeException _) {
            return List.of();
        }
    }

    /** Runs {@code body} unless the session is away; Curator would block for its time-outs instead. */
    private <T> T call(String what, Body<T> body) {
        if (client.connection() != Connection.CONNECTED) {
            throw client.failure(what, new KeeperException.ConnectionLossException());
        }
        try {
            return body.run();
        } catch (StoreException e) {
            throw e;
        } catch (Exception e) {
            throw client.failure(what, e);
        }
    }

    /** A step that Curator lets throw anything. */
    private interface Body<T> {
        T run() throws Exception;
    }

    /** A write on the entry read, with the node's data version. */
    private interface Change {
        Entry apply(Entry current, Stat stat) throws Exception;
    }
}
