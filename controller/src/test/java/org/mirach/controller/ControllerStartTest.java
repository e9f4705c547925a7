package org.mirach.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.conf.ConfigLoader;

class ControllerStartTest {
    @TempDir
    Path directory;

    private void start(String openFlow, String more) {
        String yaml = ControllerRig.yaml(directory, "c1", openFlow, "", 0) + more;
        Controller.start(ConfigLoader.parse("test", yaml, ControllerConfig.class, Map.of()))
                .close();
    }

    @Test
    void aTakenOpenFlowPortIsSaidWithTheKeyToChange() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("{listen: [\"ptcp:" + taken.getLocalPort() + ":127.0.0.1\"]}", ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("openflow.listen")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        // What was started before it failed is gone: the same directory can be used again.
        start("{listen: [\"ptcp:0:127.0.0.1\"]}", "");
    }

    @Test
    void missingCertificatesAreNamed() {
        String tls = "tls: {certificate: %1$s/none.pem, private-key: %1$s/none.key, ca-certificate: %1$s/ca.pem}"
                .formatted(directory);
        assertThatThrownBy(() -> start("{listen: [\"pssl:0:127.0.0.1\"], " + tls + "}", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.");
    }

    @Test
    void anEmptyTokenFileIsRefused() throws Exception {
        Files.writeString(directory.resolve("token"), "\n");
        assertThatThrownBy(() -> start("{listen: [\"ptcp:0:127.0.0.1\"]}", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
    }

    @Test
    void withoutApplicationsItStillServes() throws Exception {
        Path file = directory.resolve("bare.yaml");
        Files.writeString(
                file,
                ControllerRig.yaml(directory, "c1", "{listen: [\"ptcp:0:127.0.0.1\"]}", "", 0)
                        + "apps: {learning-switch: false, link-discovery: false, static-flows: false}\n");
        try (Controller controller = Controller.start(ConfigLoader.load(file, ControllerConfig.class))) {
            assertThat(controller.restAddress()).startsWith("127.0.0.1:");
            assertThat(controller.openFlowEndpoints())
                    .singleElement()
                    .asString()
                    .startsWith("tcp:127.0.0.1:");
        }
    }
}
