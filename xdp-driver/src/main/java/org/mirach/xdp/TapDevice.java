package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIf;
import org.mirach.xdp.ffi.LinuxIfTun;

/**
 * A tap device: what the host sends out of it is read here, what is written here the host receives. For the bridge's
 * own port. It exists while this object is open.
 *
 * <p>Frames are plain Ethernet. No offload is announced, so the kernel finishes every checksum and cuts every
 * superpacket before a frame is read.
 *
 * <p><b>Threads:</b> {@link #read} and {@link #write}: one engine thread, without allocation. Others: any; close after
 * the engine has let go.
 */
public final class TapDevice implements AutoCloseable {
    private final String name;
    private final int fd;
    private final int ifindex;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.newErrno(arena);
    private boolean closed;

    private TapDevice(String name, int fd) {
        this.name = name;
        this.fd = fd;
        this.ifindex = NetDevice.indexOf(name);
    }

    /**
     * Creates a device, down. {@link #setMac}, {@link #setMtu}, {@link #setUp} follow.
     *
     * @param name at most 15 bytes
     * @throws XdpException when the name is taken, or /dev/net/tun cannot be opened
     */
    public static TapDevice create(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= LinuxIf.IFNAMSIZ) {
            throw new IllegalArgumentException("a device name has 1 to 15 bytes: '" + name + "'");
        }
        int fd = LibC.open("/dev/net/tun", LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (fd < 0) {
            throw new XdpException("open(/dev/net/tun)", fd, fd == -Errno.ENOENT ? "modprobe tun" : "run as root");
        }
        boolean done = false;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment ifr = scratch.allocate(LinuxIf.IFREQ_SIZE, 8);
            MemorySegment.copy(bytes, 0, ifr, JAVA_BYTE, 0, bytes.length);
            int flags = LinuxIfTun.IFF_TAP | LinuxIfTun.IFF_NO_PI | LinuxIfTun.IFF_TUN_EXCL;
            ifr.set(JAVA_SHORT, LinuxIf.IFREQ_UNION, (short) flags);
            int code = LibC.ioctl(fd, LinuxIfTun.TUNSETIFF, ifr);
            if (code < 0) {
                throw new XdpException("creating the tap " + name, code, mend(name, code));
            }
            TapDevice tap = new TapDevice(name, fd);
            done = true;
            return tap;
        } finally {
            if (!done) {
                LibC.close(fd);
            }
        }
    }

    private static String mend(String name, int code) {
        return switch (-code) {
            case Errno.EPERM -> "run as root, or grant CAP_NET_ADMIN";
            case Errno.EBUSY, Errno.EEXIST, Errno.EINVAL -> "a device of this name exists: ip link del " + name;
            default -> "";
        };
    }

    /**
     * Reads one frame.
     *
     * @param to where to
     * @param address offset in it
     * @param capacity bytes that fit there; a longer frame is cut
     * @return bytes, 0 when there is none, or {@code -errno} (EIO: the device is down)
     */
    public int read(MemorySegment to, long address, int capacity) {
        int n = LibC.read(errno, fd, checked(to, address, capacity), capacity);
        return n == -Errno.EAGAIN || n == -Errno.EINTR ? 0 : n;
    }

    /**
     * Writes one frame. Returns bytes, or {@code -errno} (EIO: the device is down; EAGAIN: full; EINVAL: too short).
     */
    public int write(MemorySegment from, long address, int length) {
        return LibC.write(errno, fd, checked(from, address, length), length);
    }

    private static long checked(MemorySegment memory, long address, int length) {
        return memory.address() + Objects.checkFromIndexSize(address, length, memory.byteSize());
    }

    public String name() {
        return name;
    }

    public int ifindex() {
        return ifindex;
    }

    /** For {@link Poller}. */
    public int fd() {
        return fd;
    }

    public void setMac(long mac) {
        NetDevice.setMac(name, mac);
    }

    public void setMtu(int mtu) {
        NetDevice.setMtu(name, mtu);
    }

    public void setUp(boolean up) {
        NetDevice.setUp(name, up);
    }

    /** Removes the device. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
            arena.close();
        }
    }
}
