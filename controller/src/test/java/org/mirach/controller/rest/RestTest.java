package org.mirach.controller.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.controller.ControllerRig;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.Frames;
import org.mirach.controller.southbound.SwitchBrain;
import org.mirach.controller.southbound.WireSwitch;

class RestTest {
    private static final String DPID = "00000000000000aa";

    @TempDir
    static Path directory;

    private static ControllerRig rig;
    private static WireSwitch wire;

    @BeforeAll
    static void start() throws Exception {
        rig = ControllerRig.start(directory, "c1", "{listen: [\"ptcp:0:127.0.0.1\"]}", "");
        wire = new WireSwitch(new SwitchBrain(0xaa, 2), rig.endpoint(), null);
        await().until(() -> rig.get("/v1/switches")
                .path("switches")
                .path(0)
                .path("role")
                .asText()
                .equals("MASTER"));
    }

    @AfterAll
    static void stop() {
        wire.close();
        rig.close();
    }

    private static String body(String name, String flow) {
        return "{\"name\": \"%s\", \"datapathId\": \"%s\", \"flow\": \"%s\"}".formatted(name, DPID, flow);
    }

    private static JsonNode created(String name, String flow) throws Exception {
        HttpResponse<String> response = rig.send("POST", "/v1/static-flows", body(name, flow));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return ControllerRig.json(response);
    }

    private static void deleteAll() throws Exception {
        for (JsonNode flow : rig.get("/v1/static-flows").path("staticFlows")) {
            rig.send("DELETE", "/v1/static-flows/" + flow.path("id").asText(), "");
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertError(HttpResponse<String> response, int status, String code) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = ControllerRig.json(response).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("hint").asText())
                .as("hint of %s", response.body())
                .isNotBlank();
    }

    @Test
    void onlyHealthAndTheDocumentsAreOpen() throws Exception {
        for (String path : List.of("/v1/health", "/v1/openapi.json", "/v1/docs")) {
            assertThat(rig.sendAs(null, "GET", path).statusCode()).as(path).isEqualTo(200);
        }
        for (String path : List.of(
                "/v1/status",
                "/v1/switches",
                "/v1/hosts",
                "/v1/links",
                "/v1/cluster",
                "/v1/static-flows",
                "/metrics",
                "/v1/nothing",
                "/v1/health/../status",
                "//v1/status",
                "/v1/status/")) {
            assertError(rig.sendAs(null, "GET", path), 401, "unauthorized");
            assertError(rig.sendAs("Bearer wrong", "GET", path), 401, "unauthorized");
            assertError(rig.sendAs("Basic abc", "GET", path), 401, "unauthorized");
        }
        assertError(rig.sendAs(null, "POST", "/v1/static-flows"), 401, "unauthorized");
        assertError(rig.sendAs(null, "DELETE", "/v1/static-flows/000000000000"), 401, "unauthorized");
    }

    @Test
    void theTokenFileIsItsOwnersOnly() throws Exception {
        Path file = directory.resolve("token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file).strip()).hasSizeGreaterThanOrEqualTo(43);
    }

    @Test
    void statusHasWhatTheContractSays() throws Exception {
        JsonNode status = rig.get("/v1/status");
        assertThat(names(status))
                .containsExactly(
                        "nodeId",
                        "version",
                        "uptimeSeconds",
                        "zookeeper",
                        "members",
                        "switches",
                        "masterOf",
                        "hosts",
                        "links");
        assertThat(names(status.path("zookeeper"))).containsExactly("connect", "state", "embedded");
        assertThat(status.path("zookeeper").path("state").asText()).isEqualTo("CONNECTED");
        assertThat(status.path("members").asInt()).isEqualTo(1);
        assertThat(status.path("masterOf").asInt()).isEqualTo(1);
    }

    @Test
    void aSwitchIsShownWithItsMasterAndDescription() throws Exception {
        JsonNode shown = rig.get("/v1/switches").path("switches").path(0);
        assertThat(names(shown))
                .containsExactly("datapathId", "address", "connectedSince", "master", "role", "description", "ports");
        assertThat(shown.path("datapathId").asText()).isEqualTo(DPID);
        assertThat(shown.path("master").asText()).isEqualTo("c1");
        assertThat(shown.path("description").path("manufacturer").asText()).isEqualTo("Fake");
        assertThat(rig.get("/v1/switches/aa")).isEqualTo(shown);
        assertError(rig.send("GET", "/v1/switches/bb", ""), 404, "not-found");
        assertError(rig.send("GET", "/v1/switches/xyz", ""), 400, "bad-request");
    }

    @Test
    void portsCarryTheirCounters() throws Exception {
        JsonNode port = rig.get("/v1/switches/" + DPID + "/ports").path("ports").path(1);
        assertThat(names(port))
                .containsExactly(
                        "portNo",
                        "name",
                        "hwAddr",
                        "state",
                        "config",
                        "currSpeedKbps",
                        "rxPackets",
                        "txPackets",
                        "rxBytes",
                        "txBytes",
                        "rxDropped",
                        "txDropped",
                        "rxErrors",
                        "txErrors");
        assertThat(port.path("portNo").asInt()).isEqualTo(2);
        assertThat(port.path("rxPackets").asInt()).isEqualTo(20);
        assertThat(port.path("state").path(0).asText()).isEqualTo("live");
    }

    @Test
    void flowsAreReadFromTheSwitchWithTheirOwners() throws Exception {
        await().untilAsserted(() -> {
            JsonNode flows = rig.get("/v1/switches/" + DPID + "/flows").path("flows");
            assertThat(flows.findValuesAsText("owner")).contains("learning-switch", "link-discovery");
            assertThat(names(flows.path(0)))
                    .containsExactly(
                            "tableId",
                            "priority",
                            "cookie",
                            "owner",
                            "durationSeconds",
                            "idleTimeout",
                            "hardTimeout",
                            "packets",
                            "bytes",
                            "match",
                            "actions");
            assertThat(flows.path(0).path("match").asText()).isEqualTo("dl_type=0x88cc");
            assertThat(flows.path(0).path("actions").asText()).isEqualTo("CONTROLLER:65535");
        });
    }

    @Test
    void hostsAreShownOnceTheySpeak() throws Exception {
        wire.send(SwitchBrain.packetIn(
                1,
                FlowOwner.LEARNING_SWITCH.cookie(0),
                Frames.arp("0a:00:00:00:00:05", new int[] {10, 0, 0, 5}, new int[] {10, 0, 0, 6})));
        await().until(() -> rig.get("/v1/hosts").path("hosts").size() == 1);
        JsonNode host = rig.get("/v1/hosts").path("hosts").path(0);
        assertThat(names(host)).containsExactly("mac", "addresses", "datapathId", "portNo", "vlan", "lastSeen");
        assertThat(host.path("mac").asText()).isEqualTo("0a:00:00:00:00:05");
        assertThat(host.path("addresses").path(0).asText()).isEqualTo("10.0.0.5");
        assertThat(host.path("datapathId").asText()).isEqualTo(DPID);
    }

    @Test
    void theClusterNamesMembersAndMasters() throws Exception {
        JsonNode cluster = rig.get("/v1/cluster");
        assertThat(cluster.path("masters").path(DPID).asText()).isEqualTo("c1");
        JsonNode member = cluster.path("members").path(0);
        assertThat(names(member)).containsExactly("nodeId", "restAddress", "openflowAddress", "masterOf");
        await().until(() -> rig.get("/v1/cluster")
                .path("members")
                .path(0)
                .path("masterOf")
                .path(0)
                .asText()
                .equals(DPID));
        assertThat(member.path("restAddress").asText())
                .isEqualTo(rig.controller().restAddress());
    }

    @Test
    void aStaticFlowIsInstalledReplacedAndDeleted() throws Exception {
        HttpResponse<String> response =
                rig.send("POST", "/v1/static-flows", body("web", "priority=100,in_port=1,actions=output:2"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonNode made = ControllerRig.json(response);
        assertThat(names(made)).containsExactly("id", "name", "datapathId", "flow", "status", "etag");
        assertThat(made.path("status").path("state").asText()).isEqualTo("installed");
        assertThat(response.headers().firstValue("ETag"))
                .contains(made.path("etag").asText());
        String path = "/v1/static-flows/" + made.path("id").asText();
        assertThat(response.headers().firstValue("Location")).contains(path);
        assertThat(wire.brain.entries.values())
                .anyMatch(entry -> entry.priority() == 100 && FlowOwner.of(entry.cookie()) == FlowOwner.STATIC_FLOWS);

        String changed = body("web", "priority=101,in_port=1,actions=output:2");
        assertError(rig.send("PUT", path, changed), 428, "precondition-required");
        assertError(rig.send("PUT", path, changed, "If-Match", "\"1\""), 412, "changed-meanwhile");
        HttpResponse<String> put =
                rig.send("PUT", path, changed, "If-Match", made.path("etag").asText());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(put.headers().firstValue("ETag").orElseThrow())
                .isNotEqualTo(made.path("etag").asText());
        await().until(() -> wire.brain.entries.values().stream().anyMatch(entry -> entry.priority() == 101)
                && wire.brain.entries.values().stream().noneMatch(entry -> entry.priority() == 100));

        assertError(rig.send("DELETE", path, "", "If-Match", made.path("etag").asText()), 412, "changed-meanwhile");
        assertThat(rig.send(
                                "DELETE",
                                path,
                                "",
                                "If-Match",
                                put.headers().firstValue("ETag").orElseThrow())
                        .statusCode())
                .isEqualTo(204);
        assertError(rig.send("GET", path, ""), 404, "not-found");
        await().until(() -> wire.brain.entries.values().stream().noneMatch(entry -> entry.priority() == 101));
    }

    @Test
    void whatTheSwitchRefusesIsSaidSo() throws Exception {
        wire.brain.refusedPriority = 77;
        JsonNode made = created("bad", "priority=77,in_port=1,actions=output:2");
        assertThat(made.path("status").path("state").asText()).isEqualTo("refused");
        assertThat(made.path("status").path("reason").asText()).contains("OFPBAC_BAD_OUT_PORT");
        deleteAll();
    }

    @Test
    void aFlowForASwitchThatIsAwayIsPending() throws Exception {
        HttpResponse<String> response = rig.send(
                "POST",
                "/v1/static-flows",
                body("away", "priority=5,actions=drop").replace(DPID, "00000000000000ff"));
        JsonNode status = ControllerRig.json(response).path("status");
        assertThat(status.path("state").asText()).isEqualTo("pending");
        assertThat(status.path("reason").asText()).contains("00000000000000ff");
        deleteAll();
    }

    @Test
    void twoOfTheSameAreAConflict() throws Exception {
        created("first", "priority=9,in_port=2,actions=output:1");
        assertError(
                rig.send("POST", "/v1/static-flows", body("second", "priority=9,in_port=2,actions=drop")),
                409,
                "conflict");
        deleteAll();
    }

    @Test
    void whatAnApplicationKeepsItselfIsAConflict() throws Exception {
        for (String flow : List.of("priority=0,actions=drop", "priority=65535,dl_type=0x88cc,actions=drop")) {
            assertError(rig.send("POST", "/v1/static-flows", body("x", flow)), 409, "conflict");
        }
    }

    @Test
    void aFlowTooLongForOneMessageIsRefused() throws Exception {
        HttpResponse<String> response =
                rig.send("POST", "/v1/static-flows", body("x", "priority=9,actions=" + "1,".repeat(5000) + "1"));
        assertError(response, 400, "bad-request");
        assertThat(response.body()).contains("too long for one OpenFlow message");
    }

    @Test
    void whatIsNoFlowIsRefusedInWords() throws Exception {
        for (String flow : List.of(
                "priority=9,in_port=2",
                "nonsense",
                "priority=9,tcp_dst=80,actions=drop",
                "idle_timeout=5,actions=drop",
                "cookie=5,actions=drop",
                "priority=70000,actions=drop",
                "actions=frobnicate")) {
            assertError(rig.send("POST", "/v1/static-flows", body("x", flow)), 400, "bad-request");
        }
        for (String broken : List.of(
                "",
                "{",
                "[]",
                "null",
                "{\"name\": \"x\"}",
                "{\"name\": \"x\", \"flow\": \"actions=drop\", \"dpid\": 1}",
                body("x", "actions=drop") + "{}",
                body("", "actions=drop"),
                body("x".repeat(200), "actions=drop"))) {
            assertError(rig.send("POST", "/v1/static-flows", broken), 400, "bad-request");
        }
        assertError(rig.send("POST", "/v1/static-flows", body("x".repeat(70_000), "actions=drop")), 413, "too-large");
        assertThat(rig.get("/v1/static-flows").path("staticFlows").size()).isZero();
    }

    @Test
    void unknownPathsAndMethodsAreErrorsOfTheSameShape() throws Exception {
        assertError(rig.send("GET", "/v1/nothing", ""), 404, "not-found");
        assertError(rig.send("GET", "/v1/static-flows/nothex", ""), 404, "not-found");
        assertError(rig.send("DELETE", "/v1/static-flows/ffffffffffff", ""), 404, "not-found");
        assertError(rig.send("DELETE", "/v1/switches", ""), 405, "method-not-allowed");
    }

    @Test
    void metricsAreInPrometheusText() throws Exception {
        HttpResponse<String> response = rig.send("GET", "/metrics", "");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(response.body())
                .contains("\nmirach_switches 1.0\n")
                .contains("# TYPE mirach_packet_ins_total counter");
    }

    @Test
    void everyPathOfTheOpenApiDocumentIsServedAndEveryServedOneIsThere() throws Exception {
        JsonNode api = ControllerRig.json(rig.sendAs(null, "GET", "/v1/openapi.json"));
        assertThat(api.path("openapi").asText()).startsWith("3.");
        JsonNode made = created("documented", "priority=3,actions=drop");
        for (String path : names(api.path("paths"))) {
            String real = path.replace("{datapathId}", DPID)
                    .replace("{id}", made.path("id").asText());
            assertThat(rig.send("GET", real, "").statusCode()).as(path).isEqualTo(200);
        }
        deleteAll();
        assertThat(names(api.path("paths"))).contains("/v1/switches/{datapathId}/flows", "/v1/static-flows/{id}");
    }
}
