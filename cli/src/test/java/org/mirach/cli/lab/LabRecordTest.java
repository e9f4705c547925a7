package org.mirach.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.cli.Directories;

class LabRecordTest {
    @TempDir
    Path directory;

    @Test
    void recordSurvivesItsFile() {
        LabRecord record = LabRecord.of(plan("t", "br7"))
                .with("controller", new ProcessIdentity(12, 345))
                .with("switch", new ProcessIdentity(13, 346));
        Path file = directory.resolve("lab.json");
        record.write(file);
        record.write(file);
        assertThat(LabRecord.read(file)).contains(record);
    }

    @Test
    void halfARecordIsNoRecord() throws Exception {
        Path file = Files.writeString(directory.resolve("lab.json"), "{\"prefix\":\"t\",");
        assertThat(LabRecord.read(file)).isEmpty();
        assertThat(LabRecord.read(directory.resolve("none"))).isEmpty();
    }

    @Test
    void processIsKnownByItsStartTimeToo() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        ProcessIdentity stranger = new ProcessIdentity(identity.pid(), identity.startTicks() - 1);
        assertThat(identity.isAlive()).isTrue();
        assertThat(stranger.isAlive()).isFalse();
        LabProcesses.end(List.of(stranger));
        assertThat(process.isAlive()).isTrue();
        LabProcesses.end(List.of(identity));
        assertThat(process.waitFor()).isNotZero();
        assertThat(identity.isAlive()).isFalse();
    }

    @Test
    void processThatIgnoresSigtermIsKilled() throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done").start();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        identity.signal(false);
        assertThat(LabProcesses.areGone(List.of(identity), Duration.ofMillis(200)))
                .isFalse();
        identity.signal(true);
        assertThat(LabProcesses.areGone(List.of(identity), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Test
    void namesThatTheKernelWouldCutAreRefused() {
        assertThat(plan("abcdefghijkl", "br0").hosts())
                .allMatch(host -> host.device().length() <= 15);
        assertThatThrownBy(() -> plan("abcdefghijklm", "br0")).hasMessageContaining("--prefix takes 1 to 12");
        assertThatThrownBy(() -> plan("a", "b/r")).hasMessageContaining("--bridge takes");
    }

    @Test
    void filesAreMadeAndRemovedAndStrangersStay() throws Exception {
        LabPlan plan = plan("t", "br7");
        LabFiles.write(plan);
        assertThat(plan.file("switch.yaml")).content().contains("name: br7", "device: t-v2, port-no: 2");
        assertThat(plan.file("controller.yaml")).content().contains("pssl:6653:127.0.0.1");
        Path stranger = Files.writeString(plan.file("mine.txt"), "keep");
        LabFiles.remove(plan, false);
        assertThat(directory.resolve("run")).isDirectoryContaining(path -> path.equals(stranger));
        Files.delete(stranger);
        LabFiles.remove(plan, false);
        assertThat(directory.resolve("run")).doesNotExist();
    }

    private LabPlan plan(String prefix, String bridge) {
        return new LabPlan(
                prefix,
                bridge,
                new Directories(directory.resolve("state"), directory.resolve("run")),
                Path.of("/bin/false"),
                8181,
                6653,
                2181,
                true,
                "id");
    }
}
