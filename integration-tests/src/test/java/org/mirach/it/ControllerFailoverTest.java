package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.Certificates;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachController;
import org.mirach.it.harness.MirachSwitch;
import org.mirach.it.harness.Outcome;
import org.mirach.it.harness.VethLab;
import org.mirach.it.harness.ZooKeeperProcess;

/**
 * Two controllers on one ZooKeeper, one switch connected to both over TLS, two hosts: reactive forwarding, and the
 * leader killed under a stream of a thousand packets a second.
 */
@Tag("privileged")
final class ControllerFailoverTest {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PACKETS_PER_SECOND = 1000;
    private static final int PAYLOAD_BYTES = 200;

    @Test
    void killedLeaderCostsNoPacketAndTheOtherTakesOver() throws IOException {
        assumeTrue(MirachSwitch.built() && MirachController.built(), "switch and controller are not both built");
        Certificates tls = Certificates.make();
        try (VethLab lab = VethLab.hosts();
                ZooKeeperProcess zooKeeper = ZooKeeperProcess.start(lab.middle);
                MirachController one = controller("c1", 6653, lab, zooKeeper, tls);
                MirachController two = controller("c2", 6654, lab, zooKeeper, tls)) {
            lab.startSwitch(
                    "",
                    List.of("controllers: [\"ssl:127.0.0.1:6653\", \"ssl:127.0.0.1:6654\"]", "datapath-id: \"0x1\""),
                    tls.yaml("switch", 0));
            Map<String, MirachController> byName = Map.of("c1", one, "c2", two);
            assertThat(Daemons.until(PATIENCE, () -> byName.containsKey(master(one))))
                    .as("a master is elected; log of c1:%n%s", one.log())
                    .isTrue();
            assertThat(lab.ping(10, "10.0.0.2").out()).contains(" 0% packet loss");
            assertThat(lab.ping(10, "fd00::2").out()).contains(" 0% packet loss");

            MirachController leader = byName.get(master(one));
            MirachController other = leader == one ? two : one;
            long flowsBefore = entries(lab);
            long droppedBefore = lab.droppedBeforeTheSwitch();
            CompletableFuture<Outcome> stream = CompletableFuture.supplyAsync(() -> udpStream(lab));
            Daemons.until(Duration.ofSeconds(3), () -> false); // into the stream
            leader.kill();
            long killed = System.nanoTime();
            boolean moved =
                    Daemons.until(SESSION_TIMEOUT.plusSeconds(2), () -> isMaster(lab, other == one ? 6653 : 6654));
            long movedMs = Duration.ofNanos(System.nanoTime() - killed).toMillis();
            assertThat(moved).as("after %d ms; log:%n%s", movedMs, other.log()).isTrue();

            JsonNode sum =
                    new ObjectMapper().readTree(stream.join().out()).path("end").path("sum");
            assertThat(sum.path("packets").asInt()).isGreaterThan(9 * PACKETS_PER_SECOND);
            assertThat(sum.path("lost_packets").asLong(Long.MAX_VALUE))
                    .as(
                            "h1's own device dropped %d; %s%n%s",
                            lab.droppedBeforeTheSwitch() - droppedBefore,
                            sum,
                            lab.bridge().appctl("mirach/datapath").out())
                    .isZero();
            assertThat(Daemons.until(PATIENCE, () -> master(other).equals(other.nodeId())))
                    .as("the other knows that it is master")
                    .isTrue();
            assertThat(entries(lab)).as("no entry is wiped").isGreaterThanOrEqualTo(flowsBefore);
            assertThat(lab.ping(10, "10.0.0.2").out()).contains(" 0% packet loss");
        } finally {
            tls.delete();
        }
    }

    private static MirachController controller(
            String nodeId, int port, VethLab lab, ZooKeeperProcess zooKeeper, Certificates tls) {
        return MirachController.start(
                new MirachController.Setup(nodeId, lab.middle.prefix(), port, port + 2000, zooKeeper.connect(), tls));
    }

    /** Who this controller says is master of the one switch; empty if nobody. */
    private static String master(MirachController asked) {
        JsonNode switches = asked.json("switches").path("switches");
        return switches.isEmpty() ? "" : switches.get(0).path("master").asText();
    }

    /** What the switch says; asking a controller costs a JVM, and the stream would feel it. */
    private static boolean isMaster(VethLab lab, int port) {
        String report = lab.bridge().appctl("mirach/datapath").out().replaceAll("\\s", "");
        return report.matches(".*\"ssl:127.0.0.1:" + port + "\",\"state\":\"connected\"[^}]*\"role\":\"MASTER\".*");
    }

    private static long entries(VethLab lab) {
        return lab.bridge()
                .mustOfctl("dump-flows", "br0")
                .lines()
                .filter(line -> line.contains("cookie="))
                .count();
    }

    private static Outcome udpStream(VethLab lab) {
        return lab.iperf(
                "-u",
                "-t",
                "10",
                "-l",
                Integer.toString(PAYLOAD_BYTES),
                "-b",
                Integer.toString(PACKETS_PER_SECOND * PAYLOAD_BYTES * 8));
    }
}
