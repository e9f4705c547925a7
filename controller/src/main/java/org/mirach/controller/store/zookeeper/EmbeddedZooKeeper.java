package org.mirach.controller.store.zookeeper;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.mirach.controller.store.StoreException;

/**
 * A single ZooKeeper node in this process, its data in a directory, listening on loopback only.
 *
 * <p>Other controllers of this machine may name its port in their {@code zookeeper.connect}; it goes when this process
 * goes, so who wants to survive that names an ensemble instead.
 *
 * <p><b>Threads:</b> any; ZooKeeper starts its own, all daemons or ended by {@link #close}.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    /** Sessions are ended on multiples of this, and may not be shorter than twice it. */
    private static final int TICK_MS = 500;

    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_HOURS = 24;

    private final NIOServerCnxnFactory connections;
    private final ZooKeeperServer server;
    private final FileTxnSnapLog log;
    private final DatadirCleanupManager cleanup;

    private EmbeddedZooKeeper(
            NIOServerCnxnFactory connections,
            ZooKeeperServer server,
            FileTxnSnapLog log,
            DatadirCleanupManager cleanup) {
        this.connections = connections;
        this.server = server;
        this.log = log;
        this.cleanup = cleanup;
    }

    /**
     * Starts the node.
     *
     * @param dataDirectory made when absent, and its owner's only from then on; one running node each
     * @param clientPort on 127.0.0.1; 0 picks a free one
     * @throws StoreException when the port is taken or the directory can't be used
     */
    public static EmbeddedZooKeeper start(Path dataDirectory, int clientPort) {
        // Its own HTTP admin server isn't started here; these two silence the rest of what listens or prints.
        System.setProperty("zookeeper.admin.enableServer", "false");
        System.setProperty("zookeeper.jmx.log4j.disable", "true");
        try {
            makeOwnersOnly(dataDirectory);
            FileTxnSnapLog log = new FileTxnSnapLog(dataDirectory.toFile(), dataDirectory.toFile());
            ZooKeeperServer server = new ZooKeeperServer(log, TICK_MS, "");
            server.setMinSessionTimeout(2 * TICK_MS);
            server.setMaxSessionTimeout(120_000);
            NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
            connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort), 0, 64, false);
            connections.startup(server);
            DatadirCleanupManager cleanup = new DatadirCleanupManager(
                    dataDirectory.toFile(), dataDirectory.toFile(), SNAPSHOTS_KEPT, PURGE_HOURS);
            cleanup.start();
            return new EmbeddedZooKeeper(connections, server, log, cleanup);
        } catch (BindException e) {
            throw new StoreException(
                    "embedded ZooKeeper: 127.0.0.1:" + clientPort + " is taken; give another"
                            + " zookeeper.client-port, or zookeeper.connect: \"127.0.0.1:" + clientPort
                            + "\" to join the one that runs there",
                    e);
        } catch (IOException e) {
            throw new StoreException(
                    "embedded ZooKeeper: cannot use " + dataDirectory + ": " + e.getMessage()
                            + "; give a writable zookeeper.data-dir",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("embedded ZooKeeper: interrupted while starting", e);
        }
    }

    /** Secrets are in it: other users of this machine shall not read them in its logs. */
    private static void makeOwnersOnly(Path dataDirectory) throws IOException {
        Files.createDirectories(dataDirectory);
        Files.setPosixFilePermissions(dataDirectory, PosixFilePermissions.fromString("rwx------"));
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return connections.getLocalPort();
    }

    /** What a client names to reach this node. */
    public String connectString() {
        return "127.0.0.1:" + port();
    }

    /** Ends the session with this id, as its timeout would: for tests of what a lost session does. */
    public void expireSession(long sessionId) {
        server.closeSession(sessionId);
    }

    @Override
    public void close() {
        cleanup.shutdown();
        connections.shutdown();
        try {
            log.close();
        } catch (IOException e) {
            // Already closed by the server's own shutdown.
            assert e != null;
        }
    }
}
