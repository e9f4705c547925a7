package org.mirach.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path root;

    @Test
    void modernKernelIsWell() throws IOException {
        put("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n");
        assertThat(finding("kernel")).isEqualTo(Finding.ok("kernel", "6.1.0-13-amd64"));
    }

    @Test
    void kernelThatLeavesProgramsBehindIsAWarning() throws IOException {
        put("proc/sys/kernel/osrelease", "5.4.0-generic");
        assertThat(finding("kernel").level()).isEqualTo(Finding.Level.WARN);
    }

    @Test
    void kernelWithoutAfXdpFails() throws IOException {
        put("proc/sys/kernel/osrelease", "4.19.0");
        assertThat(finding("kernel").level()).isEqualTo(Finding.Level.FAIL);
        assertThat(finding("kernel").mend()).isEqualTo("Linux 5.9 or newer");
    }

    @Test
    void interpretedBpfIsAWarningWithItsMend() throws IOException {
        put("proc/sys/net/core/bpf_jit_enable", "0\n");
        assertThat(finding("BPF JIT").mend()).isEqualTo("sysctl -w net.core.bpf_jit_enable=1");
    }

    @Test
    void smallMemoryLockLimitIsAWarning() throws IOException {
        put(
                "proc/self/limits",
                "Limit   Soft Limit  Hard Limit  Units\nMax locked memory         8388608    8388608    bytes\n");
        assertThat(finding("locked memory").found()).startsWith("8 MiB");
        put("proc/self/limits", "Max locked memory         unlimited    unlimited    bytes\n");
        assertThat(finding("locked memory")).isEqualTo(Finding.ok("locked memory", "unlimited"));
    }

    @Test
    void missingToolIsNamedWithItsPackage() throws IOException {
        Path tool = put("usr/bin/ip", "#!/bin/sh\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        List<Finding> findings = ToolChecks.of(machine(), false);
        assertThat(findings).anySatisfy(it -> assertThat(it.what() + it.level()).isEqualTo("ipOK"));
        assertThat(findings)
                .contains(Finding.fail(
                        "ovs-ofctl",
                        "missing: it asks and tells the switch in OpenFlow",
                        "apt-get install openvswitch-common"));
        assertThat(findings).noneMatch(it -> it.what().equals("mvn"));
        assertThat(ToolChecks.of(machine(), true)).anyMatch(it -> it.what().equals("mvn"));
    }

    @Test
    void probesAnswerBecomesALineADevice() {
        List<Finding> findings = XdpChecks.of("""
                {"afXdp":{"ok":true,"detail":""},"devices":[
                  {"name":"eth0","mode":"native","detail":"zero copy"},
                  {"name":"wlan0","mode":"generic","detail":"native: EOPNOTSUPP"},
                  {"name":"x","mode":"none","detail":"EPERM"}]}""");
        assertThat(findings)
                .containsExactly(
                        Finding.ok("AF_XDP", "sockets can be made"),
                        Finding.ok("XDP on eth0", "native: zero copy"),
                        Finding.ok("XDP on wlan0", "generic: native: EOPNOTSUPP"),
                        Finding.warn("XDP on x", "none: EPERM", "such a port uses a packet socket"));
    }

    @Test
    void probeThatCannotRunIsAWarningNotACrash() {
        assertThat(XdpChecks.of("Error: no such class"))
                .singleElement()
                .satisfies(it -> assertThat(it.level()).isEqualTo(Finding.Level.WARN));
        assertThat(XdpChecks.of(""))
                .singleElement()
                .satisfies(it -> assertThat(it.level()).isEqualTo(Finding.Level.WARN));
    }

    @Test
    void jsonHasEveryFinding() throws Exception {
        assertThat(DoctorCommand.json(List.of(Finding.warn("a", "b", "c"))).replaceAll("\\s", ""))
                .isEqualTo("{\"findings\":[{\"level\":\"warn\",\"what\":\"a\",\"found\":\"b\",\"mend\":\"c\"}]}");
    }

    private Finding finding(String what) {
        return SystemChecks.of(machine()).stream()
                .filter(it -> it.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private Machine machine() {
        return new Machine(root, List.of("/usr/bin"));
    }

    private Path put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
