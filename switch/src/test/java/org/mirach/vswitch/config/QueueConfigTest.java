package org.mirach.vswitch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mirach.conf.ConfigException;
import org.mirach.conf.ConfigLoader;

class QueueConfigTest {
    private static List<PortConfig> ports(String yaml) {
        return ConfigLoader.parse("test.yaml", yaml, BridgeConfig.class, Map.of())
                .ports();
    }

    @Test
    void queuesOfAPort() {
        assertThat(ports("ports: [{name: a, queues: [{id: 0}, {id: 1, min-rate-bps: 8000, max-rate-bps:"
                        + " 9000}]}, {name: b}]"))
                .extracting(PortConfig::queues)
                .containsExactly(List.of(new QueueConfig(0, 0, 0), new QueueConfig(1, 8000, 9000)), List.of());
    }

    @Test
    void queuesThatCanNotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueConfig(-1, 0, 0))
                .withMessageContaining("id -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueConfig(1, 7999, 0))
                .withMessageContaining("min-rate-bps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueueConfig(1, 10_000, 9_000))
                .withMessageContaining("more than max-rate-bps");
        QueueConfig queue = new QueueConfig(1, 0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortConfig(
                        "a", Optional.empty(), 1, PortType.AFXDP, XdpAttachMode.BEST_EFFORT, List.of(queue, queue)))
                .withMessageContaining("two queues");
        assertThatThrownBy(() -> ports("ports: [{name: a, queues: [{min-rate-bps: 8000}]}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("id");
    }
}
