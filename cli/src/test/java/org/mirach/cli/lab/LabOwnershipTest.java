package org.mirach.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.cli.Directories;

/** Whose lab it is, and who may take it away. */
class LabOwnershipTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();
    private LabPlan one;

    @BeforeEach
    void plan() throws IOException {
        one = plan("otest1", "otbr1");
        Files.createDirectories(one.directories().state());
        Files.createDirectories(one.directories().run());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void secondUpDuringTheFirstLeavesTheFirstAlone() throws Exception {
        Process controller = recordedProcess(one);
        Path lock = one.directories().state().resolve(".lab.lock");
        try (FileChannel first = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(first.tryLock()).isNotNull();
            Lab second = new Lab(one, silent());
            assertThatThrownBy(() -> second.up(false))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("another mirach up");
            assertThat(second.close(true)).isFalse();
        }
        assertThat(controller.isAlive()).isTrue();
        assertThat(one.directories().labFile()).exists();
        assertThat(one.directories().pki())
                .as("secrets are made under the lock")
                .doesNotExist();
    }

    @Test
    void upWithAnotherPrefixInTheSameRunDirectoryIsRefused() throws Exception {
        Process controller = recordedProcess(one);
        Lab two = new Lab(plan("otest2", "otbr2"), silent());
        assertThatThrownBy(() -> two.up(false))
                .isInstanceOfSatisfying(
                        LabException.class,
                        e -> assertThat(e.hint()).contains("MIRACH_RUN_DIR", "MIRACH_STATE_DIR", "--prefix otest1"))
                .hasMessageContaining("prefix otest1, not otest2");
        assertThat(two.close(true)).isFalse();
        assertThat(controller.isAlive()).isTrue();
        assertThat(one.directories().labFile()).exists();
    }

    @Test
    void downTakesAwayTheLabOfTheRecordWhateverItsNames() throws Exception {
        Process controller = recordedProcess(one);
        Path socket = Files.createFile(one.managementSocket());
        assertThat(Lab.takeAway(plan("otest2", "otbr2"))).isTrue();
        assertThat(controller.waitFor()).isNotZero();
        assertThat(socket).doesNotExist();
        assertThat(one.directories().run()).doesNotExist();
    }

    @Test
    void processThatIsInNoRecordIsEndedByItsConfiguration() throws Exception {
        Process orphan = configured(one.file("switch.yaml").toString());
        Process stranger = configured(one.file("switch.yaml") + ".mine");
        assertThat(Lab.takeAway(one)).isTrue();
        assertThat(orphan.waitFor()).isNotZero();
        assertThat(stranger.isAlive()).isTrue();
        assertThat(Lab.takeAway(one)).isFalse();
    }

    private Process recordedProcess(LabPlan plan) throws IOException {
        Process process = start("sleep", "1000");
        LabRecord.of(plan)
                .with("controller", ProcessIdentity.of(process.pid()).orElseThrow())
                .write(plan.directories().labFile());
        return process;
    }

    private Process configured(String file) throws IOException {
        Process process = start("sh", "-c", "echo ready; read word", "sh", "--config", file);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static Progress silent() {
        return new Progress(new PrintWriter(Writer.nullWriter()));
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
