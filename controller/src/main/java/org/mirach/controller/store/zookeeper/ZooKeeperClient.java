package org.mirach.controller.store.zookeeper;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.mirach.controller.store.Connection;
import org.mirach.controller.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's session with ZooKeeper: one Curator client under the path {@code /mirach}.
 *
 * <p><b>Threads:</b> any; listeners are called on Curator's event thread, in the order of the changes.
 */
public final class ZooKeeperClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperClient.class);
    private static final String NAMESPACE = "mirach";
    private static final int RETRY_PAUSE_MS = 200;

    private final CuratorFramework curator;
    private final String connectString;
    private final List<Consumer<Connection>> listeners = new CopyOnWriteArrayList<>();
    private final Set<ZooKeeperPublication> publications = ConcurrentHashMap.newKeySet();
    private volatile Connection connection = Connection.SUSPENDED;

    private ZooKeeperClient(CuratorFramework curator, String connectString) {
        this.curator = curator;
        this.connectString = connectString;
        curator.getConnectionStateListenable().addListener((_, state) -> onState(state));
    }

    /**
     * Connects and waits for the session.
     *
     * @param connectString {@code host:port[,host:port...]}
     * @throws StoreException when no server answers within {@code wait}
     */
    public static ZooKeeperClient connect(String connectString, Duration sessionTimeout, Duration wait) {
        CuratorFramework curator = CuratorFrameworkFactory.builder()
                .connectString(connectString)
                .namespace(NAMESPACE)
                .sessionTimeoutMs((int) sessionTimeout.toMillis())
                .connectionTimeoutMs((int) Math.min(sessionTimeout.toMillis(), 5_000))
                .retryPolicy(new RetryOneTime(RETRY_PAUSE_MS))
                .build();
        ZooKeeperClient client = new ZooKeeperClient(curator, connectString);
        curator.start();
        try {
            if (curator.blockUntilConnected((int) wait.toMillis(), TimeUnit.MILLISECONDS)) {
                client.connection = Connection.CONNECTED;
                client.compareTimeout(sessionTimeout);
                return client;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
        throw new StoreException(
                "ZooKeeper at " + connectString + " did not answer within " + wait.toMillis()
                        + " ms; check zookeeper.connect and that a server runs there",
                null);
    }

    /** A server has its own bounds, twice and twenty times its tickTime, and leaderships move by what it decided. */
    private void compareTimeout(Duration asked) {
        try {
            int given = curator.getZookeeperClient().getZooKeeper().getSessionTimeout();
            if (given != asked.toMillis()) {
                LOG.warn(
                        "ZooKeeper at {} gives sessions of {} ms, not the {} ms of zookeeper.session-timeout-ms: set its"
                                + " minSessionTimeout and maxSessionTimeout",
                        connectString,
                        given,
                        asked.toMillis());
            }
        } catch (Exception e) {
            throw failure("reading the session's time-out", e);
        }
    }

    /** The client that the recipes of the two {@code zookeeper} packages run on. */
    public CuratorFramework curator() {
        return curator;
    }

    /** The servers named at the start. */
    public String connectString() {
        return connectString;
    }

    /** The session's id, for tests and logs. */
    public long sessionId() {
        try {
            return curator.getZookeeperClient().getZooKeeper().getSessionId();
        } catch (Exception e) {
            throw failure("reading the session's id", e);
        }
    }

    /** How the session stands. */
    public Connection connection() {
        return connection;
    }

    /** Calls {@code listener} at each change. */
    public void onConnection(Consumer<Connection> listener) {
        listeners.add(listener);
    }

    /** Stops calling {@code listener}. */
    public void forget(Consumer<Connection> listener) {
        listeners.remove(listener);
    }

    /** The exception for a call that failed: Curator's calls declare {@code Exception}. */
    public StoreException failure(String what, Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new StoreException(
                what + ": ZooKeeper at " + connectString + " is " + connection + ": " + cause.getMessage()
                        + "; it comes back by itself once a quorum answers",
                cause);
    }

    /** Publications end before their session: Curator's recipe goes round in circles on a closed client. */
    void opened(ZooKeeperPublication publication) {
        publications.add(publication);
    }

    void closed(ZooKeeperPublication publication) {
        publications.remove(publication);
    }

    @Override
    public void close() {
        publications.forEach(ZooKeeperPublication::close);
        curator.close();
    }

    private void onState(ConnectionState state) {
        Connection next = switch (state) {
            case CONNECTED, RECONNECTED -> Connection.CONNECTED;
            case SUSPENDED, READ_ONLY -> Connection.SUSPENDED;
            case LOST -> Connection.LOST;
        };
        if (next == connection) {
            return;
        }
        connection = next;
        switch (next) {
            case CONNECTED -> LOG.info("ZooKeeper at {}: connected", connectString);
            case SUSPENDED ->
                LOG.warn("ZooKeeper at {}: contact lost; leads no switch until it is back", connectString);
            case LOST -> LOG.warn("ZooKeeper at {}: session over; trying to connect again", connectString);
        }
        listeners.forEach(listener -> listener.accept(next));
    }
}
