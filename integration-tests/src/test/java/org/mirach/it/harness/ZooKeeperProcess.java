package org.mirach.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A ZooKeeper server in a process of its own, so that it outlives any controller.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class ZooKeeperProcess implements AutoCloseable {
    private static final int PORT = 2181;

    private final Path directory;
    private final Process process;

    private ZooKeeperProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** In a namespace, on its loopback. */
    public static ZooKeeperProcess start(Netns where) {
        Path directory = Daemons.temporaryDirectory("mirach-it-zk");
        Process process = JavaProcess.start(
                where.prefix(),
                directory.resolve("zookeeper.log"),
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                // The third is tickTime: sessions last twice as long at least, and end on its multiples.
                List.of(Integer.toString(PORT), directory.resolve("data").toString(), "500"));
        boolean ready = Daemons.until(
                Duration.ofSeconds(20),
                () -> where.run(Duration.ofSeconds(5), "ss", "-Hltn", "sport", "=", ":" + PORT)
                        .out()
                        .contains(":" + PORT));
        ZooKeeperProcess started = new ZooKeeperProcess(directory, process);
        if (!ready) {
            String log = Daemons.readOrEmpty(directory.resolve("zookeeper.log"));
            started.close();
            throw new IllegalStateException("ZooKeeper did not start:\n" + log);
        }
        return started;
    }

    /** For {@code zookeeper.connect} of those in the same namespace. */
    public String connect() {
        return "127.0.0.1:" + PORT;
    }

    @Override
    public void close() {
        Daemons.stop(process.toHandle());
        Daemons.deleteTree(directory);
    }
}
