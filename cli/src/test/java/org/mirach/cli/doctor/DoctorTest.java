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
    void probesFindingsAreTheDoctors() {
        assertThat(MachineProbe.of("""
                {"findings":[{"level":"ok","what":"kernel","found":"6.1","mend":""},
                 {"level":"warn","what":"BPF JIT","found":"off","mend":"sysctl"}]}"""))
                .containsExactly(Finding.ok("kernel", "6.1"), Finding.warn("BPF JIT", "off", "sysctl"));
    }

    @Test
    void probeThatCannotRunIsAFailureNotACrash() {
        for (String output : List.of("Error: no such class", "", "{}", "{\"findings\":[{\"level\":\"odd\"}]}")) {
            assertThat(MachineProbe.of(output))
                    .singleElement()
                    .satisfies(it -> assertThat(it.level()).isEqualTo(Finding.Level.FAIL));
        }
    }

    @Test
    void jsonHasEveryFinding() throws Exception {
        assertThat(DoctorCommand.json(List.of(Finding.warn("a", "b", "c"))).replaceAll("\\s", ""))
                .isEqualTo("{\"findings\":[{\"level\":\"warn\",\"what\":\"a\",\"found\":\"b\",\"mend\":\"c\"}]}");
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
