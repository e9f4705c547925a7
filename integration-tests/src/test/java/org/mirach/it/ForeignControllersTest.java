package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachSwitch;
import org.mirach.it.harness.Outcome;
import org.mirach.it.harness.VethLab;

/**
 * Controllers that nobody of Mirach wrote make it a learning switch between two hosts: they must reach each other, by
 * ping and by TCP, through entries that those controllers install.
 */
@Tag("privileged")
final class ForeignControllersTest {
    private static final Path TEST_CONTROLLER = Path.of("/usr/bin/ovs-testcontroller");
    private static final Path OS_KEN = Path.of("/usr/bin/osken-manager");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PORT = "6653";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsTheSwitch() {
        assumeTrue(MirachSwitch.built(), "the switch's Main is not built");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OpenFlow10", "OpenFlow13"})
    void ovsTestcontrollerForwards(String version) {
        assumeTrue(
                Files.isExecutable(TEST_CONTROLLER),
                "ovs-testcontroller is not installed: apt-get install openvswitch-testcontroller");
        try (VethLab lab = VethLab.hosts()) {
            forwards(
                    lab,
                    version,
                    TEST_CONTROLLER.toString(),
                    "-O",
                    version,
                    "--max-idle=600",
                    "--unixctl=" + directory.resolve("controller.ctl"),
                    "ptcp:" + PORT);
        }
    }

    @Test
    void osKenForwards() throws IOException {
        assumeTrue(Files.isExecutable(OS_KEN), "os-ken is not installed: apt-get install python3-os-ken");
        Path app = directory.resolve("learning.py");
        try (InputStream source = ForeignControllersTest.class.getResourceAsStream("controllers/learning.py");
                VethLab lab = VethLab.hosts()) {
            Files.copy(source, app, StandardCopyOption.REPLACE_EXISTING);
            forwards(lab, "OpenFlow13", OS_KEN.toString(), "--ofp-tcp-listen-port", PORT, app.toString());
        }
    }

    /** Starts the controller beside the switch, where nobody else listens; the switch dials until it is there. */
    private static void forwards(VethLab lab, String version, String... controller) {
        lab.startSwitch("", List.of("controllers: [\"tcp:127.0.0.1:" + PORT + "\"]"), List.of());
        Process process = lab.middle().start(controller);
        try {
            String status = "controller " + String.join(" ", controller);
            assertThat(Daemons.until(
                            PATIENCE,
                            () -> lab.bridge().appctl("mirach/datapath").out().contains("\"connected\"")))
                    .as(status + "\n" + lab.bridge().log())
                    .isTrue();
            assertThat(Daemons.until(PATIENCE, () -> lab.ping(1, "10.0.0.2").ok()))
                    .as(status)
                    .isTrue();
            Outcome ping = lab.ping(20, "10.0.0.2");
            assertThat(ping.out()).as(status).contains(" 0% packet loss");
            Outcome tcp = lab.iperf();
            assertThat(tcp.ok()).as(tcp.text()).isTrue();
            assertThat(lab.bridge().mustOfctl("-O", version, "dump-flows", "br0"))
                    .as("entries that the controller installed")
                    .containsPattern("dl_dst=02:00:00:00:00:02.*actions=output:")
                    .containsPattern("dl_dst=02:00:00:00:00:01.*actions=output:");
        } finally {
            Daemons.stop(process.toHandle());
        }
    }
}
