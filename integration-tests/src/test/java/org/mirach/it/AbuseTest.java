package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.Certificates;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachController;
import org.mirach.it.harness.MirachSwitch;
import org.mirach.it.harness.OpenFlowClient;
import org.mirach.it.harness.PacketText;

/**
 * Peers that should not be there, or should not be believed. Each is answered or refused, the log says so in a line or
 * two, and a switch and a controller that talk to each other meanwhile notice nothing.
 */
@Tag("privileged")
final class AbuseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CROWD = 10_000;
    /** For what a test does to a handful of connections, or to ten thousand: repeated lines are held back. */
    private static final int FEW_LINES = 150;

    private static Certificates tls;
    private static MirachController controller;
    private static MirachSwitch bridge;
    private static int plainPort;

    private int controllerLogBefore;
    private int switchLogBefore;
    private String connectedSince;

    @BeforeAll
    static void start() {
        assumeTrue(MirachSwitch.built() && MirachController.built(), "switch and controller are not both built");
        tls = Certificates.make();
        controller = MirachController.start(MirachController.Setup.alone("c1", tls));
        plainPort = MirachController.freePort();
        bridge = startSwitch("0x1", "listeners: [\"ptcp:" + plainPort + ":127.0.0.1\"]");
        assertThat(Daemons.until(PATIENCE, () -> isMaster("0000000000000001")))
                .as(controller.log())
                .isTrue();
    }

    private static MirachSwitch startSwitch(String datapathId, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "datapath-id: \"" + datapathId + "\"",
                "controllers: [\"ssl:127.0.0.1:" + controller.openFlowPort() + "\"]"));
        lines.addAll(List.of(more));
        return MirachSwitch.start(MirachSwitch.Setup.dummyPorts(2)
                .withBridge(lines.toArray(String[]::new))
                .withSections(tls.yaml("switch", 0)));
    }

    @AfterAll
    static void stop() {
        if (bridge != null) {
            bridge.close();
        }
        if (controller != null) {
            controller.close();
        }
        if (tls != null) {
            tls.delete();
        }
    }

    @BeforeEach
    void lookAround() {
        controllerLogBefore = controller.log().length();
        switchLogBefore = bridge.log().length();
        connectedSince = witness().path("connectedSince").asText();
    }

    /** Whatever happened: the connection is the same one, packets are switched, and the logs have not been flooded. */
    @AfterEach
    void nobodyElseNoticed() {
        assertThat(witness().path("connectedSince").asText()).isEqualTo(connectedSince);
        assertPacketsAreSwitched();
        assertThat(newLines(controller.log(), controllerLogBefore))
                .as("lines of the controller's log")
                .hasSizeLessThan(FEW_LINES);
        assertThat(newLines(bridge.log(), switchLogBefore))
                .as("lines of the switch's log")
                .hasSizeLessThan(FEW_LINES);
        assertThat(controller.log() + bridge.log())
                .doesNotContain("Exception in thread")
                .doesNotContain("\tat ");
    }

    private static JsonNode witness() {
        for (JsonNode each : controller.json("switches").path("switches")) {
            if (each.path("datapathId").asText().replace(":", "").endsWith("0000000000000001")) {
                return each;
            }
        }
        throw new IllegalStateException("the switch is not listed; log of the controller:\n" + controller.log());
    }

    private static boolean isMaster(String datapathId) {
        for (JsonNode each : controller.json("switches").path("switches")) {
            if (each.path("datapathId").asText().replace(":", "").endsWith(datapathId)) {
                return each.path("master").asText().equals(controller.nodeId());
            }
        }
        return false;
    }

    /** A packet to an address that was learnt comes out where it should, by the controller's doing. */
    private static void assertPacketsAreSwitched() {
        bridge.mustOfctl("-O", "OpenFlow13", "del-flows", "br0", "eth_type=0x0800");
        bridge.sent("p1");
        bridge.sent("p2");
        String there = "eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)/ipv4(src=10.0.0.1,dst=10.0.0.2)/udp";
        String back = "eth(src=02:00:00:00:00:02,dst=02:00:00:00:00:01)/ipv4(src=10.0.0.2,dst=10.0.0.1)/udp";
        bridge.inject("p2", PacketText.hex(back));
        List<String> seen = new ArrayList<>();
        assertThat(Daemons.until(PATIENCE, () -> {
                    bridge.inject("p1", PacketText.hex(there));
                    seen.addAll(bridge.sent("p2"));
                    return seen.contains(PacketText.hex(there));
                }))
                .as("log of the controller:%n%s", controller.log())
                .isTrue();
    }

    private static List<String> newLines(String log, int before) {
        return log.substring(before).lines().filter(line -> !line.isBlank()).toList();
    }

    private List<String> controllerSays() {
        return newLines(controller.log(), controllerLogBefore);
    }

    private void assertControllerSays(String... words) {
        assertThat(Daemons.until(
                        PATIENCE,
                        () -> controllerSays().stream()
                                .anyMatch(line -> Arrays.stream(words)
                                        .anyMatch(line.toLowerCase(java.util.Locale.ROOT)::contains))))
                .as("one of %s in: %s", List.of(words), controllerSays())
                .isTrue();
    }

    private static OpenFlowClient switchOverTls() {
        return OpenFlowClient.tls(controller.openFlowPort(), tls.context("switch"));
    }

    @Test
    void secondSwitchIsServedBesideTheFirst() {
        try (MirachSwitch second = startSwitch("0x2")) {
            assertThat(Daemons.until(PATIENCE, () -> isMaster("0000000000000002")))
                    .as(controller.log())
                    .isTrue();
            assertThat(second.ofctl("show", "br0").ok()).isTrue();
        }
        assertControllerSays("2");
    }

    @Test
    void secondSwitchWithTheSameDatapathIdIsRefused() {
        try (MirachSwitch twin = startSwitch("0x1")) {
            assertControllerSays("duplicate", "already", "same datapath");
            assertThat(twin.ofctl("show", "br0").ok()).isTrue();
            assertPacketsAreSwitched();
        }
    }

    @Test
    void secondControllerOfAnotherClusterIsServedButTakesNothing() {
        // It is configured on nobody; it must start, find no switch, and leave the first alone.
        try (MirachController stranger = MirachController.start(MirachController.Setup.alone("c9", tls))) {
            assertThat(stranger.json("switches").path("switches").size()).isZero();
            assertPacketsAreSwitched();
        }
    }

    @Test
    void certificateOfAnUnknownAuthorityIsRefused() {
        Certificates strange = Certificates.make();
        try {
            assertThat(refusesTls(strange)).isTrue();
            assertControllerSays("certificate", "tls", "handshake");
        } finally {
            strange.delete();
        }
    }

    /** The stranger trusts our authority: the refusal must be the controller's. */
    private static boolean refusesTls(Certificates certificates) {
        try (OpenFlowClient client =
                OpenFlowClient.tls(controller.openFlowPort(), certificates.context("switch", tls))) {
            client.send(OpenFlowClient.HELLO, 1, new byte[0]);
            return client.await(OpenFlowClient.HELLO).isEmpty();
        } catch (java.io.UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void plainTcpIsRefusedWhereTlsIsAsked() {
        try (OpenFlowClient client = OpenFlowClient.tcp(controller.openFlowPort())) {
            client.send(OpenFlowClient.HELLO, 1, new byte[0]);
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertControllerSays("tls", "plain");
    }

    @Test
    void halfOpenConnectionsAreClosedAfterTheHandshakeTimeout() {
        try (OpenFlowClient silent = OpenFlowClient.tcp(controller.openFlowPort());
                OpenFlowClient silentAfterTls = switchOverTls()) {
            silentAfterTls.sendRaw(new byte[0]);
            assertThat(silentAfterTls.isClosedByPeer())
                    .as("TLS and then silence")
                    .isTrue();
            assertThat(silent.isClosedByPeer()).as("not even TLS").isTrue();
        }
        assertControllerSays("handshake", "timeout", "hello", "silent", "within");
    }

    @Test
    void garbageInsideTlsEndsThatConnectionOnly() {
        byte[] garbage = new byte[100_000];
        new Random(7).nextBytes(garbage);
        garbage[0] = 0x47;
        try (OpenFlowClient client = switchOverTls()) {
            client.sendRaw(garbage);
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertControllerSays("127.0.0.1");
    }

    @Test
    void lengthShorterThanAHeaderEndsThatConnectionOnly() {
        try (OpenFlowClient client = switchOverTls()) {
            client.send(OpenFlowClient.HELLO, 1, new byte[0]);
            client.sendRaw(new byte[] {4, 2, 0, 3, 0, 0, 0, 9});
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertControllerSays("length", "octets");
    }

    @Test
    void webBrowserAtTheOpenFlowPortOfTheSwitchIsTurnedAway() {
        try (OpenFlowClient client = OpenFlowClient.tcp(plainPort)) {
            client.sendRaw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(newLines(bridge.log(), switchLogBefore)).isNotEmpty();
    }

    @Test
    void largestMessageIsEchoedByBothEnds() {
        byte[] payload = new byte[65535 - 8];
        new Random(8).nextBytes(payload);
        try (OpenFlowClient toController = switchOverTls();
                OpenFlowClient toSwitch = OpenFlowClient.tcp(plainPort)) {
            for (OpenFlowClient client : List.of(toController, toSwitch)) {
                client.send(OpenFlowClient.HELLO, 1, new byte[0]);
                client.send(OpenFlowClient.ECHO_REQUEST, 77, payload);
                byte[] reply = client.await(OpenFlowClient.ECHO_REPLY).orElseThrow();
                assertThat(Arrays.copyOfRange(reply, 8, reply.length)).isEqualTo(payload);
            }
        }
    }

    @Test
    void crowdAtTheControllerLeavesTheOthersServed() {
        assertCrowdIsBorne(controller.openFlowPort());
    }

    @Test
    void crowdAtTheSwitchLeavesItsToolsServed() {
        assertCrowdIsBorne(plainPort);
    }

    private static void assertCrowdIsBorne(int port) {
        List<OpenFlowClient> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                crowd.add(OpenFlowClient.tcp(port));
            }
            assertThat(bridge.ofctl("show", "br0").ok())
                    .as("ovs-ofctl in the crowd")
                    .isTrue();
            assertPacketsAreSwitched();
            assertThat(bridge.process().isAlive()).isTrue();
            assertThat(controller.process().isAlive()).isTrue();
        } finally {
            crowd.forEach(OpenFlowClient::close);
        }
        assertThat(bridge.ofctl("show", "br0").ok()).isTrue();
    }
}
