package org.mirach.controller.shard.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.controller.shard.Elections;
import org.mirach.controller.store.zookeeper.EmbeddedZooKeeper;
import org.mirach.controller.store.zookeeper.ZooKeeperClient;

class ZooKeeperElectionsTest {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    Path data;

    private EmbeddedZooKeeper server;
    private Node c1;
    private Node c2;

    /** One controller: its session and elections. */
    private final class Node {
        final ZooKeeperClient client = ZooKeeperClient.connect(server.connectString(), SESSION, PATIENCE);
        final ZooKeeperElections elections;

        Node(String name) {
            elections = new ZooKeeperElections(client, name);
        }

        void close() {
            elections.close();
            client.close();
        }
    }

    /** Remembers what it was told, in order: +epoch elected, -epoch following. */
    private static final class Recorder implements Elections.Candidate {
        private final List<Long> told = new ArrayList<>();

        @Override
        public synchronized void onElected(long epoch) {
            told.add(epoch);
        }

        @Override
        public synchronized void onFollowing(long epoch) {
            told.add(-epoch);
        }

        synchronized boolean leads() {
            return !told.isEmpty() && told.getLast() > 0;
        }

        synchronized boolean follows() {
            return !told.isEmpty() && told.getLast() < 0;
        }

        synchronized long epoch() {
            return Math.abs(told.getLast());
        }
    }

    @BeforeEach
    void start() {
        server = EmbeddedZooKeeper.start(data, 0);
        c1 = new Node("c1");
        c2 = new Node("c2");
    }

    @AfterEach
    void stop() {
        c1.close();
        c2.close();
        server.close();
    }

    @Test
    void theFirstLeadsAndTheSecondFollowsItsEpoch() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        c2.elections.stand(1, second);
        await().atMost(PATIENCE).until(second::follows);
        assertThat(second.epoch()).isEqualTo(first.epoch());
        assertThat(first.leads()).isTrue();
    }

    @Test
    void switchesAreElectedApart() {
        Recorder one = new Recorder();
        Recorder two = new Recorder();
        c1.elections.stand(1, one);
        c2.elections.stand(2, two);
        await().atMost(PATIENCE).until(() -> one.leads() && two.leads());
        assertThat(one.epoch()).isNotEqualTo(two.epoch());
    }

    @Test
    void aLostSessionMovesTheLeadershipToAGreaterEpoch() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        long epoch = first.epoch();
        c2.elections.stand(1, second);
        await().atMost(PATIENCE).until(second::follows);

        server.expireSession(c1.client.sessionId());

        await().atMost(PATIENCE).until(second::leads);
        assertThat(second.epoch()).isGreaterThan(epoch);
        await().atMost(PATIENCE).until(first::follows);
    }

    @Test
    void leavingHandsOverAtOnce() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Elections.Candidacy candidacy = c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        long epoch = first.epoch();
        c2.elections.stand(1, second);
        await().atMost(PATIENCE).until(second::follows);
        candidacy.close();
        await().atMost(Duration.ofSeconds(2)).until(second::leads);
        assertThat(second.epoch()).isGreaterThan(epoch);
    }

    @Test
    void requeueingGivesTheLeadToTheOtherAndLaterAGreaterEpochBack() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Elections.Candidacy candidacy = c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        Elections.Candidacy others = c2.elections.stand(1, second);
        await().atMost(PATIENCE).until(second::follows);
        candidacy.requeue();
        await().atMost(PATIENCE).until(() -> second.leads() && first.follows());
        long epoch = second.epoch();
        others.close();
        await().atMost(PATIENCE).until(first::leads);
        assertThat(first.epoch()).isGreaterThan(epoch);
    }

    @Test
    void withoutAServerNobodyLeadsAndLaterOneDoesAgain() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        c2.elections.stand(1, second);
        await().atMost(PATIENCE).until(second::follows);
        int port = server.port();
        server.close();
        await().atMost(PATIENCE).until(first::follows);
        assertThat(second.leads()).isFalse();
        server = EmbeddedZooKeeper.start(data, port);
        await().atMost(Duration.ofSeconds(30)).until(() -> first.leads() ^ second.leads());
    }

    @Test
    void anEnsembleWhoseDataWasLostGivesGreaterEpochsStill(@TempDir Path fresh) {
        Recorder first = new Recorder();
        c1.elections.stand(1, first);
        await().atMost(PATIENCE).until(first::leads);
        stop();
        server = EmbeddedZooKeeper.start(fresh, 0);
        c1 = new Node("c1");
        c2 = new Node("c2");
        Recorder again = new Recorder();
        c1.elections.stand(1, again);
        await().atMost(PATIENCE).until(again::leads);
        assertThat(again.epoch()).isGreaterThan(first.epoch());
    }
}
