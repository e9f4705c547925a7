package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIfXdp;

/**
 * One AF_XDP socket: one device, one queue, four rings, a shared {@link Umem}. Plain system calls, no libxdp.
 *
 * <p>Frames arrive only after an XDP program hands them over: {@link XdpProgram#register}.
 *
 * <p><b>Transmit.</b> Put frames into {@link #tx}, submit, then {@link #kickTx} once per batch. In copy mode that call
 * does all the work: it builds an skb per frame and hands it to the device; on a veth that runs the receiver's softirq
 * too. One call sends up to {@link XdpSocketConfig#txBudget} frames; {@link TxRing#pending} tells what is left. Batches
 * of 32 were best between veths (64-byte frames, Linux 6.18, a noisy machine): 480 ns of CPU a frame in the quieter
 * runs, against 550 to 580 with 64. With a budget below the batch and one kick a batch the TX ring filled up and
 * frames were dropped.
 *
 * <p><b>Errors.</b> {@link #open} throws. The kicks return 0 or {@code -errno}: {@link Errno#isRetry} means later
 * again, {@link Errno#isDown} means the device is down or gone; the socket stays usable and closable in every case.
 *
 * <p><b>Threads:</b> rings and kicks: one engine thread. {@link #open}, {@link #statistics}, {@link #close}: any; close
 * only after the engine has let go.
 */
public final class XdpSocket implements AutoCloseable {
    private static final int SEND_BUFFER_BYTES = 16 << 20;
    private static final long BUSY_RETRY_NS = 500_000_000;

    private final XdpSocketConfig config;
    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.newErrno(arena);
    private RxRing rx;
    private TxRing tx;
    private FillRing fill;
    private CompletionRing completion;
    private boolean closed;

    private XdpSocket(XdpSocketConfig config, int fd) {
        this.config = config;
        this.fd = fd;
    }

    /**
     * Opens and binds a socket with its four rings, empty. The kernel frees a queue a little after its last socket
     * closed (a work item), so a busy queue is tried again for up to half a second.
     *
     * @throws XdpException saying which step the kernel refused and what to do
     */
    public static XdpSocket open(XdpSocketConfig config) {
        long deadline = System.nanoTime() + BUSY_RETRY_NS;
        while (true) {
            try {
                return openOnce(config);
            } catch (XdpException e) {
                if (e.errno() != Errno.EBUSY || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(BUSY_RETRY_NS / 50);
            }
        }
    }

    private static XdpSocket openOnce(XdpSocketConfig config) {
        int fd = LibC.socket(LinuxIfXdp.AF_XDP, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new XdpException(
                    "socket(AF_XDP)",
                    fd,
                    fd == -Errno.EPERM
                            ? "run as root, or grant CAP_NET_RAW"
                            : "this kernel is built without CONFIG_XDP_SOCKETS");
        }
        XdpSocket socket = new XdpSocket(config, fd);
        boolean done = false;
        try {
            socket.prepare();
            int code = config.umem().join(fd, config.mode() == XdpMode.NATIVE_ZEROCOPY, socket::bind);
            if (code < 0) {
                throw new XdpException(
                        "bind(" + config.ifname() + ", queue " + config.queueId() + ", "
                                + (config.mode() == XdpMode.NATIVE_ZEROCOPY ? "ZEROCOPY" : "COPY") + ")",
                        code,
                        mend(code));
            }
            done = true;
            return socket;
        } finally {
            if (!done) {
                socket.arena.close();
                LibC.close(fd);
            }
        }
    }

    private void prepare() {
        setRing(LinuxIfXdp.XDP_UMEM_FILL_RING, config.fillSize(), "fill");
        setRing(LinuxIfXdp.XDP_UMEM_COMPLETION_RING, config.completionSize(), "completion");
        setRing(LinuxIfXdp.XDP_RX_RING, config.rxSize(), "rx");
        setRing(LinuxIfXdp.XDP_TX_RING, config.txSize(), "tx");
        mapRings();
        // The send buffer bounds the skbs in flight in copy mode: its default holds about 250. Refusals cost speed
        // only.
        LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, SEND_BUFFER_BYTES);
        LibC.setsockopt(
                fd, LinuxIfXdp.SOL_XDP, LinuxIfXdp.XDP_MAX_TX_SKB_BUDGET, Math.min(config.txBudget(), config.txSize()));
    }

    private void setRing(int option, int size, String name) {
        int code = LibC.setsockopt(fd, LinuxIfXdp.SOL_XDP, option, size);
        if (code < 0) {
            throw new XdpException(
                    "making the " + name + " ring of " + size + " entries for " + config.ifname(),
                    code,
                    "lower its size");
        }
    }

    private void mapRings() {
        long[] offsets = new long[16];
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment value = scratch.allocate(LinuxIfXdp.XDP_MMAP_OFFSETS_STRUCT);
            MemorySegment length = scratch.allocateFrom(JAVA_INT, (int) value.byteSize());
            int code = LibC.getsockopt(fd, LinuxIfXdp.SOL_XDP, LinuxIfXdp.XDP_MMAP_OFFSETS, value, length);
            if (code < 0 || length.get(JAVA_INT, 0) != value.byteSize()) {
                throw new XdpException("getsockopt(XDP_MMAP_OFFSETS)", code, "Linux 5.4 or later is needed");
            }
            MemorySegment.copy(value, JAVA_LONG, 0, offsets, 0, offsets.length);
        }
        rx = new RxRing(map(offsets, 0, config.rxSize(), LinuxIfXdp.DESC_SIZE, LinuxIfXdp.XDP_PGOFF_RX_RING));
        tx = new TxRing(map(offsets, 4, config.txSize(), LinuxIfXdp.DESC_SIZE, LinuxIfXdp.XDP_PGOFF_TX_RING));
        fill = new FillRing(
                map(offsets, 8, config.fillSize(), LinuxIfXdp.ADDR_SIZE, LinuxIfXdp.XDP_UMEM_PGOFF_FILL_RING));
        completion = new CompletionRing(map(
                offsets, 12, config.completionSize(), LinuxIfXdp.ADDR_SIZE, LinuxIfXdp.XDP_UMEM_PGOFF_COMPLETION_RING));
    }

    private Ring map(long[] offsets, int at, int entries, int entrySize, long pageOffset) {
        long desc = offsets[at + 2];
        long size = desc + (long) entries * entrySize;
        long address =
                LibC.mmap(size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_POPULATE, fd, pageOffset);
        if (address < 0 && address >= -4095) {
            throw new XdpException("mmap of a ring of " + config.ifname(), (int) address, "");
        }
        MemorySegment memory =
                MemorySegment.ofAddress(address).reinterpret(size, arena, s -> LibC.munmap(s.address(), size));
        return new Ring(memory, offsets[at], offsets[at + 1], offsets[at + 3], desc, entries);
    }

    /** A sharing socket takes its flags from the UMEM's first one; the kernel refuses flags beside XDP_SHARED_UMEM. */
    private int bind(int sharedUmemFd) {
        int flags = sharedUmemFd >= 0
                ? LinuxIfXdp.XDP_SHARED_UMEM
                : config.mode().bindFlag() | LinuxIfXdp.XDP_USE_NEED_WAKEUP;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = scratch.allocate(LinuxIfXdp.SOCKADDR_XDP);
            address.set(JAVA_SHORT, 0, (short) LinuxIfXdp.AF_XDP);
            address.set(JAVA_SHORT, 2, (short) flags);
            address.set(JAVA_INT, 4, config.ifindex());
            address.set(JAVA_INT, 8, config.queueId());
            address.set(JAVA_INT, 12, Math.max(sharedUmemFd, 0));
            return LibC.bind(fd, address);
        }
    }

    private static String mend(int code) {
        return switch (-code) {
            case Errno.EBUSY -> "another program holds this queue: stop it, or see 'mirach doctor'";
            case Errno.EOPNOTSUPP -> "the driver cannot do this mode: try copy mode";
            case Errno.ENETDOWN -> "the device is down: ip link set it up";
            case Errno.ENODEV -> "the device is gone";
            case Errno.EINVAL -> "the device has no such queue, or its MTU is larger than a frame";
            default -> "see 'mirach doctor'";
        };
    }

    public RxRing rx() {
        return rx;
    }

    public TxRing tx() {
        return tx;
    }

    public FillRing fill() {
        return fill;
    }

    public CompletionRing completion() {
        return completion;
    }

    /** Frames submitted and not yet taken from the completion ring; the kernel still owns them. */
    public int inFlight() {
        return tx.produced() - completion.consumed();
    }

    /** Sends what the TX ring holds, within the budget. Never blocks. Returns 0 or {@code -errno}. */
    public int kickTx() {
        return LibC.sendto(errno, fd, 0, 0, LibC.MSG_DONTWAIT);
    }

    /** Wakes the receive side; call it when {@link #rxNeedsWakeup}. Returns 0 or {@code -errno}. */
    public int kickRx() {
        return LibC.recvfrom(errno, fd, 0, 0, LibC.MSG_DONTWAIT);
    }

    public boolean txNeedsWakeup() {
        return tx.needsWakeup();
    }

    public boolean rxNeedsWakeup() {
        return fill.needsWakeup();
    }

    /** For {@link Poller}. */
    public int fd() {
        return fd;
    }

    public XdpSocketConfig config() {
        return config;
    }

    /** The kernel's counters; zeros after {@link #close}. @throws XdpException when they cannot be read */
    public synchronized XdpStatistics statistics() {
        if (closed) {
            return XdpStatistics.NONE;
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment value = scratch.allocate(LinuxIfXdp.XDP_STATISTICS_STRUCT);
            MemorySegment length = scratch.allocateFrom(JAVA_INT, (int) value.byteSize());
            int code = LibC.getsockopt(fd, LinuxIfXdp.SOL_XDP, LinuxIfXdp.XDP_STATISTICS, value, length);
            if (code < 0) {
                throw new XdpException("getsockopt(XDP_STATISTICS) on " + config.ifname(), code, "");
            }
            long[] s = new long[6];
            MemorySegment.copy(value, JAVA_LONG, 0, s, 0, 6);
            return new XdpStatistics(s[0], s[1], s[2], s[3], s[4], s[5]);
        }
    }

    /** Whether the kernel really uses zero copy (XDP_OPTIONS). */
    public boolean zeroCopy() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment value = scratch.allocate(JAVA_INT);
            MemorySegment length = scratch.allocateFrom(JAVA_INT, 4);
            int code = LibC.getsockopt(fd, LinuxIfXdp.SOL_XDP, LinuxIfXdp.XDP_OPTIONS, value, length);
            return code == 0 && (value.get(JAVA_INT, 0) & LinuxIfXdp.XDP_OPTIONS_ZEROCOPY) != 0;
        }
    }

    /** Unbinds; frames in the rings are the allocator's again. The rings must not be used any more. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        arena.close(); // first: a mapped ring would keep the socket alive behind the closed fd
        config.umem().leave(fd);
    }

    /** The rings, for one line of diagnosis. */
    @Override
    public String toString() {
        return config.ifname() + " queue " + config.queueId() + " "
                + config.mode().text();
    }
}
