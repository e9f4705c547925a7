package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIf;

/**
 * Facts about a network device of this namespace, as of one moment. Immutable; the static methods look and change.
 *
 * @param name such as {@code eth0}
 * @param ifindex the kernel's number for it
 * @param mac the address, in the low 48 bits
 * @param mtu bytes of IP packet
 * @param up administratively up
 * @param running up with carrier
 * @param driver such as {@code veth}; empty when unknown
 * @param rxQueues receive queues, at least 1
 * @param txQueues transmit queues, at least 1
 * @param speedMbps megabits a second; 0 when unknown
 */
public record NetDevice(
        String name,
        int ifindex,
        long mac,
        int mtu,
        boolean up,
        boolean running,
        String driver,
        int rxQueues,
        int txQueues,
        int speedMbps) {
    private static final Path SYS = Path.of("/sys/class/net");

    /** The device of this name, if there is one. */
    public static Optional<NetDevice> find(String name) {
        int index = indexOrErrno(name);
        if (index < 0) {
            return Optional.empty();
        }
        try {
            long mac = Long.reverseBytes(request(
                            name,
                            LinuxIf.SIOCGIFHWADDR,
                            "address",
                            ifr -> ifr.get(JAVA_LONG_UNALIGNED, LinuxIf.IFREQ_UNION + 2)))
                    >>> 16;
            int mtu = (int) request(name, LinuxIf.SIOCGIFMTU, "MTU", ifr -> ifr.get(JAVA_INT, LinuxIf.IFREQ_UNION));
            int flags = flags(name);
            return Optional.of(new NetDevice(
                    name,
                    index,
                    mac,
                    mtu,
                    (flags & LinuxIf.IFF_UP) != 0,
                    (flags & LinuxIf.IFF_RUNNING) != 0,
                    driver(name),
                    queues(name, "rx-"),
                    queues(name, "tx-"),
                    (int) Math.max(0, sysLong(name, "speed"))));
        } catch (XdpException e) {
            if (Errno.isDown(e.errno())) {
                return Optional.empty(); // it went while we looked
            }
            throw e;
        }
    }

    /** The device of this name. @throws XdpException when there is none */
    public static NetDevice of(String name) {
        return find(name).orElseThrow(() -> new XdpException("there is no network device '" + name + "': ip link"));
    }

    /** The index of a device. @throws XdpException when there is none */
    public static int indexOf(String name) {
        int index = indexOrErrno(name);
        if (index < 0) {
            throw new XdpException("finding the network device '" + name + "'", index, "see: ip link");
        }
        return index;
    }

    private static int indexOrErrno(String name) {
        return name.isEmpty() || name.length() >= LinuxIf.IFNAMSIZ ? -Errno.ENODEV : LibC.if_nametoindex(name);
    }

    /** Names of all devices of this namespace, as /sys shows them. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> list = Files.newDirectoryStream(SYS)) {
            for (Path each : list) {
                String name = each.getFileName().toString();
                if (indexOrErrno(name) > 0) { // /sys may show another namespace, and has files such as bonding_masters
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new XdpException("cannot list " + SYS + ": mount sysfs there", e);
        }
        return List.copyOf(names);
    }

    /** The name of a device; {@code ifindex N} when it is gone. */
    public static String nameOf(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ifr = arena.allocate(LinuxIf.IFREQ_SIZE, 8);
            ifr.set(JAVA_INT, LinuxIf.IFREQ_UNION, ifindex);
            return control(LinuxIf.SIOCGIFNAME, ifr) < 0 ? "ifindex " + ifindex : ifr.getString(0);
        }
    }

    /** The MAC address as {@code 02:00:00:00:00:01}. */
    public String macText() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            text.append(String.format("%02x", mac >>> shift & 0xff)).append(shift > 0 ? ":" : "");
        }
        return text.toString();
    }

    /** Sets a device up or down. @throws XdpException when it cannot be */
    public static void setUp(String name, boolean up) {
        setFlag(name, LinuxIf.IFF_UP, up);
    }

    /** Makes a device take frames to any address. @throws XdpException when it cannot be */
    public static void setPromiscuous(String name, boolean on) {
        setFlag(name, LinuxIf.IFF_PROMISC, on);
    }

    /** Sets the MTU. @throws XdpException when the device refuses it */
    public static void setMtu(String name, int mtu) {
        change(
                name,
                LinuxIf.SIOCSIFMTU,
                "setting the MTU to " + mtu,
                ifr -> ifr.set(JAVA_INT, LinuxIf.IFREQ_UNION, mtu));
    }

    /** Sets the MAC address (low 48 bits). @throws XdpException when the device refuses it */
    public static void setMac(String name, long mac) {
        change(name, LinuxIf.SIOCSIFHWADDR, "setting the MAC address", ifr -> {
            ifr.set(JAVA_SHORT, LinuxIf.IFREQ_UNION, (short) LinuxIf.ARPHRD_ETHER);
            for (int i = 0; i < 6; i++) {
                ifr.set(JAVA_BYTE, LinuxIf.IFREQ_UNION + 2 + i, (byte) (mac >>> 40 - 8 * i));
            }
        });
    }

    /** Whether the device takes VLAN tags out of received frames ({@code ethtool -k}, rx-vlan-offload). */
    static boolean rxVlanOffload(String name) {
        int flags = ethtoolFlags(name, LinuxIf.ETHTOOL_GFLAGS, 0);
        return flags >= 0 && (flags & LinuxIf.ETH_FLAG_RXVLAN) != 0;
    }

    /** Sets it; false when the device does not let us. */
    static boolean setRxVlanOffload(String name, boolean on) {
        int flags = ethtoolFlags(name, LinuxIf.ETHTOOL_GFLAGS, 0);
        int next = on ? flags | LinuxIf.ETH_FLAG_RXVLAN : flags & ~LinuxIf.ETH_FLAG_RXVLAN;
        return flags >= 0 && ethtoolFlags(name, LinuxIf.ETHTOOL_SFLAGS, next) >= 0;
    }

    private static int ethtoolFlags(String name, int command, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(8, 8); // struct ethtool_value: u32 cmd, data
            request.set(JAVA_INT, 0, command);
            request.set(JAVA_INT, 4, value);
            MemorySegment ifr = ifreq(arena, name);
            ifr.set(JAVA_LONG, LinuxIf.IFREQ_UNION, request.address());
            int code = control(LinuxIf.SIOCETHTOOL, ifr);
            return code < 0 ? code : request.get(JAVA_INT, 4);
        }
    }

    /** Traffic counters of /sys/class/net; zeros when the device is gone. */
    public static NetDeviceStatistics statistics(String name) {
        return new NetDeviceStatistics(
                stat(name, "rx_packets"),
                stat(name, "rx_bytes"),
                stat(name, "rx_errors"),
                stat(name, "rx_dropped"),
                stat(name, "tx_packets"),
                stat(name, "tx_bytes"),
                stat(name, "tx_errors"),
                stat(name, "tx_dropped"));
    }

    private static long stat(String name, String counter) {
        return Math.max(0, sysLong(name, "statistics/" + counter));
    }

    private static int flags(String name) {
        return (int) request(
                name,
                LinuxIf.SIOCGIFFLAGS,
                "flags",
                ifr -> Short.toUnsignedInt(ifr.get(JAVA_SHORT, LinuxIf.IFREQ_UNION)));
    }

    private static void setFlag(String name, int flag, boolean on) {
        int old = flags(name);
        int next = on ? old | flag : old & ~flag;
        if (next != old) {
            change(
                    name,
                    LinuxIf.SIOCSIFFLAGS,
                    "changing its flags",
                    ifr -> ifr.set(JAVA_SHORT, LinuxIf.IFREQ_UNION, (short) next));
        }
    }

    private static String driver(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LinuxIf.DRVINFO_SIZE, 8);
            info.set(JAVA_INT, 0, LinuxIf.ETHTOOL_GDRVINFO);
            MemorySegment ifr = ifreq(arena, name);
            ifr.set(JAVA_LONG, LinuxIf.IFREQ_UNION, info.address());
            return control(LinuxIf.SIOCETHTOOL, ifr) < 0 ? "" : info.getString(LinuxIf.DRVINFO_DRIVER);
        }
    }

    private static int queues(String name, String prefix) {
        int count = 0;
        try (DirectoryStream<Path> list =
                Files.newDirectoryStream(SYS.resolve(name).resolve("queues"), prefix + "*")) {
            for (Path _ : list) {
                count++;
            }
        } catch (IOException e) {
            return 1; // no /sys here: every device has at least one
        }
        return Math.max(1, count);
    }

    private static long sysLong(String name, String file) {
        try {
            return Long.parseLong(
                    Files.readString(SYS.resolve(name).resolve(file)).strip());
        } catch (IOException | NumberFormatException e) {
            return -1; // "speed" of a device without one is EINVAL
        }
    }

    private interface Read {
        long from(MemorySegment ifr);
    }

    private interface Write {
        void to(MemorySegment ifr);
    }

    private static long request(String name, int request, String what, Read read) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ifr = ifreq(arena, name);
            int code = control(request, ifr);
            if (code < 0) {
                throw new XdpException("reading the " + what + " of " + name, code, "");
            }
            return read.from(ifr);
        }
    }

    private static void change(String name, int request, String what, Write write) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ifr = ifreq(arena, name);
            write.to(ifr);
            int code = control(request, ifr);
            if (code < 0) {
                throw new XdpException(
                        name + ": " + what, code, code == -Errno.EPERM ? "run as root, or grant CAP_NET_ADMIN" : "");
            }
        }
    }

    private static MemorySegment ifreq(Arena arena, String name) {
        MemorySegment ifr = arena.allocate(LinuxIf.IFREQ_SIZE, 8);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, ifr, JAVA_BYTE, 0, Math.min(bytes.length, LinuxIf.IFNAMSIZ - 1));
        return ifr;
    }

    private static int control(int request, MemorySegment ifr) {
        int fd = LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int code = LibC.ioctl(fd, request, ifr);
        LibC.close(fd);
        return code;
    }
}
