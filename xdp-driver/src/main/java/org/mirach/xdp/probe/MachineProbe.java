package org.mirach.xdp.probe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirach.xdp.Errno;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.Libbpf;
import org.mirach.xdp.ffi.LinuxIfXdp;

/** Looks at the kernel and the process's limits; changes nothing. */
final class MachineProbe {
    /** XDP_SHARED_UMEM across devices came with Linux 5.10. */
    private static final int MIN_MAJOR = 5;

    private static final int MIN_MINOR = 10;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final long MEMLOCK_WANTED = 64L << 20;

    private MachineProbe() {}

    static List<Finding> run() {
        return List.of(
                kernel(read("/proc/sys/kernel/osrelease")),
                btf(),
                jit(read("/proc/sys/net/core/bpf_jit_enable")),
                libbpf(),
                afXdp(),
                memlock(),
                hugepages(),
                tun());
    }

    static Finding kernel(String release) {
        Matcher matcher = VERSION.matcher(release);
        if (!matcher.matches()) {
            return Finding.warn("kernel", "version '" + release + "' cannot be read", "Linux 5.10 or later is needed");
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        if (major < MIN_MAJOR || major == MIN_MAJOR && minor < MIN_MINOR) {
            return Finding.fail("kernel", release, "AF_XDP ports need Linux 5.10 or later; AF_PACKET ports work");
        }
        return Finding.ok("kernel", release);
    }

    private static Finding btf() {
        return Files.exists(Path.of("/sys/kernel/btf/vmlinux"))
                ? Finding.ok("kernel BTF", "/sys/kernel/btf/vmlinux")
                : Finding.warn(
                        "kernel BTF", "none", "the XDP program of today does without; CONFIG_DEBUG_INFO_BTF has it");
    }

    static Finding jit(String value) {
        return switch (value) {
            case "1", "2" -> Finding.ok("BPF JIT", "on");
            case "0" -> Finding.warn("BPF JIT", "off: XDP is interpreted", "sysctl net.core.bpf_jit_enable=1");
            default -> Finding.warn("BPF JIT", "unknown", "");
        };
    }

    private static Finding libbpf() {
        try {
            Libbpf.require();
            return Finding.ok("libbpf", "version " + Libbpf.version());
        } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
            return Finding.fail("libbpf", "libbpf.so.1 cannot be loaded", "apt-get install libbpf1");
        }
    }

    private static Finding afXdp() {
        int fd = LibC.socket(LinuxIfXdp.AF_XDP, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        if (fd >= 0) {
            LibC.close(fd);
            return Finding.ok("AF_XDP", "sockets can be made");
        }
        return Finding.fail(
                "AF_XDP",
                "socket(AF_XDP): " + Errno.name(fd),
                fd == -Errno.EPERM ? "run as root" : "the kernel lacks CONFIG_XDP_SOCKETS; AF_PACKET ports work");
    }

    private static Finding memlock() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            int code = LibC.getrlimit(LibC.RLIMIT_MEMLOCK, limit);
            if (code < 0) {
                return Finding.warn("locked memory", "getrlimit: " + Errno.name(code), "");
            }
            return memlock(limit.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    static Finding memlock(long bytes) {
        if (bytes < 0) {
            return Finding.ok("locked memory", "unlimited");
        }
        String found = bytes / 1024 + " KiB";
        return bytes >= MEMLOCK_WANTED
                ? Finding.ok("locked memory", found)
                : Finding.warn(
                        "locked memory",
                        found + " (no matter with CAP_IPC_LOCK, which root has)",
                        "otherwise: ulimit -l unlimited, or LimitMEMLOCK=infinity in the unit");
    }

    private static Finding hugepages() {
        StringBuilder found = new StringBuilder();
        try (DirectoryStream<Path> sizes = Files.newDirectoryStream(Path.of("/sys/kernel/mm/hugepages"))) {
            for (Path size : sizes) {
                String count = read(size.resolve("nr_hugepages").toString());
                if (!count.equals("0")) {
                    found.append(found.isEmpty() ? "" : ", ")
                            .append(count)
                            .append(" of ")
                            .append(size.getFileName().toString().replace("hugepages-", ""));
                }
            }
        } catch (IOException e) {
            return Finding.ok("hugepages", "not in this kernel; not needed");
        }
        return Finding.ok("hugepages", found.isEmpty() ? "none reserved; not needed" : found.toString());
    }

    private static Finding tun() {
        int fd = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_CLOEXEC);
        if (fd >= 0) {
            LibC.close(fd);
            return Finding.ok("taps", "/dev/net/tun");
        }
        return Finding.fail(
                "taps",
                "/dev/net/tun: " + Errno.name(fd),
                fd == -Errno.ENOENT ? "modprobe tun; the bridge's own port needs it" : "run as root");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
