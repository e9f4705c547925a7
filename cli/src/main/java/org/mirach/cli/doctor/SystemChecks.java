package org.mirach.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel and its settings offer. Stateless; any thread. */
final class SystemChecks {
    /** Since 5.9 XDP programs attach by a link, which goes away with its process. */
    private static final int[] KERNEL_WANTED = {5, 9};
    /** AF_XDP sockets as such; since 5.4 they need no help from the driver. */
    private static final int[] KERNEL_NEEDED = {5, 4};

    private SystemChecks() {}

    static List<Finding> of(Machine machine) {
        List<Finding> findings = new ArrayList<>();
        findings.add(kernel(machine));
        findings.add(
                machine.exists("/sys/kernel/btf/vmlinux")
                        ? Finding.ok("BTF", "/sys/kernel/btf/vmlinux")
                        : Finding.warn(
                                "BTF",
                                "the kernel does not describe its types",
                                "a kernel with CONFIG_DEBUG_INFO_BTF=y"));
        findings.add(jit(machine));
        findings.add(
                machine.exists("/dev/net/tun")
                        ? Finding.ok("tap devices", "/dev/net/tun")
                        : Finding.warn(
                                "tap devices", "no /dev/net/tun, so a bridge has no LOCAL device", "modprobe tun"));
        findings.add(memlock(machine));
        findings.add(hugepages(machine));
        return findings;
    }

    private static Finding kernel(Machine machine) {
        String release = machine.text("/proc/sys/kernel/osrelease").orElse("unknown");
        Matcher matcher = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(release);
        if (!matcher.matches()) {
            return Finding.warn("kernel", release, "Linux 5.9 or newer");
        }
        int[] version = {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
        if (isBefore(version, KERNEL_NEEDED)) {
            return Finding.fail("kernel", release + " has no AF_XDP for every device", "Linux 5.9 or newer");
        }
        return isBefore(version, KERNEL_WANTED)
                ? Finding.warn(
                        "kernel", release + " leaves XDP programs behind when a switch is killed", "Linux 5.9 or newer")
                : Finding.ok("kernel", release);
    }

    private static boolean isBefore(int[] version, int[] wanted) {
        return version[0] < wanted[0] || version[0] == wanted[0] && version[1] < wanted[1];
    }

    private static Finding jit(Machine machine) {
        String setting = machine.text("/proc/sys/net/core/bpf_jit_enable").orElse("");
        return switch (setting) {
            case "1", "2" -> Finding.ok("BPF JIT", "on");
            case "0" ->
                Finding.warn("BPF JIT", "off: XDP programs are interpreted", "sysctl -w net.core.bpf_jit_enable=1");
            default ->
                Finding.ok("BPF JIT", "no setting to read here (as in a container, or a kernel where it is always on)");
        };
    }

    private static Finding memlock(Machine machine) {
        String limits = machine.line("/proc/self/limits", "Max locked memory").orElse("unknown");
        String soft = limits.split("\\s+")[0];
        if (soft.equals("unlimited")) {
            return Finding.ok("locked memory", "unlimited");
        }
        long mebibytes = soft.matches("\\d+") ? Long.parseLong(soft) >> 20 : 0;
        return mebibytes >= 64
                ? Finding.ok("locked memory", mebibytes + " MiB")
                : Finding.warn(
                        "locked memory",
                        mebibytes + " MiB; enough as long as the kernel accounts packet buffers by cgroup, or for root",
                        "ulimit -l unlimited, or LimitMEMLOCK=infinity in the service");
    }

    private static Finding hugepages(Machine machine) {
        String total = machine.line("/proc/meminfo", "HugePages_Total:").orElse("0");
        return Finding.ok(
                "huge pages", total.equals("0") ? "none set aside; they are not needed" : total + " set aside");
    }
}
