package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.Certificates;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachController;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.PacketText;

/** The controller's wire is OpenFlow's, not only our switch's: Open vSwitch over mutual TLS is served as well. */
@Tag("privileged")
final class ControllerWithOpenVSwitchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String THERE =
            "eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)/ipv4(src=10.0.0.1,dst=10.0.0.2)/udp";
    private static final String BACK =
            "eth(src=02:00:00:00:00:02,dst=02:00:00:00:00:01)/ipv4(src=10.0.0.2,dst=10.0.0.1)/udp";

    @Test
    void learningSwitchForwardsAndInstallsEntries() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        Certificates tls = Certificates.make();
        try (MirachController controller = MirachController.start(MirachController.Setup.alone("c1", tls));
                OvsInstance ovs = OvsInstance.start(3)) {
            ovs.connectTo(tls, controller.openFlowPort());
            assertThat(Daemons.until(PATIENCE, () -> isMastered(controller)))
                    .as(controller.log())
                    .isTrue();
            assertThat(Daemons.until(PATIENCE, () -> entries(ovs).contains("priority=0 actions=CONTROLLER")))
                    .as("the table-miss entry is there: %s", entries(ovs))
                    .isTrue();

            ovs.inject("p1", PacketText.hex(THERE));
            assertThat(arrives(ovs, "p2", THERE)).as("flooded").isTrue();
            assertThat(arrives(ovs, "p3", THERE)).as("flooded").isTrue();
            ovs.inject("p2", PacketText.hex(BACK));
            assertThat(arrives(ovs, "p1", BACK)).as("learnt").isTrue();
            ovs.inject("p1", PacketText.hex(THERE));
            assertThat(arrives(ovs, "p2", THERE)).isTrue();
            assertThat(ovs.sent("p3")).as("link discovery sends there too").doesNotContain(PacketText.hex(THERE));
            assertThat(Daemons.until(
                            PATIENCE,
                            () -> entries(ovs)
                                    .lines()
                                    .anyMatch(line -> line.contains("idle_timeout") && line.contains("output:"))))
                    .as(entries(ovs))
                    .isTrue();
            JsonNode hosts = controller.json("hosts").path("hosts");
            assertThat(hosts.toString()).contains("02:00:00:00:00:01", "02:00:00:00:00:02");
        } finally {
            tls.delete();
        }
    }

    private static String entries(OvsInstance ovs) {
        return ovs.mustOfctl("-O", "OpenFlow13", "dump-flows", "br0");
    }

    private static boolean isMastered(MirachController controller) {
        JsonNode switches = controller.json("switches").path("switches");
        return switches.size() == 1 && switches.get(0).path("master").asText().equals("c1");
    }

    private static boolean arrives(OvsInstance ovs, String port, String packet) {
        List<String> seen = new ArrayList<>();
        return Daemons.until(PATIENCE, () -> {
            seen.addAll(ovs.sent(port));
            return seen.contains(PacketText.hex(packet));
        });
    }
}
