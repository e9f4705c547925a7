package org.mirach.xdp.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.xdp.NetDevice;
import org.mirach.xdp.TapDevice;
import org.mirach.xdp.XdpMode;
import org.mirach.xdp.XdpProgram;

/** Findings about this machine, and the judgements behind them. */
final class XdpProbeTest {
    @Test
    void oldKernelFailsAndNewOnesPass() {
        assertThat(MachineProbe.kernel("5.9.16").level()).isEqualTo(Level.FAIL);
        assertThat(MachineProbe.kernel("4.19.0-6-amd64").level()).isEqualTo(Level.FAIL);
        assertThat(MachineProbe.kernel("5.10.0").level()).isEqualTo(Level.OK);
        assertThat(MachineProbe.kernel("6.1.0-21-amd64").toString()).isEqualTo("ok    kernel: 6.1.0-21-amd64");
        assertThat(MachineProbe.kernel("??").level()).isEqualTo(Level.WARN);
    }

    @Test
    void warningsCarryTheirMend() {
        assertThat(MachineProbe.jit("0").toString())
                .isEqualTo("warn  BPF JIT: off: XDP is interpreted; sysctl net.core.bpf_jit_enable=1");
        assertThat(MachineProbe.memlock(8192 * 1024).mend()).contains("ulimit -l");
        assertThat(MachineProbe.memlock(-1).level()).isEqualTo(Level.OK);
    }

    @Test
    void unknownDeviceFails() {
        assertThat(XdpProbe.device("xdp-none"))
                .singleElement()
                .satisfies(f -> assertThat(f.toString()).startsWith("fail  xdp-none: no such device"));
        assertThat(XdpProbe.tryDevice("xdp-none"))
                .singleElement()
                .extracting(Finding::level)
                .isEqualTo(Level.FAIL);
    }

    @Test
    @Tag("privileged")
    void machineOffersXdpOnAScratchTapAndNothingIsLeft() {
        List<String> before = NetDevice.names();
        List<Finding> findings = XdpProbe.machine();
        assertThat(findings)
                .filteredOn(f -> f.subject().startsWith("XDP"))
                .hasSize(2)
                .allSatisfy(f -> assertThat(f.level()).as(f.toString()).isEqualTo(Level.OK));
        assertThat(findings)
                .extracting(Finding::subject)
                .contains("kernel", "kernel BTF", "BPF JIT", "libbpf", "AF_XDP", "locked memory", "hugepages", "taps");
        assertThat(findings).allSatisfy(f -> assertThat(f.toString()).doesNotContain("\n"));
        assertThat(NetDevice.names())
                .filteredOn(name -> name.startsWith("mrprobe"))
                .isSubsetOf(before);
    }

    @Test
    @Tag("privileged")
    void deviceIsLookedAtWithoutTouchingIt() {
        String name = "xprb" + Long.toString(ProcessHandle.current().pid(), 36);
        try (TapDevice tap = TapDevice.create(name);
                XdpProgram program = XdpProgram.load()) {
            assertThat(XdpProbe.device(name))
                    .extracting(Finding::toString)
                    .contains("ok    " + name + " XDP: native, copy", "ok    " + name + " MTU: 1500")
                    .anyMatch(line -> line.startsWith("warn  " + name + ": tun, 1 rx 1 tx queues, down; ip link set"));
            tap.setMtu(9000);
            program.attach(tap.ifindex(), XdpMode.GENERIC);
            assertThat(XdpProbe.device(name))
                    .extracting(Finding::toString)
                    .contains("ok    " + name + " XDP program: mirach_xsk (a Mirach switch has it)")
                    .anyMatch(line -> line.startsWith("warn  " + name + " MTU: 9000: too large"));
        }
    }

    @Test
    @Tag("privileged")
    void triedDeviceSaysWhyZeroCopyIsRefused() {
        String name = "xprc" + Long.toString(ProcessHandle.current().pid(), 36);
        try (TapDevice tap = TapDevice.create(name)) {
            tap.setUp(true);
            List<Finding> findings = XdpProbe.tryDevice(name);
            assertThat(findings).extracting(Finding::level).containsExactly(Level.WARN, Level.OK, Level.OK);
            assertThat(findings.getFirst().found())
                    .contains("ZEROCOPY")
                    .contains("EOPNOTSUPP")
                    .contains("copy");
            assertThat(XdpProgram.attachedName(tap.ifindex())).isEmpty();
        }
    }
}
