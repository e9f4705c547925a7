package org.mirach.controller.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.controller.ControllerRig;
import org.mirach.controller.app.Frames;

/** One controller and Open vSwitch 3.1 over mutual TLS. */
@Tag("privileged")
class OvsTest {
    private static final String H1 = "0a:00:00:00:00:01";
    private static final String H2 = "0a:00:00:00:00:02";
    private static final String DPID = "0000000000000001";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ControllerRig rig;
    private Ovs ovs;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Ovs.isInstalled(), "no ovs-vswitchd here: apt-get install openvswitch-switch");
        TestPki pki = TestPki.make(directory.resolve("pki"));
        rig = ControllerRig.start(directory, "c1", "{listen: [\"pssl:0:127.0.0.1\"], tls: " + pki.yaml() + "}", "");
        ovs = Ovs.start(3, pki);
        ovs.controllers(rig.endpoint());
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d").size() == 2);
    }

    @AfterEach
    void stop() throws Exception {
        if (ovs != null) {
            ovs.close();
        }
        if (rig != null) {
            rig.close();
        }
    }

    private static byte[] packet(String dst, String src) {
        return Frames.ethernet(
                dst,
                src,
                0x0800,
                HexFormat.of().parseHex("4500001c000000004011" + "66cf" + "0a0000010a000002" + "0001000200080000"));
    }

    private JsonNode post(String name, String flow) throws Exception {
        HttpResponse<String> response = rig.send(
                "POST",
                "/v1/static-flows",
                "{\"name\": \"%s\", \"datapathId\": \"1\", \"flow\": \"%s\"}".formatted(name, flow));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return ControllerRig.json(response);
    }

    private static long durationSeconds(String line) {
        return Long.parseLong(line.replaceAll(".*duration=([0-9]+)\\..*", "$1"));
    }

    @Test
    void theSwitchIsKnownAndTakesItsMaster() throws Exception {
        await().atMost(PATIENCE).until(() -> ovs.roles().getFirst().endsWith("master,true"));
        JsonNode shown = rig.get("/v1/switches/" + DPID);
        assertThat(shown.path("role").asText()).isEqualTo("MASTER");
        assertThat(shown.path("description").path("hardware").asText()).isEqualTo("Open vSwitch");
        assertThat(shown.path("ports").asInt()).isEqualTo(4);
        JsonNode ports = rig.get("/v1/switches/" + DPID + "/ports").path("ports");
        assertThat(ports.path(0).path("name").asText()).isEqualTo("p1");
        assertThat(ports.path(3).path("portNo").asLong()).isEqualTo(0xfffffffeL);
    }

    @Test
    void addressesAreLearnedAndPairsGetEntries() throws Exception {
        ovs.receive("p1", packet(H2, H1));
        String there = HexFormat.of().formatHex(packet(H2, H1));
        await().atMost(PATIENCE)
                .until(() -> ovs.sent("p2").contains(there) && ovs.sent("p3").contains(there));
        assertThat(ovs.sent("p1")).doesNotContain(there);

        ovs.receive("p2", packet(H1, H2));
        String back = HexFormat.of().formatHex(packet(H1, H2));
        await().atMost(PATIENCE).until(() -> ovs.sent("p1").contains(back));
        assertThat(ovs.sent("p3")).doesNotContain(back);
        await().atMost(PATIENCE)
                .until(() -> ovs.flows("0x4d01").stream()
                        .anyMatch(line -> line.contains("idle_timeout=60")
                                && line.contains("in_port=2")
                                && line.contains("actions=output:1")));
        assertThat(rig.get("/v1/hosts").path("hosts").size()).isEqualTo(2);

        // The host moves: its entries go, and packets for it follow.
        ovs.receive("p3", packet("ff:ff:ff:ff:ff:ff", H1));
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d01").size() == 1);
        ovs.receive("p2", packet(H1, H2));
        await().atMost(PATIENCE).until(() -> ovs.sent("p3").contains(back));
    }

    @Test
    void staticFlowsAreHeldOnTheSwitch() throws Exception {
        JsonNode made = post("web", "priority=100,tcp,nw_dst=10.0.0.0/8,tp_dst=80,actions=dec_ttl,output:2");
        assertThat(made.path("status").path("state").asText())
                .as(made.toString())
                .isEqualTo("installed");
        assertThat(ovs.flows("0x4d03" + made.path("id").asText()))
                .singleElement()
                .asString()
                .contains("priority=100,tcp,nw_dst=10.0.0.0/8,tp_dst=80 actions=dec_ttl,output:2");
        JsonNode refused = post("bad", "priority=101,actions=group:77");
        assertThat(refused.path("status").path("state").asText()).isEqualTo("refused");
        assertThat(refused.path("status").path("reason").asText()).contains("OUT_GROUP");

        // Somebody deletes everything by hand: what shall be there comes back.
        ovs.ofctl("del-flows", "br0");
        await().atMost(Duration.ofSeconds(40)).until(() -> ovs.flows("0x4d").size() == 3);

        rig.send("DELETE", "/v1/static-flows/" + made.path("id").asText(), "");
        await().atMost(PATIENCE).until(() -> ovs.flows("0x4d03").isEmpty());
    }

    @Test
    void aReconnectionWritesDifferencesOnly() throws Exception {
        post(
                "stays",
                "priority=100,in_port=1,actions=set_field:10.1.1.1->ip_dst,output:2"
                        .replace("in_port=1", "in_port=1,ip"));
        JsonNode goes = post("goes", "priority=101,in_port=1,actions=output:2");
        post("write", "priority=102,in_port=3,actions=push_vlan:0x8100,set_field:4101->vlan_vid,output:1");
        ovs.ofctl("add-flow", "br0", "cookie=7,priority=5,in_port=3,actions=drop");
        // To somewhere else: with no controller at all Open vSwitch would empty its tables itself.
        ovs.controllers("ssl:127.0.0.1:1");
        await().atMost(PATIENCE)
                .until(() -> rig.get("/v1/switches").path("switches").isEmpty());
        rig.send("DELETE", "/v1/static-flows/" + goes.path("id").asText(), "");
        post("comes", "priority=103,in_port=1,actions=output:3");
        // Long enough that an entry written again would be younger.
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        ovs.controllers(rig.endpoint());
        await().atMost(PATIENCE)
                .until(() -> ovs.flows("0x4d03").stream().anyMatch(line -> line.contains("priority=103"))
                        && ovs.flows("0x4d03").stream().noneMatch(line -> line.contains("priority=101")));
        for (String priority : List.of("priority=100", "priority=102", "priority=0", "priority=65535")) {
            assertThat(ovs.flows("0x4d"))
                    .filteredOn(line -> line.contains(priority + ",") || line.contains(priority + " "))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(durationSeconds(line)).as(line).isGreaterThanOrEqualTo(3));
        }
        assertThat(ovs.flows("0x7,")).hasSize(1);
    }

    @Test
    void theFlowsOfRestAreThoseOfOfctl() throws Exception {
        ovs.ofctl(
                "add-flow",
                "br0",
                "cookie=0x99,table=3,priority=7,ip,nw_src=10.0.0.0/255.0.0.255,actions=load:5->NXM_NX_REG0[],resubmit(,4)");
        JsonNode flows = rig.get("/v1/switches/" + DPID + "/flows").path("flows");
        assertThat(flows.size()).isEqualTo(3);
        JsonNode foreign = flows.path(2);
        assertThat(foreign.path("owner").asText()).isEqualTo("other");
        assertThat(foreign.path("cookie").asText()).isEqualTo("0x99");
        assertThat(foreign.path("tableId").asInt()).isEqualTo(3);
        assertThat(foreign.path("match").asText()).isEqualTo("ip,nw_src=10.0.0.0/255.0.0.255");
        assertThat(ovs.flows("0x99"))
                .singleElement()
                .asString()
                .contains("priority=7,ip,nw_src=10.0.0.0/255.0.0.255 actions="
                        + foreign.path("actions").asText());
    }

    @Test
    void aSwitchWithAnUnknownAuthorityStaysOutside() throws Exception {
        TestPki strangers = TestPki.make(directory.resolve("strangers"));
        try (Ovs stranger = Ovs.start(1, strangers)) {
            stranger.vsctl("set", "bridge", "br0", "other-config:datapath-id=0000000000000009");
            stranger.controllers(rig.endpoint());
            await().pollDelay(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> stranger.vsctl("--bare", "--columns=is_connected", "list", "controller")
                            .strip()
                            .equals("false"));
        }
        assertThat(rig.get("/v1/switches").path("switches").size()).isEqualTo(1);
        assertThat(rig.get("/v1/switches/" + DPID).path("role").asText()).isEqualTo("MASTER");
    }

    @Test
    void aSecondSwitchWithTheSameDatapathIdStaysOutside() throws Exception {
        String since = rig.get("/v1/switches/" + DPID).path("connectedSince").asText();
        try (Ovs twin = Ovs.start(1, new TestPki(directory.resolve("pki")))) {
            twin.controllers(rig.endpoint());
            await().atMost(PATIENCE)
                    .until(() -> rig.send("GET", "/metrics", "")
                            .body()
                            .lines()
                            .anyMatch(line ->
                                    line.startsWith("mirach_duplicate_datapath_ids_total") && !line.endsWith(" 0.0")));
        }
        assertThat(rig.get("/v1/switches/" + DPID).path("connectedSince").asText())
                .isEqualTo(since);
        await().atMost(PATIENCE).until(() -> ovs.roles().getFirst().endsWith("master,true"));
    }

    @Test
    void linksBetweenSwitchesAreFound() throws Exception {
        try (Ovs second = Ovs.start(2, new TestPki(directory.resolve("pki")))) {
            second.vsctl("set", "bridge", "br0", "other-config:datapath-id=0000000000000002");
            second.controllers(rig.endpoint());
            await().atMost(PATIENCE)
                    .until(() -> rig.get("/v1/switches").path("switches").size() == 2);
            // The cable: what left p3 of the first arrives at p2 of the second.
            await().atMost(PATIENCE).until(() -> {
                for (String frame : ovs.sent("p3")) {
                    second.receive("p2", HexFormat.of().parseHex(frame));
                }
                return rig.get("/v1/links").path("links").size() == 1;
            });
            JsonNode link = rig.get("/v1/links").path("links").path(0);
            assertThat(link.path("from").path("datapathId").asText()).isEqualTo(DPID);
            assertThat(link.path("from").path("portNo").asInt()).isEqualTo(3);
            assertThat(link.path("to").path("datapathId").asText()).isEqualTo("0000000000000002");
            assertThat(link.path("to").path("portNo").asInt()).isEqualTo(2);
        }
    }
}
