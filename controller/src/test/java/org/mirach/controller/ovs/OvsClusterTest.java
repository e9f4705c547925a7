package org.mirach.controller.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.controller.app.Frames;
import org.mirach.controller.store.zookeeper.EmbeddedZooKeeper;

/** Two controllers in processes of their own, one ZooKeeper, one Open vSwitch connected to both. */
@Tag("privileged")
class OvsClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
    private static final String MASTERED = "\"master\":\"%s\",\"role\":\"MASTER\"";

    @TempDir
    Path directory;

    private EmbeddedZooKeeper zooKeeper;
    private ControllerProcess c1;
    private ControllerProcess c2;
    private Ovs ovs;
    private ControllerProcess leader;
    private ControllerProcess follower;
    private String followerName;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Ovs.isInstalled(), "no ovs-vswitchd here: apt-get install openvswitch-switch");
        TestPki pki = TestPki.make(directory.resolve("pki"));
        zooKeeper = EmbeddedZooKeeper.start(directory.resolve("zookeeper"), 0);
        c1 = ControllerProcess.start(directory, "c1", pki, zooKeeper.connectString());
        await().atMost(PATIENCE).until(c1::isReady);
        c2 = ControllerProcess.start(directory, "c2", pki, zooKeeper.connectString());
        await().atMost(PATIENCE).until(c2::isReady);
        ovs = Ovs.start(3, pki);
        ovs.controllers(c1.endpoint(), c2.endpoint());
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d").size() == 2);
        await().atMost(PATIENCE)
                .until(() -> c1.get("/v1/switches").contains("\"role\":\"SLAVE\"")
                        || c2.get("/v1/switches").contains("\"role\":\"SLAVE\""));
        boolean first = c1.get("/v1/switches").contains("\"role\":\"MASTER\"");
        leader = first ? c1 : c2;
        follower = first ? c2 : c1;
        followerName = first ? "c2" : "c1";
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {ovs, c1, c2, zooKeeper}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private void learnOnePair() throws Exception {
        ovs.receive("p1", frame("0a:00:00:00:00:02", "0a:00:00:00:00:01"));
        await().atMost(PATIENCE).until(() -> !ovs.sent("p2").isEmpty());
        ovs.receive("p2", frame("0a:00:00:00:00:01", "0a:00:00:00:00:02"));
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d01").size() == 2);
    }

    private static byte[] frame(String dst, String src) {
        return Frames.ethernet(dst, src, 0x88b5, new byte[46]);
    }

    private void awaitTakeover(Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> follower.get("/v1/switches").contains(MASTERED.formatted(followerName)));
    }

    @Test
    void aKilledLeaderIsReplacedAndNoEntryIsTouched() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> String.join("\n", ovs.roles()).contains("master")
                        && String.join("\n", ovs.roles()).contains("slave"));
        learnOnePair();
        List<String> before = ovs.flows("0x4d").stream()
                .map(OvsClusterTest::withoutCounters)
                .sorted()
                .toList();
        // Hosts are told to the other controller within moments, and survive who saw them.
        await().atMost(PATIENCE).until(() -> follower.get("/v1/hosts").contains("0a:00:00:00:00:02"));
        leader.kill();
        long killed = System.nanoTime();
        awaitTakeover(SESSION_TIMEOUT.plusSeconds(2));
        System.out.println("new master after "
                + Duration.ofNanos(System.nanoTime() - killed).toMillis() + " ms");

        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertThat(ovs.flows("0x4d").stream()
                        .map(OvsClusterTest::withoutCounters)
                        .sorted()
                        .toList())
                .isEqualTo(before);
        assertThat(ovs.flows("0x4d"))
                .allSatisfy(line -> assertThat(Double.parseDouble(line.replaceAll(".*duration=([0-9.]+)s.*", "$1")))
                        .isGreaterThan(1.5));
        assertThat(follower.get("/v1/hosts")).contains("0a:00:00:00:00:01").contains("0a:00:00:00:00:02");
        // The new leader does its work: a host that moves is followed.
        ovs.receive("p3", frame("ff:ff:ff:ff:ff:ff", "0a:00:00:00:00:01"));
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d01").size() == 1);
        ovs.receive("p2", frame("0a:00:00:00:00:01", "0a:00:00:00:00:02"));
        String hex = HexFormat.of().formatHex(frame("0a:00:00:00:00:01", "0a:00:00:00:00:02"));
        await().atMost(PATIENCE).until(() -> ovs.sent("p3").contains(hex));
        await().atMost(PATIENCE).until(() -> follower.get("/v1/status").contains("\"members\":1,"));
    }

    @Test
    void aLeaderThatIsToldToStopHandsOverAtOnce() throws Exception {
        assertThat(follower.get("/v1/cluster")).contains("\"nodeId\":\"c1\"").contains("\"nodeId\":\"c2\"");
        long told = System.nanoTime();
        assertThat(leader.terminate()).isIn(0, 143);
        awaitTakeover(Duration.ofSeconds(2));
        System.out.println("handed over after "
                + Duration.ofNanos(System.nanoTime() - told).toMillis() + " ms");
    }

    private static String withoutCounters(String line) {
        return line.replaceAll("duration=[^,]*, |n_packets=[^,]*, |n_bytes=[^,]*, |idle_age=[^,]*, ", "");
    }
}
