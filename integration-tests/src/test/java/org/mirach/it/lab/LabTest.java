package org.mirach.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("privileged")
@Timeout(300)
class LabTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    Path directory;

    private LauncherRun lab;

    @BeforeEach
    void choose() throws IOException {
        String word = "mt" + Long.toString(ProcessHandle.current().pid() % 46656, 36) + COUNT.incrementAndGet();
        lab = new LauncherRun(directory, word);
        lab.assumeBuilt();
    }

    @AfterEach
    void takeAway() throws Exception {
        lab.mirach("down");
    }

    @Test
    void labCarriesPacketsAndLeavesNothingBehind() throws Exception {
        LauncherRun.Said up = lab.mirach("up", "--detach");
        assertThat(up.code()).as(up.text()).isZero();
        assertThat(up.text()).contains("0% packet loss").contains("Try:");
        assertThat(lab.ping(5).text()).contains(" 0% packet loss");
        assertThat(lab.tool("ip", "netns", "exec", lab.prefix + "-h1", "ping", "-6", "-c", "3", "-i", "0.2", "fd00::2")
                        .text())
                .contains(" 0% packet loss");
        assertThat(lab.tool("ovs-ofctl", "show", lab.bridge).text())
                .contains("dpid:0000000000000001")
                .contains("1(v1)");
        assertThat(lab.mirach("switches").text()).contains("0000000000000001").contains("c1");
        assertThat(lab.mirach("flows").text()).contains("DATAPATH");
        LauncherRun.Said again = lab.mirach("up", "--detach");
        assertThat(again.code()).isZero();
        assertThat(again.text()).contains("up already");
        assertThat(lab.mirach("down").code()).isZero();
        assertThat(lab.remains()).isEmpty();
        assertThat(lab.mirach("down").text()).contains("There is no lab.");
    }

    @Test
    void secretsAreTheOwnersOnly() throws Exception {
        assertThat(lab.mirach("up", "--detach").code()).isZero();
        assertThat(lab.tool(
                                "stat",
                                "-c",
                                "%a",
                                lab.state.resolve("pki").toString(),
                                lab.state.resolve("token").toString(),
                                lab.state.resolve("pki/switch.key").toString())
                        .text()
                        .lines())
                .containsExactly("700", "600", "600");
    }

    @Test
    void whateverWasKilledTheNextUpWorks() throws Exception {
        assertThat(lab.mirach("up", "--detach").code()).isZero();
        List<Long> pids = lab.processes();
        assertThat(pids).hasSize(2);
        for (long pid : pids) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> lab.processes().isEmpty());
        LauncherRun.Said up = lab.mirach("up", "--detach");
        assertThat(up.code()).as(up.text()).isZero();
        assertThat(up.text()).contains("took away the lab that was there").contains("0% packet loss");
        assertThat(lab.mirach("down").code()).isZero();
        assertThat(lab.remains()).isEmpty();
    }

    @Test
    void interruptTakesTheForegroundLabAway() throws Exception {
        Path output = directory.resolve("out");
        Process up = lab.start(output, "up");
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Files.readString(output).contains("Ctrl-C") || !up.isAlive());
        assertThat(up.isAlive()).as(Files.readString(output)).isTrue();
        assertThat(lab.tool("kill", "-INT", "" + up.pid()).code()).isZero();
        assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lab.remains()).isEmpty();
    }

    @Test
    void labWhoseForegroundWasKilledIsTakenAwayByDown() throws Exception {
        Path output = directory.resolve("out");
        Process up = lab.start(output, "up");
        await().atMost(Duration.ofSeconds(90)).until(() -> lab.processes().size() == 2 || !up.isAlive());
        up.destroyForcibly().waitFor();
        assertThat(lab.mirach("down").text()).contains("The lab is gone");
        assertThat(lab.remains()).isEmpty();
    }

    @Test
    void processThatCannotStartIsShownWithItsLog() throws Exception {
        Files.createDirectories(lab.state.resolve("pki"));
        assertThat(lab.mirach("pki", "init").code()).isZero();
        Files.writeString(lab.state.resolve("pki/controller.key"), "not a key\n");
        LauncherRun.Said up = lab.mirach("up", "--detach");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.text()).contains("mirach: the controller has ended").contains("controller.key");
        lab.mirach("down");
        assertThat(lab.processes()).isEmpty();
    }
}
