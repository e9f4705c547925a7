package org.mirach.xdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.Libbpf;
import org.mirach.xdp.ffi.LibbpfLog;

/**
 * Our XDP program ({@code src/main/bpf/mirach_xsk.bpf.c}) loaded into the kernel for one device: hands each frame to
 * the AF_XDP socket of the queue it came in on, or to the kernel's stack when there is none.
 *
 * <p><b>Why a link.</b> It is attached by a BPF link, which the kernel drops when its last file descriptor closes:
 * after {@code kill -9} nothing stays on the device. Pinning the link later (so that an XDP stage outlives the process)
 * is one call on {@link #linkFd}.
 *
 * <p><b>Somebody else's program</b> on the device is never removed. One of ours left behind without an owner (attached
 * by netlink) is replaced.
 *
 * <p><b>Threads:</b> any, guarded by {@code this}.
 */
public final class XdpProgram implements AutoCloseable {
    /** The program's name in the kernel, as {@code bpftool prog} and {@code ip -d link} show it. */
    public static final String NAME = "mirach_xsk";

    private static final String PLAIN = "mirach_xsk.bpf.o";
    private static final String WITH_VLAN = "mirach_xsk_vlan.bpf.o";
    private static final int COUNTER_REDIRECTED = 0;
    private static final int COUNTER_PASSED = 1;
    private static final int COUNTER_NO_HEADROOM = 2;

    private final long object;
    private final boolean vlanMetadata;
    private final int programFd;
    private final BpfMap xsks;
    private final BpfMap counters;
    private int linkFd = -1;
    private int ifindex;
    private XdpMode mode;
    private boolean closed;

    private XdpProgram(long object, boolean vlanMetadata) {
        this.object = object;
        this.vlanMetadata = vlanMetadata;
        this.programFd = Libbpf.programFd(object, NAME);
        if (programFd < 0) {
            throw new XdpException("the XDP object has no program " + NAME);
        }
        this.xsks = map("xsks");
        this.counters = map("counters");
    }

    /**
     * Loads a new instance, with maps of its own, for any device and mode.
     *
     * @throws XdpException when libbpf is missing, or the kernel's verifier refuses; libbpf's last lines are in the
     * text
     */
    public static XdpProgram load() {
        prepare();
        long object = loadObject(PLAIN, 0);
        if (Libbpf.isError(object)) {
            int code = (int) object;
            List<String> said = LibbpfLog.listen(() -> Libbpf.bpf_object__close(Math.max(0, loadObject(PLAIN, 0))));
            String root = code == -Errno.EPERM ? "run as root, or grant CAP_BPF and CAP_NET_ADMIN; " : "";
            throw new XdpException("loading the XDP program", code, root + String.join(" | ", said));
        }
        return of(object, false);
    }

    /**
     * Loads the instance that suits a device best. In native mode a driver may keep the VLAN tag beside the frame, as
     * veth does with tags its peer left to offload; the program then puts it back. Older kernels (before 6.8) cannot
     * tell it.
     *
     * @throws XdpException as {@link #load()}
     */
    public static XdpProgram load(int ifindex, XdpMode mode) {
        prepare();
        long object = mode == XdpMode.GENERIC ? -Errno.EOPNOTSUPP : loadObject(WITH_VLAN, ifindex);
        return Libbpf.isError(object) ? load() : of(object, true);
    }

    private static void prepare() {
        requireLibbpf();
        raiseMemlock();
    }

    /** The loaded object, or {@code -errno}; {@code boundTo} 0 means to no device. */
    private static long loadObject(String resource, int boundTo) {
        long object;
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = objectBytes(resource);
            MemorySegment elf = arena.allocate(bytes.length, 8);
            MemorySegment.copy(bytes, 0, elf, ValueLayout.JAVA_BYTE, 0, bytes.length);
            object = Libbpf.bpf_object__open_mem(elf, NAME);
        }
        if (Libbpf.isError(object)) {
            return object;
        }
        int code = boundTo == 0 ? 0 : Libbpf.bindToDevice(object, NAME, boundTo);
        code = code < 0 ? code : Libbpf.bpf_object__load(object);
        if (code < 0) {
            Libbpf.bpf_object__close(object);
            return code;
        }
        return object;
    }

    private static XdpProgram of(long object, boolean vlanMetadata) {
        boolean done = false;
        try {
            XdpProgram program = new XdpProgram(object, vlanMetadata);
            done = true;
            return program;
        } finally {
            if (!done) {
                Libbpf.bpf_object__close(object);
            }
        }
    }

    /**
     * Attaches to a device. One device at a time.
     *
     * @param device the device's index
     * @param as how; {@link XdpMode#NATIVE_ZEROCOPY} and {@link XdpMode#NATIVE} both mean in the driver
     * @throws XdpException when the driver cannot, or another program is there
     */
    public synchronized void attach(int device, XdpMode as) {
        if (linkFd >= 0) {
            throw new IllegalStateException("already attached to device " + ifindex);
        }
        int code = Libbpf.bpf_link_create(programFd, device, as.attachFlag());
        if ((code == -Errno.EBUSY || code == -Errno.EEXIST) && removeOurStaleProgram(device)) {
            code = Libbpf.bpf_link_create(programFd, device, as.attachFlag());
        }
        if (code < 0) {
            throw new XdpException(
                    "attaching XDP " + as.text() + " to " + NetDevice.nameOf(device), code, mend(device, code, as));
        }
        linkFd = code;
        ifindex = device;
        mode = as;
    }

    private static boolean removeOurStaleProgram(int device) {
        boolean removed = false;
        for (XdpMode each : List.of(XdpMode.NATIVE, XdpMode.GENERIC)) {
            int id = Libbpf.bpf_xdp_query_id(device, each.attachFlag());
            int fd = id > 0 ? Libbpf.bpf_prog_get_fd_by_id(id) : -1;
            if (fd < 0) {
                continue;
            }
            if (NAME.equals(Libbpf.programName(fd))) {
                // The kernel refuses (EBUSY) when a link holds it: then it is alive, in another process or pinned.
                removed |= Libbpf.bpf_xdp_detach(device, each.attachFlag(), fd) == 0;
            }
            LibC.close(fd);
        }
        return removed;
    }

    /**
     * Name of the program attached to a device in any mode; empty when there is none.
     *
     * @throws XdpException when libbpf is missing
     */
    public static String attachedName(int device) {
        requireLibbpf();
        for (XdpMode each : List.of(XdpMode.NATIVE, XdpMode.GENERIC)) {
            int id = Libbpf.bpf_xdp_query_id(device, each.attachFlag());
            int fd = id > 0 ? Libbpf.bpf_prog_get_fd_by_id(id) : -1;
            if (fd >= 0) {
                String name = Libbpf.programName(fd);
                LibC.close(fd);
                return name.isEmpty() ? "id " + id : name;
            }
        }
        return "";
    }

    private static String mend(int device, int code, XdpMode as) {
        if (code == -Errno.EBUSY || code == -Errno.EEXIST) {
            String name = attachedName(device);
            return NAME.equals(name)
                    ? "another running switch has this device: stop it"
                    : "the program '" + name + "' is attached: ip link set dev " + NetDevice.nameOf(device)
                            + " xdp off";
        }
        if (code == -Errno.EOPNOTSUPP && as != XdpMode.GENERIC) {
            return "the driver has no native XDP: generic will do";
        }
        return "see 'mirach doctor'";
    }

    /** Frames of this queue go to the socket from now on. */
    public void register(XdpSocket socket) {
        xsks.update(socket.config().queueId(), socket.fd());
    }

    /** Frames of this queue go to the kernel's stack again. */
    public void unregister(XdpSocket socket) {
        xsks.delete(socket.config().queueId());
    }

    /** Takes the program off its device; nothing happens when it is not attached, or the device is gone. */
    public synchronized void detach() {
        if (linkFd >= 0) {
            LibC.close(linkFd);
            linkFd = -1;
        }
    }

    /** The attached mode, or null. */
    public synchronized XdpMode mode() {
        return linkFd >= 0 ? mode : null;
    }

    /** The BPF link, or -1 when not attached. */
    public synchronized int linkFd() {
        return linkFd;
    }

    /** A map of the object. @throws XdpException when it has none of this name */
    public BpfMap map(String name) {
        int fd = Libbpf.bpf_object__find_map_fd_by_name(object, name);
        if (fd < 0) {
            throw new XdpException("the XDP object has no map " + name);
        }
        return new BpfMap(name, fd);
    }

    /** The XSKMAP: queue to socket. */
    public BpfMap xsks() {
        return xsks;
    }

    /** Frames handed to a socket (tried: a full ring still drops, see {@link XdpSocket#statistics}). */
    public long redirected() {
        return counted(COUNTER_REDIRECTED);
    }

    /** Frames left to the kernel's stack because their queue has no socket. */
    public long passed() {
        return counted(COUNTER_PASSED);
    }

    /** Frames dropped because a VLAN tag could not be put back: the driver left no room in front. */
    public long noHeadroom() {
        return counted(COUNTER_NO_HEADROOM);
    }

    private synchronized long counted(int counter) {
        return closed ? 0 : counters.sumPerCpu(counter);
    }

    /** Whether VLAN tags that the driver keeps beside a frame are put back. */
    public boolean vlanMetadata() {
        return vlanMetadata;
    }

    /** Detaches and unloads. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            detach();
            Libbpf.bpf_object__close(object);
        }
    }

    static void requireLibbpf() {
        try {
            Libbpf.require();
        } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
            throw new XdpException("libbpf.so.1 cannot be loaded: apt-get install libbpf1 (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Kernels before 5.11 count maps against RLIMIT_MEMLOCK. Not allowed here and there, and rarely needed: no error.
     */
    private static void raiseMemlock() {
        try (Arena arena = Arena.ofConfined()) {
            LibC.setrlimit(LibC.RLIMIT_MEMLOCK, arena.allocateFrom(ValueLayout.JAVA_LONG, -1L, -1L));
        }
    }

    private static byte[] objectBytes(String resource) {
        try (InputStream in = XdpProgram.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new XdpException("the XDP object " + resource + " is not in the jar: build with clang installed");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
