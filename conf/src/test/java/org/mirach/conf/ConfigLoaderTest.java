package org.mirach.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    enum FailMode {
        SECURE,
        STANDALONE
    }

    record Port(String name, @Default("0") int portNo) {
        Port {
            if (portNo < 0) {
                throw new IllegalArgumentException("port-no out of range 1..65279: " + portNo);
            }
        }
    }

    record Engine(
            @Default("-1") int cpu,
            @Default("50") long idleSpinUs,
            @Default("1000") Duration idleSleepMax) {}

    record Sample(
            String name,
            @Default("secure") FailMode failMode,
            @Default("[\"ssl:127.0.0.1:6653\"]") List<String> controllers,
            List<Port> ports,
            Optional<Path> certificate,
            @Default("true") boolean localPort,
            @Default("${RUN_DIR:-/var/run/mirach}/x") Path runDir,
            Map<String, Integer> weights,
            Engine engine) {}

    @TempDir
    Path directory;

    @Test
    void everyKindOfValueIsRead() {
        Sample sample = parse("""
                name: br0
                fail-mode: standalone
                controllers: [tcp:10.0.0.1:6653, "ssl:[fd00::1]:6653"]
                ports:
                  - {name: v1, port-no: 0x10}
                  - name: v2
                certificate: /a/b.pem
                local-port: false
                run-dir: /run/x
                weights: {a: 1, b: 2}
                engine: {cpu: 1, idle-spin-us: 16_384, idle-sleep-max-ms: 08}
                """);
        assertThat(sample)
                .isEqualTo(new Sample(
                        "br0",
                        FailMode.STANDALONE,
                        List.of("tcp:10.0.0.1:6653", "ssl:[fd00::1]:6653"),
                        List.of(new Port("v1", 16), new Port("v2", 0)),
                        Optional.of(Path.of("/a/b.pem")),
                        false,
                        Path.of("/run/x"),
                        Map.of("a", 1, "b", 2),
                        new Engine(1, 16384, Duration.ofMillis(8))));
    }

    @Test
    void missingValuesTakeTheRecordsDefaults() {
        Sample sample = parse("name: br0\nfail-mode:\n");
        assertThat(sample)
                .isEqualTo(new Sample(
                        "br0",
                        FailMode.SECURE,
                        List.of("ssl:127.0.0.1:6653"),
                        List.of(),
                        Optional.empty(),
                        true,
                        Path.of("/var/run/mirach/x"),
                        Map.of(),
                        new Engine(-1, 50, Duration.ofSeconds(1))));
    }

    @Test
    void environmentVariablesStandInValues() {
        Sample sample = ConfigLoader.parse(
                "s.yaml", "name: \"${A}-${B:-b}\"", Sample.class, Map.of("A", "a", "RUN_DIR", "/tmp/r"));
        assertThat(sample.name()).isEqualTo("a-b");
        assertThat(sample.runDir()).isEqualTo(Path.of("/tmp/r/x"));
    }

    @Test
    void unsetEnvironmentVariableIsNamed() {
        refuses("name: \"${NOPE}\"", "s.yaml:1: name: environment variable NOPE is not set");
    }

    @Test
    void misspeltKeyIsRefusedWithLineAndTheNearKey() {
        refuses("name: br0\nfail-mod: secure\n", "s.yaml:2: fail-mod: unknown key; did you mean fail-mode?");
        refuses(
                "name: br0\nports:\n  - name: v1\n    prot-no: 4\n",
                "s.yaml:4: ports[0].prot-no: unknown key; did you mean port-no?");
    }

    @Test
    void unknownKeyWithNothingNearListsWhatIsAllowed() {
        refuses(
                "name: a\nengine:\n  zzz: 1\n",
                "s.yaml:3: engine.zzz: unknown key; allowed here: cpu, idle-sleep-max-ms,");
    }

    @Test
    void wrongKindsSayWhatIsAllowed() {
        refuses("name: a\nfail-mode: open", "s.yaml:2: fail-mode: expected one of secure, standalone, found \"open\"");
        refuses("name: a\nengine: {cpu: one}", "s.yaml:2: engine.cpu: expected a whole number, found \"one\"");
        refuses("name: a\nengine: {cpu: 99999999999}", "s.yaml:2: engine.cpu: expected a whole number");
        refuses("name: a\nlocal-port: maybe", "s.yaml:2: local-port: expected true or false, found \"maybe\"");
        refuses("name: a\ncontrollers: x", "s.yaml:2: controllers: expected a list");
        refuses("name: [a]", "s.yaml:1: name: expected text, found a list");
        refuses("name: a\nengine: 5", "s.yaml:2: engine: expected keys and values: cpu, idle-spin-us");
        refuses("- a", "s.yaml:1: expected keys and values");
    }

    @Test
    void requiredKeyThatIsMissingIsNamed() {
        refuses("local-port: true", "s.yaml:1: name: missing; expected text");
        refuses("", "s.yaml:1: name: missing");
    }

    @Test
    void keyGivenTwiceIsRefused() {
        refuses("name: a\nname: b\n", "s.yaml:2: name: given twice");
    }

    @Test
    void refusalOfTheRecordItselfHasItsLine() {
        refuses("name: a\nports:\n- {name: v, port-no: -3}", "s.yaml:3: ports[0]: port-no out of range 1..65279: -3");
    }

    @Test
    void brokenYamlHasItsLine() {
        refuses("name: a\nports: [\n", "s.yaml:3: not YAML:");
        refuses("name: a\n\tx: 1", "s.yaml:2: not YAML:");
    }

    @Test
    void fileIsReadAndAMissingOneIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), "name: br7\n");
        assertThat(ConfigLoader.load(file, Sample.class).name()).isEqualTo("br7");
        assertThatThrownBy(() -> ConfigLoader.load(directory.resolve("none.yaml"), Sample.class))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.yaml: no such file");
    }

    private static Sample parse(String text) {
        return ConfigLoader.parse("s.yaml", text, Sample.class, Map.of());
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }
}
