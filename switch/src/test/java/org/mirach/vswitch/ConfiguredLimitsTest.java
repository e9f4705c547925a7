package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.conf.ConfigLoader;
import org.mirach.vswitch.config.SwitchConfig;

/** A switch that is told to hold little says so when asked, and refuses what is more; with the real ovs-ofctl. */
class ConfiguredLimitsTest {
    private static Path directory;
    private static VSwitch vswitch;

    @BeforeAll
    static void start(@TempDir Path temporary) {
        boolean installed = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ovs-ofctl")));
        assumeTrue(installed, "ovs-ofctl is not installed: apt-get install openvswitch-common");
        directory = temporary;
        String text = """
            run-dir: %s
            bridge:
              name: br0
              local-port: false
              limits: {flows-per-table: 3, groups: 2, meters: 1}
            """.formatted(directory);
        vswitch = VSwitch.start(ConfigLoader.parse("switch.yaml", text, SwitchConfig.class, Map.of()), true, "test");
    }

    @AfterAll
    static void stop() {
        if (vswitch != null) {
            vswitch.close();
        }
    }

    private static String ofctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OVS_RUNDIR", directory.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    @Test
    void aTableThatIsFullRefusesAndTheNextOneDoesNot() throws IOException, InterruptedException {
        for (int port = 1; port <= 3; port++) {
            assertThat(ofctl("add-flow", "br0", "table=9,in_port=" + port + ",actions=drop"))
                    .isEmpty();
        }
        assertThat(ofctl("add-flow", "br0", "table=9,in_port=4,actions=drop")).contains("OFPFMFC_TABLE_FULL");
        assertThat(ofctl("add-flow", "br0", "table=9,in_port=3,actions=output:1"))
                .isEmpty(); // in the place of one
        assertThat(ofctl("add-flow", "br0", "table=253,in_port=4,actions=drop")).isEmpty();
    }

    @Test
    void groupsAreFullTypeByType() throws IOException, InterruptedException {
        assertThat(ofctl("add-group", "br0", "group_id=1,type=all,bucket=output:1"))
                .isEmpty();
        assertThat(ofctl("add-group", "br0", "group_id=2,type=all,bucket=output:1"))
                .isEmpty();
        assertThat(ofctl("add-group", "br0", "group_id=3,type=all,bucket=output:1"))
                .contains("OFPGMFC_OUT_OF_GROUPS");
        assertThat(ofctl("add-group", "br0", "group_id=3,type=select,bucket=output:1"))
                .isEmpty();
    }

    @Test
    void metersAreFull() throws IOException, InterruptedException {
        assertThat(ofctl("add-meter", "br0", "meter=7,kbps,band=type=drop,rate=1000"))
                .isEmpty();
        assertThat(ofctl("add-meter", "br0", "meter=8,kbps,band=type=drop,rate=1000"))
                .contains("OFPMMFC_OUT_OF_METERS");
    }

    @Test
    void itsFeaturesSayHowMuch() throws IOException, InterruptedException {
        assertThat(ofctl("dump-group-features", "br0").split("max_groups=0x2\n", -1))
                .hasSize(4 + 1);
        assertThat(ofctl("meter-features", "br0")).contains("max_meter:1 ");
        assertThat(ofctl("dump-table-features", "br0"))
                .contains("max_entries=3\n")
                .doesNotContain("1000000");
        assertThat(ofctl("-O", "OpenFlow10", "dump-tables", "br0"))
                .contains("max_entries=3\n")
                .doesNotContain("1000000");
    }
}
