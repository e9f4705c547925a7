package org.mirach.it.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mirach.conf.ConfigLoader;
import org.mirach.controller.ControllerConfig;
import org.mirach.vswitch.config.BridgeConfig;
import org.mirach.vswitch.config.EngineSettings;
import org.mirach.vswitch.config.LimitsConfig;
import org.mirach.vswitch.config.SwitchConfig;

class ShippedConfigTest {
    private static final Path CONF = Path.of(System.getProperty("mirach.root"), "conf");

    @Test
    void controllersFileShowsTheDefaults() throws IOException {
        ControllerConfig shown = parse("controller.yaml", ControllerConfig.class);
        ControllerConfig defaults = ConfigLoader.parse("defaults", "{}", ControllerConfig.class, Map.of());
        assertThat(shown).isEqualTo(defaults);
    }

    @Test
    void switchsFileShowsTheDefaultsButForItsControllerAndCertificates() throws IOException {
        SwitchConfig shown = parse("switch.yaml", SwitchConfig.class);
        SwitchConfig defaults = ConfigLoader.parse("defaults", "{}", SwitchConfig.class, Map.of());
        assertThat(shown.bridge().controllers()).containsExactly("ssl:127.0.0.1:6653");
        assertThat(shown.tls()).isPresent();
        assertThat(shown.runDir()).isEqualTo(defaults.runDir());
        assertThat(shown.engine()).isEqualTo(defaults.engine());
        assertThat(shown.bridge())
                .usingRecursiveComparison()
                .ignoringFields("controllers")
                .isEqualTo(defaults.bridge());
    }

    @Test
    void everyKeyOfTheSwitchIsInItsFile() throws IOException {
        Set<String> keys = keys("switch.yaml");
        assertThat(keys).containsAll(keysOf(SwitchConfig.class)).containsAll(keysOf(EngineSettings.class));
        assertThat(keys).containsAll(keysOf(BridgeConfig.class)).containsAll(keysOf(LimitsConfig.class));
    }

    @Test
    void filesFollowTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of("MIRACH_STATE_DIR", "/s", "MIRACH_RUN_DIR", "/r");
        SwitchConfig config = ConfigLoader.parse("switch.yaml", text("switch.yaml"), SwitchConfig.class, environment);
        assertThat(config.runDir()).isEqualTo(Path.of("/r"));
        assertThat(config.tls().orElseThrow().privateKey()).isEqualTo(Path.of("/s/pki/switch.key"));
    }

    private static <R extends Record> R parse(String file, Class<R> type) throws IOException {
        return ConfigLoader.parse(file, text(file), type, Map.of());
    }

    private static String text(String file) throws IOException {
        return Files.readString(CONF.resolve(file));
    }

    /** The keys that are there, also those that a comment shows. */
    private static Set<String> keys(String file) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = Pattern.compile("(?m)^[ #]*([a-z][a-z-]*):").matcher(text(file));
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }

    private static List<String> keysOf(Class<? extends Record> type) {
        return List.of(type.getRecordComponents()).stream()
                .map(component -> component
                        .getName()
                        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                        .toLowerCase(java.util.Locale.ROOT))
                .toList();
    }
}
