package org.mirach.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.cli.ExitCode;
import org.mirach.cli.Run;

class RestCommandsTest {
    private static final String SWITCHES = """
            {"switches":[{"datapathId":"0000000000000001","address":"127.0.0.1:40000","connectedSince":"2026-01-01T00:00:00Z",
              "master":"c1","role":"MASTER","ports":3,"description":{"manufacturer":"Mirach","hardware":"virtual switch",
              "software":"0.1.0","serial":"None","datapath":"br0"}}]}""";

    @TempDir
    Path directory;

    private FakeController controller;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        controller = new FakeController();
        token = Files.writeString(directory.resolve("token"), "secret\n");
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    @Test
    void switchesAreATableForPeople() {
        controller.on("GET /v1/switches", SWITCHES);
        Run run = run("switches");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "DATAPATH|ADDRESS|MASTER|ROLE|PORTS|CONNECTED SINCE|DESCRIPTION",
                        "0000000000000001|127.0.0.1:40000|c1|MASTER|3|2026-01-01T00:00:00Z|virtual switch 0.1.0 br0");
        assertThat(controller.requests().getFirst().authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void switchesAreTheServersJsonForPrograms() throws IOException {
        controller.on("GET /v1/switches", SWITCHES);
        Run run = run("switches", "-o", "json");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(run.out())).isEqualTo(mapper.readTree(SWITCHES));
    }

    @Test
    void flowsOfEverySwitchAreListed() {
        controller.on("GET /v1/switches", SWITCHES).on("GET /v1/switches/0000000000000001/flows", """
                        {"flows":[{"tableId":0,"priority":10,"cookie":"0x1","durationSeconds":1.8359999999999999,"idleTimeout":60,
                          "hardTimeout":0,"packets":3,"bytes":294,"match":"ip,nw_dst=10.0.0.2","actions":"output:2"},
                         {"tableId":0,"priority":0,"cookie":"0x0","durationSeconds":9,"idleTimeout":0,"hardTimeout":0,
                          "packets":0,"bytes":0,"match":"","actions":""}]}""");
        assertThat(run("flows").out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "DATAPATH TABLE PRIORITY AGE PACKETS BYTES IDLE HARD COOKIE MATCH ACTIONS",
                        "0000000000000001 0 10 1.8s 3 294 60s - 0x1 ip,nw_dst=10.0.0.2 output:2",
                        "0000000000000001 0 0 9.0s 0 0 - - 0x0 any drop");
    }

    @Test
    void namedSwitchIsTheOnlyOneAsked() {
        controller.on("GET /v1/switches/00000000000000af/ports", "{\"ports\":[{\"portNo\":1,\"name\":\"v1\"}]}");
        Run run = run("ports", "--switch", "0xAF");
        assertThat(run.out()).contains("00000000000000af").contains("v1");
        assertThat(controller.requests())
                .extracting(FakeController.Request::line)
                .containsExactly("GET /v1/switches/00000000000000af/ports");
    }

    @Test
    void refusalOfTheServerIsPrintedWithItsHint() {
        controller.on("GET /v1/hosts", 401, """
                {"error":{"code":"unauthorized","message":"no token was sent","hint":"send the token"}}""", Map.of());
        Run run = run("hosts");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualTo("mirach: no token was sent (401 unauthorized)\n  send the token\n");
    }

    @Test
    void answerThatIsNotJsonIsExplained() {
        controller.on("GET /v1/links", "<html>");
        assertThat(run("links").err())
                .contains("did not answer in JSON")
                .contains("is this the controller's REST port?");
    }

    @Test
    void nobodyThereIsExitCodeThree() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Run run = Run.of("status", "--url", "http://127.0.0.1:" + port, "--token-file", token.toString());
        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains("no answer from the controller at http://127.0.0.1:" + port);
    }

    @Test
    void missingTokenFileIsNamed() {
        Run run = Run.of(
                "status",
                "--url",
                controller.url(),
                "--token-file",
                directory.resolve("no").toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("the token cannot be read");
    }

    @Test
    void staticFlowIsAddedToTheOnlySwitch() throws IOException {
        controller
                .on("GET /v1/switches", SWITCHES)
                .on("POST /v1/static-flows", 201, "{\"id\":\"f1\"}", Map.of("ETag", "\"1\""));
        Run run = run("flow", "add", "--name", "web", "priority=100,tcp,actions=output:2");
        assertThat(run.code()).isZero();
        assertThat(new ObjectMapper().readTree(controller.requests().getLast().body()))
                .isEqualTo(new ObjectMapper().readTree("""
                        {"name":"web","datapathId":"0000000000000001","flow":"priority=100,tcp,actions=output:2"}"""));
    }

    @Test
    void staticFlowIsDeletedAsItWasSeen() {
        controller
                .on(
                        "GET /v1/static-flows",
                        "{\"staticFlows\":[{\"id\":\"f1\",\"name\":\"web\"},{\"id\":\"f2\",\"name\":\"x\"}]}")
                .on("GET /v1/static-flows/f1", 200, "{\"id\":\"f1\"}", Map.of("ETag", "\"7\""))
                .on("DELETE /v1/static-flows/f1", 204, "", Map.of());
        assertThat(run("flow", "del", "web").out()).isEqualTo("deleted web (f1)\n");
        assertThat(controller.requests().getLast())
                .isEqualTo(new FakeController.Request("DELETE /v1/static-flows/f1", "Bearer secret", "\"7\"", ""));
    }

    @Test
    void staticFlowThatIsNotThereIsRefused() {
        controller.on("GET /v1/static-flows", "{\"staticFlows\":[]}");
        Run run = run("flow", "del", "web");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("no static flow is named web").contains("mirach flow list");
    }

    @Test
    void malformedDatapathIdIsRefusedBeforeAnythingIsAsked() {
        assertThat(run("flows", "--switch", "xyz").err()).contains("not a datapath id: xyz");
        assertThat(controller.requests()).isEmpty();
    }

    private Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", controller.url(), "--token-file", token.toString()));
        return Run.of(all.toArray(String[]::new));
    }
}
