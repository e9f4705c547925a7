package org.mirach.controller.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.controller.store.Connection;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreContract;
import org.mirach.controller.store.StoreEvent;
import org.mirach.controller.store.StoreException;

class ZooKeeperStoreTest extends StoreContract {
    private static final Duration SESSION = Duration.ofSeconds(4);

    @TempDir
    Path data;

    private EmbeddedZooKeeper server;
    private ZooKeeperClient client;
    private ZooKeeperClient otherClient;
    private Store store;
    private Store other;

    @BeforeEach
    void start() {
        server = EmbeddedZooKeeper.start(data, 0);
        client = ZooKeeperClient.connect(server.connectString(), SESSION, Duration.ofSeconds(10));
        otherClient = ZooKeeperClient.connect(server.connectString(), SESSION, Duration.ofSeconds(10));
        store = new ZooKeeperStore(client);
        other = new ZooKeeperStore(otherClient);
    }

    @AfterEach
    void stop() {
        client.close();
        otherClient.close();
        server.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected Store otherSession() {
        return other;
    }

    @Override
    protected void kill(Store victim) {
        otherClient.close();
    }

    @Test
    void theDataDirectoryIsItsOwnersOnly() throws Exception {
        Path open = Files.createDirectory(data.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        EmbeddedZooKeeper.start(open, 0).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                .isEqualTo("rwx------");
    }

    @Test
    void entriesOutliveAServerRestartAndWatchersCatchUp() {
        int port = server.port();
        byte[] value = "1".getBytes(StandardCharsets.UTF_8);
        store.create("/things/a", value);
        List<StoreEvent> events = new CopyOnWriteArrayList<>();
        List<Connection> connections = new CopyOnWriteArrayList<>();
        store.onConnection(connections::add);
        try (Store.Watch _ = store.watch("/things", events::add)) {
            await().until(() -> events.contains(new StoreEvent.Ready()));
            server.close();
            await().until(() -> connections.contains(Connection.SUSPENDED));
            assertThatThrownBy(() -> store.get("/things/a")).isInstanceOf(StoreException.class);

            server = EmbeddedZooKeeper.start(data, port);
            await().atMost(Duration.ofSeconds(20)).until(() -> otherClient.connection() == Connection.CONNECTED);
            Outcome b = other.create("/things/b", value);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(events).contains(new StoreEvent.Put(((Outcome.Written) b).entry())));
            assertThat(store.get("/things/a")).isPresent();
        }
    }

    @Test
    void aPublicationComesBackAfterItsSessionWasLost() {
        store.publish("/members/c1", "here".getBytes(StandardCharsets.UTF_8));
        server.expireSession(client.sessionId());
        await().until(() -> other.get("/members/c1").isEmpty());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> other.get("/members/c1").isPresent());
    }

    @Test
    void aTakenPortIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> EmbeddedZooKeeper.start(data.resolve("second"), server.port()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("zookeeper.client-port")
                .hasMessageContaining("zookeeper.connect");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        int port = server.port();
        server.close();
        assertThatThrownBy(() -> ZooKeeperClient.connect("127.0.0.1:" + port, SESSION, Duration.ofMillis(300)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("127.0.0.1:" + port);
        server = EmbeddedZooKeeper.start(data, port);
    }
}
