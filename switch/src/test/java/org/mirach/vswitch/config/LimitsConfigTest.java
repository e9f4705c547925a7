package org.mirach.vswitch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mirach.conf.ConfigException;
import org.mirach.conf.ConfigLoader;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.group.GroupType;

class LimitsConfigTest {
    private static LimitsConfig limits(String yaml) {
        return ConfigLoader.parse("test.yaml", yaml, BridgeConfig.class, Map.of())
                .limits();
    }

    @Test
    void whatIsNotSaidIsWhatAPipelineHasByItself() {
        LimitsConfig limits = limits("{}");
        Pipeline pipeline = new Pipeline();
        assertThat(limits.flowsPerTable())
                .isEqualTo(pipeline.table(0).maxEntries())
                .isEqualTo(1_000_000);
        assertThat(limits.groups())
                .isEqualTo(Integer.toUnsignedLong(pipeline.groups().maxGroups(GroupType.ALL)))
                .isEqualTo(0xffffff00L);
        assertThat(limits.meters()).isEqualTo(pipeline.meters().maxMeters()).isEqualTo(262_144);
        assertThat(limits("limits: {meters: 5}")).isEqualTo(new LimitsConfig(1_000_000, 0xffffff00L, 5));
    }

    @Test
    void limitsThatCanNotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitsConfig(0, 1, 1))
                .withMessageContaining("flows-per-table 0: 1 to 2147483647");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitsConfig(1, 0xffffff01L, 1))
                .withMessageContaining("groups 4294967041: 1 to 4294967040");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LimitsConfig(1, 1, -1))
                .withMessageContaining("meters -1");
        assertThatThrownBy(() -> limits("limits: {flow-per-table: 5}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("flows-per-table");
    }
}
