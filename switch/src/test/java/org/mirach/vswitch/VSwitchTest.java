package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.conf.ConfigLoader;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.vswitch.config.SwitchConfig;
import org.mirach.vswitch.fastpath.EngineCommand;

/** A whole switch with ports in memory, and the real ovs-ofctl and ovs-appctl; needs no root. */
class VSwitchTest {
    private static final String UDP =
            "ffffffffffff0011223344550800" + "4500001c000000004011" + "0000" + "0a0000010a000002" + "000100020008dead";

    @TempDir
    private Path directory;

    private VSwitch vswitch;

    @BeforeAll
    static void needsTheTools() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ovs-ofctl")));
        assumeTrue(installed, "ovs-ofctl is not installed: apt-get install openvswitch-common");
    }

    @BeforeEach
    void start() {
        vswitch = VSwitch.start(config("secure"), true, "test");
    }

    @AfterEach
    void stop() {
        vswitch.close();
    }

    private SwitchConfig config(String failMode) {
        String text = """
                run-dir: %s
                bridge:
                  name: br0
                  datapath-id: "0xab"
                  fail-mode: %s
                  local-port: false
                  listeners: ["ptcp:0:127.0.0.1"]
                  max-connections: 50
                  ports:
                    - {name: p1, port-no: 1, type: dummy}
                    - {name: p2, type: dummy}
                    - {name: p7, port-no: 7, type: dummy}
                engine: {frame-count: 1024, flow-capacity: 1024}
                """.formatted(directory, failMode);
        return ConfigLoader.parse("switch.yaml", text, SwitchConfig.class, Map.of());
    }

    private String ofctl(String... words) {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl"));
        command.addAll(List.of(words));
        return run(command);
    }

    private String appctl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("ovs-appctl", "-t", directory.resolve("br0.ctl").toString()));
        command.addAll(List.of(words));
        return run(command);
    }

    private String run(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("OVS_RUNDIR", directory.toString());
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return text;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Socket tcp() throws IOException {
        int port = vswitch.agent().listening().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.PTCP)
                .findFirst()
                .orElseThrow()
                .port();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void ofctlShowsTheSwitchInBothVersions() {
        assertThat(ofctl("show", "br0"))
                .contains("dpid:00000000000000ab", "n_tables:254", " 1(p1)", " 2(p2)", " 7(p7)");
        assertThat(ofctl("-O", "OpenFlow13", "show", "br0")).contains("(OF1.3)", "state:      LIVE");
    }

    @Test
    void packetsFollowTheFlowsAndAreCounted() {
        ofctl("add-flow", "br0", "in_port=1,actions=output:2");
        appctl("netdev-dummy/receive", "p1", UDP, UDP);

        await().until(() -> appctl("netdev-dummy/sent", "p2").lines().count() == 2);
        assertThat(ofctl("dump-flows", "br0")).contains("n_packets=2, n_bytes=84", "in_port=1 actions=output:2");
        assertThat(ofctl("dump-aggregate", "br0")).contains("packet_count=2 byte_count=84 flow_count=1");
        assertThat(ofctl("dump-ports", "br0", "1")).contains("rx pkts=2, bytes=84");
    }

    @Test
    void aChangeIsInForceWhenTheBarrierIsAnswered() {
        ofctl("add-flow", "br0", "in_port=1,actions=output:2");
        appctl("netdev-dummy/receive", "p1", UDP);
        await().until(() -> !appctl("netdev-dummy/sent", "p2").isEmpty());
        ofctl("mod-flows", "br0", "in_port=1,actions=output:7"); // ovs-ofctl ends with a barrier
        appctl("netdev-dummy/receive", "p1", UDP);

        await().until(() -> !appctl("netdev-dummy/sent", "p7").isEmpty());
        assertThat(appctl("netdev-dummy/sent", "p2")).isEmpty();
    }

    @Test
    void normalLearnsAddresses() {
        ofctl("add-flow", "br0", "actions=normal");
        appctl("netdev-dummy/receive", "p1", UDP);

        await().untilAsserted(() -> assertThat(appctl("fdb/show", "br0")).contains("    1     0  00:11:22:33:44:55"));
        assertThat(appctl("fdb/show", "br1")).contains("no such bridge");
        appctl("fdb/flush", "br0");
        assertThat(appctl("fdb/show", "br0")).doesNotContain("00:11");
    }

    @Test
    void aPacketOutLeavesAndAGroupThatIsNotThereIsRefused() {
        ofctl("packet-out", "br0", "in_port=controller packet=" + UDP + " actions=2");

        await().until(() -> appctl("netdev-dummy/sent", "p2").startsWith(UDP));
        assertThat(ofctl("-O", "OpenFlow13", "add-flow", "br0", "actions=group:5"))
                .contains("OFPBAC_BAD_OUT_GROUP");
    }

    @Test
    void anIdleEntryGoes() {
        ofctl("add-flow", "br0", "idle_timeout=1,in_port=1,actions=2");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> !ofctl("dump-flows", "br0").contains("in_port"));
    }

    @Test
    void portsComeAndGoWhileItRuns() {
        assertThat(appctl("mirach/add-port", "p9", "type=dummy", "port-no=9")).isEqualTo("port p9 is number 9\n");
        assertThat(ofctl("show", "br0")).contains(" 9(p9)");
        assertThat(appctl("mirach/add-port", "p9", "type=dummy")).contains("there is a port p9 already");
        assertThat(appctl("mirach/add-port", "px", "type=dummy", "port-no=9")).contains("is p9's");
        assertThat(appctl("mirach/add-port", "px", "type=nosuch")).contains("nosuch");
        appctl("mirach/del-port", "p9");
        assertThat(ofctl("show", "br0")).doesNotContain("p9");
        assertThat(appctl("mirach/datapath")).contains("\"datapathId\" : \"00000000000000ab\"", "\"name\" : \"p1\"");
    }

    @Test
    void aDummyPortsLinkGoesDown() {
        appctl("netdev-dummy/set-admin-state", "p2", "down");

        assertThat(ofctl("show", "br0")).containsPattern("2\\(p2\\)[^)]*LINK_DOWN");
    }

    @Test
    void modPortChangesThePort() {
        ofctl("mod-port", "br0", "p1", "no-flood");

        assertThat(ofctl("show", "br0")).contains("NO_FLOOD");
        assertThat(ofctl("mod-port", "br0", "99", "down")).contains("ovs-ofctl");
    }

    @Test
    void theSocketsAreGoneAfterwardsAndStaleOnesAreReplaced() throws IOException {
        vswitch.close();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        Files.createFile(directory.resolve("br0.mgmt"));
        Files.createFile(directory.resolve("br0.ctl"));

        vswitch = VSwitch.start(config("standalone"), true, "test");

        assertThat(ofctl("dump-flows", "br0")).contains("priority=0 actions=NORMAL");
    }

    @Test
    void aSecondSwitchInTheSamePlaceDoesNotStart() {
        assertThatThrownBy(() -> VSwitch.start(config("secure"), true, "test"))
                .isInstanceOf(VSwitchException.class)
                .hasMessageContaining("br0.mgmt");
        assertThat(ofctl("show", "br0")).contains("dpid");
    }

    @Test
    void anEngineThatDiesStopsTheSwitchAndIsToldOf() {
        vswitch.engine().submit(new EngineCommand.Sync(() -> {
            throw new IllegalStateException("a defect");
        }));

        assertThatThrownBy(() -> vswitch.awaitClosed())
                .isInstanceOf(VSwitchException.class)
                .hasMessageContaining("engine-br0 died");
    }

    @Test
    void garbageEndsItsConnectionOnly() throws IOException {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        noise[0] = 0x55; // no version of OpenFlow
        try (Socket hostile = tcp()) {
            hostile.getOutputStream().write(noise);
            assertThat(endOf(hostile)).isTrue();
        }

        assertThat(ofctl("show", "br0")).contains("dpid");
    }

    @Test
    void theLargestMessageIsAnswered() throws IOException {
        try (Socket peer = tcp()) {
            OutputStream out = peer.getOutputStream();
            out.write(HexFormat.of().parseHex("0400000800000001"));
            byte[] echo = new byte[65535];
            System.arraycopy(HexFormat.of().parseHex("0402ffff00000007"), 0, echo, 0, 8);
            out.write(echo);
            InputStream in = peer.getInputStream();
            int hello = HexFormat.fromHexDigits(HexFormat.of().formatHex(in.readNBytes(4), 2, 4));
            in.readNBytes(hello - 4);
            byte[] reply = in.readNBytes(65535);

            assertThat(HexFormat.of().formatHex(reply, 0, 8)).isEqualTo("0403ffff00000007");
        }
    }

    @Test
    void idleConnectionsAreLimitedAndHarmNobody() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                idle.add(tcp());
            }
            assertThat(ofctl("show", "br0")).contains("dpid");
            assertThat(endOf(idle.getLast())).isTrue();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static boolean endOf(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // Reset is an end too.
        }
    }
}
