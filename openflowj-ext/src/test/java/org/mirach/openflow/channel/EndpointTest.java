package org.mirach.openflow.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "tcp:127.0.0.1,          TCP,  127.0.0.1, 6653",
        "tcp:127.0.0.1:7000,     TCP,  127.0.0.1, 7000",
        "ssl:[::1]:7000,         SSL,  ::1,       7000",
        "ssl:[fe80::1],          SSL,  fe80::1,   6653",
        "ptcp:,                  PTCP, '',        6653",
        "ptcp:0,                 PTCP, '',        0",
        "ptcp:7000:10.0.0.1,     PTCP, 10.0.0.1,  7000",
        "pssl:7000:[::1],        PSSL, ::1,       7000"
    })
    void openVSwitchsWordsAreRead(String text, Endpoint.Kind kind, String host, int port) {
        assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(kind, host, port, null));
        assertThat(Endpoint.parse(Endpoint.parse(text).toString())).isEqualTo(Endpoint.parse(text));
    }

    @Test
    void unixSocketsHaveAPath() {
        assertThat(Endpoint.parse("punix:/run/br0.mgmt").path()).isEqualTo(Path.of("/run/br0.mgmt"));
        assertThat(Endpoint.parse("unix:/run/br0.mgmt").passive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:6653",
                "tcp:",
                "tcp:::1:6653",
                "tcp:1.2.3.4:70000",
                "ptcp:x",
                "unix:",
                "ptcp:1:::1",
                "tcp:[::1",
                "tcp:[::1]x"
            })
    void whatIsWrongIsNamed(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint \"" + text + "\": ");
    }
}
