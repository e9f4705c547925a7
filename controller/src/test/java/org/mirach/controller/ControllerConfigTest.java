package org.mirach.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mirach.conf.ConfigException;
import org.mirach.conf.ConfigLoader;

class ControllerConfigTest {
    private static ControllerConfig parse(String yaml) {
        return ConfigLoader.parse("test.yaml", yaml, ControllerConfig.class, Map.of());
    }

    @Test
    void theShippedFileShowsTheDefaults() throws Exception {
        Path shipped = Path.of(System.getProperty("mirach.root", "..")).resolve("conf/controller.yaml");
        assumeTrue(Files.exists(shipped), "no " + shipped);
        assertThat(parse(Files.readString(shipped))).isEqualTo(parse("{}"));
    }

    @Test
    void addressesAreTakenApart() {
        ControllerConfig.Rest rest = parse("rest: {listen: \"[::1]:8181\"}").rest();
        assertThat(rest.host()).isEqualTo("::1");
        assertThat(rest.port()).isEqualTo(8181);
        assertThat(parse("{}").rest().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> parse("node-id: \"a b\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("node-id");
        assertThatThrownBy(() -> parse("rest: {listen: \"8181\"}")).hasMessageContaining("HOST:PORT");
        assertThatThrownBy(() -> parse("openflow: {listen: []}")).hasMessageContaining("pssl:6653:127.0.0.1");
        assertThatThrownBy(() -> parse("zookeeper: {session-timeout-ms: 10}"))
                .hasMessageContaining("session-timeout-ms");
        assertThatThrownBy(() -> parse("rest: {authentification: none}")).hasMessageContaining("authentication");
    }
}
