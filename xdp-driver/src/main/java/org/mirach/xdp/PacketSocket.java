package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIfPacket;

/**
 * An AF_PACKET raw socket on one device: the port of last resort, for devices that refuse XDP. Batches of up to
 * {@link #BATCH} frames a system call.
 *
 * <p><b>Receive.</b> {@link #receive} reads into slots of this socket's own {@link #memory}, because a frame may be a
 * GSO superpacket of 64 KiB that fits no frame of a UMEM. Each frame comes with its virtio_net_hdr (PACKET_VNET_HDR):
 * whether its checksum is partial, where, and into what sizes it must be cut. A VLAN tag that the kernel took off is
 * put back. Slots are valid until the next {@code receive}. Frames that this host sends on the device are not seen.
 *
 * <p><b>Send.</b> {@link #add} frames in any memory, then {@link #flush}; the kernel copies, so the memory is free
 * after it.
 *
 * <p><b>Limits:</b> the host's own stack sees received frames too; give the device no address.
 *
 * <p><b>Threads:</b> {@link #receive} and its accessors, {@link #add} and {@link #flush}: one engine thread. Open,
 * close: any, close after the engine has let go. Hot methods allocate nothing.
 */
public final class PacketSocket implements AutoCloseable {
    /** Frames in one receive or flush at most. */
    public static final int BATCH = 32;
    /** Longest frame: 64 KiB of IP packet, Ethernet header, two VLAN tags, rounded up. */
    public static final int MAX_FRAME = 65536 + 64;

    private static final int FRAME_IN_SLOT = 64;
    private static final int VNET_IN_SLOT = 32;
    private static final int SLOT = (FRAME_IN_SLOT + MAX_FRAME + 63) & -64;
    private static final int SOCKET_BUFFER_BYTES = 8 << 20;
    private static final int NEEDS_CSUM = LinuxIfPacket.VIRTIO_NET_HDR_F_NEEDS_CSUM;

    private final int fd;
    private final String ifname;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.newErrno(arena);
    private final MemorySegment memory = arena.allocate((long) BATCH * SLOT, 64);
    private final MemorySegment rxMessages = arena.allocate((long) BATCH * LinuxIfPacket.MMSGHDR_SIZE, 8);
    private final MemorySegment rxVectors = arena.allocate((long) BATCH * 2 * LinuxIfPacket.IOVEC_SIZE, 8);
    private final MemorySegment rxControls = arena.allocate((long) BATCH * LinuxIfPacket.CONTROL_SIZE, 8);
    private final MemorySegment txMessages = arena.allocate((long) BATCH * LinuxIfPacket.MMSGHDR_SIZE, 8);
    private final MemorySegment txVectors = arena.allocate((long) BATCH * 2 * LinuxIfPacket.IOVEC_SIZE, 8);
    private final MemorySegment txHeaders = arena.allocate((long) BATCH * 16, 8);
    private final long[] addresses = new long[BATCH];
    private final int[] lengths = new int[BATCH];
    private final int[] csumShifts = new int[BATCH];
    private int txCount;
    private int lastError;
    private boolean closed;

    private PacketSocket(int fd, String ifname) {
        this.fd = fd;
        this.ifname = ifname;
        for (int i = 0; i < BATCH; i++) {
            prepareReceive(i);
            prepareSend(i);
        }
    }

    /**
     * Opens, binds and goes promiscuous.
     *
     * @throws XdpException when there is no such device, or no CAP_NET_RAW
     */
    public static PacketSocket open(String ifname) {
        int ifindex = NetDevice.indexOf(ifname);
        int fd = LibC.socket(LinuxIfPacket.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new XdpException("socket(AF_PACKET)", fd, "run as root, or grant CAP_NET_RAW");
        }
        boolean done = false;
        try {
            option(fd, ifname, LinuxIfPacket.PACKET_VNET_HDR, "PACKET_VNET_HDR");
            option(fd, ifname, LinuxIfPacket.PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING");
            option(fd, ifname, LinuxIfPacket.PACKET_AUXDATA, "PACKET_AUXDATA");
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, SOCKET_BUFFER_BYTES);
            LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, SOCKET_BUFFER_BYTES);
            goPromiscuous(fd, ifindex);
            bind(fd, ifname, ifindex);
            PacketSocket socket = new PacketSocket(fd, ifname);
            done = true;
            return socket;
        } finally {
            if (!done) {
                LibC.close(fd);
            }
        }
    }

    private static void option(int fd, String ifname, int option, String name) {
        int code = LibC.setsockopt(fd, LinuxIfPacket.SOL_PACKET, option, 1);
        if (code < 0) {
            throw new XdpException("setsockopt(" + name + ") for " + ifname, code, "Linux 4.20 or later is needed");
        }
    }

    /**
     * A descriptor that keeps a device promiscuous while it is open and receives nothing; the kernel undoes it when the
     * process dies. Negative: {@code -errno}.
     */
    static int holdPromiscuous(int ifindex) {
        int fd = LibC.socket(LinuxIfPacket.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        if (fd >= 0) {
            goPromiscuous(fd, ifindex);
        }
        return fd;
    }

    private static void goPromiscuous(int fd, int ifindex) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment request = scratch.allocate(LinuxIfPacket.PACKET_MREQ);
            request.set(JAVA_INT, 0, ifindex);
            request.set(JAVA_SHORT, 4, (short) LinuxIfPacket.PACKET_MR_PROMISC);
            LibC.setsockopt(fd, LinuxIfPacket.SOL_PACKET, LinuxIfPacket.PACKET_ADD_MEMBERSHIP, request);
        }
    }

    private static void bind(int fd, String ifname, int ifindex) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = scratch.allocate(LinuxIfPacket.SOCKADDR_LL);
            address.set(JAVA_SHORT, 0, (short) LinuxIfPacket.AF_PACKET);
            address.set(JAVA_SHORT, 2, Short.reverseBytes((short) LinuxIfPacket.ETH_P_ALL));
            address.set(JAVA_INT, 4, ifindex);
            int code = LibC.bind(fd, address);
            if (code < 0) {
                throw new XdpException(
                        "bind(AF_PACKET, " + ifname + ")",
                        code,
                        Errno.isDown(code) ? "the device is down or gone" : "");
            }
        }
    }

    private void prepareReceive(int i) {
        long slot = memory.address() + (long) i * SLOT;
        long vector = (long) i * 2 * LinuxIfPacket.IOVEC_SIZE;
        rxVectors.set(JAVA_LONG, vector, slot + VNET_IN_SLOT);
        rxVectors.set(JAVA_LONG, vector + 8, LinuxIfPacket.VNET_HDR_SIZE);
        rxVectors.set(JAVA_LONG, vector + 16, slot + FRAME_IN_SLOT);
        rxVectors.set(JAVA_LONG, vector + 24, MAX_FRAME);
        long message = (long) i * LinuxIfPacket.MMSGHDR_SIZE;
        rxMessages.set(JAVA_LONG, message + LinuxIfPacket.MSG_IOV, rxVectors.address() + vector);
        rxMessages.set(JAVA_LONG, message + LinuxIfPacket.MSG_IOVLEN, 2);
        rxMessages.set(
                JAVA_LONG,
                message + LinuxIfPacket.MSG_CONTROL,
                rxControls.address() + (long) i * LinuxIfPacket.CONTROL_SIZE);
    }

    private void prepareSend(int i) {
        long vector = (long) i * 2 * LinuxIfPacket.IOVEC_SIZE;
        txVectors.set(JAVA_LONG, vector, txHeaders.address() + i * 16L);
        txVectors.set(JAVA_LONG, vector + 8, LinuxIfPacket.VNET_HDR_SIZE);
        long message = (long) i * LinuxIfPacket.MMSGHDR_SIZE;
        txMessages.set(JAVA_LONG, message + LinuxIfPacket.MSG_IOV, txVectors.address() + vector);
        txMessages.set(JAVA_LONG, message + LinuxIfPacket.MSG_IOVLEN, 2);
    }

    /**
     * Reads what is there.
     *
     * @param max at most this many, and at most {@link #BATCH}
     * @return frames read, 0 when none, or {@code -errno} ({@link Errno#isDown}: device down or gone)
     */
    public int receive(int max) {
        int want = Math.min(max, BATCH);
        for (int i = 0; i < want; i++) {
            long message = (long) i * LinuxIfPacket.MMSGHDR_SIZE;
            rxMessages.set(JAVA_LONG, message + LinuxIfPacket.MSG_CONTROLLEN, LinuxIfPacket.CONTROL_SIZE);
        }
        int n = LibC.recvmmsg(errno, fd, rxMessages.address(), want, LibC.MSG_DONTWAIT);
        if (n <= 0) {
            return n == -Errno.EAGAIN || n == -Errno.EINTR ? 0 : n;
        }
        for (int i = 0; i < n; i++) {
            accept(i);
        }
        return n;
    }

    private void accept(int i) {
        long frame = (long) i * SLOT + FRAME_IN_SLOT;
        long message = (long) i * LinuxIfPacket.MMSGHDR_SIZE;
        int length = rxMessages.get(JAVA_INT, message + LinuxIfPacket.MSG_LEN) - LinuxIfPacket.VNET_HDR_SIZE;
        csumShifts[i] = 0;
        if (rxMessages.get(JAVA_LONG, message + LinuxIfPacket.MSG_CONTROLLEN) > 0 && length >= 12) {
            long aux = (long) i * LinuxIfPacket.CONTROL_SIZE + LinuxIfPacket.CMSG_DATA;
            int status = rxControls.get(JAVA_INT, aux + LinuxIfPacket.AUX_STATUS);
            if ((status & LinuxIfPacket.TP_STATUS_VLAN_VALID) != 0) {
                int tpid = (status & LinuxIfPacket.TP_STATUS_VLAN_TPID_VALID) != 0
                        ? rxControls.get(JAVA_SHORT, aux + LinuxIfPacket.AUX_VLAN_TPID)
                        : 0x8100;
                putTagBack(frame, tpid, rxControls.get(JAVA_SHORT, aux + LinuxIfPacket.AUX_VLAN_TCI));
                frame -= 4;
                length += 4;
                csumShifts[i] = 4;
            }
        }
        addresses[i] = frame;
        lengths[i] = length;
    }

    /** Moves both MAC addresses down by the tag's 4 bytes; tpid and tci come in host order. */
    private void putTagBack(long frame, int tpid, int tci) {
        long macs = memory.get(JAVA_LONG_UNALIGNED, frame);
        int rest = memory.get(JAVA_INT_UNALIGNED, frame + 8);
        memory.set(JAVA_LONG_UNALIGNED, frame - 4, macs);
        memory.set(JAVA_INT_UNALIGNED, frame + 4, rest);
        memory.set(JAVA_SHORT_UNALIGNED, frame + 8, Short.reverseBytes((short) tpid));
        memory.set(JAVA_SHORT_UNALIGNED, frame + 10, Short.reverseBytes((short) tci));
    }

    /** Where received frames are. */
    public MemorySegment memory() {
        return memory;
    }

    /** Offset in {@link #memory} of received frame {@code i}. */
    public long address(int i) {
        return addresses[i];
    }

    /** Bytes of received frame {@code i}, up to {@link #MAX_FRAME}. */
    public int length(int i) {
        return lengths[i];
    }

    /** The checksum from {@link #csumStart} to the end is still to be done; its field holds the pseudo-header's sum. */
    public boolean needsChecksum(int i) {
        return (memory.get(JAVA_BYTE, header(i)) & NEEDS_CSUM) != 0;
    }

    /**
     * How to segment: VIRTIO_NET_HDR_GSO_NONE 0, TCPV4 1, UDP (fragments) 3, TCPV6 4, UDP_L4 5; without the ECN bit.
     */
    public int gsoType(int i) {
        return memory.get(JAVA_BYTE, header(i) + 1) & 0x7f;
    }

    /** Bytes of all headers in front of the payload of a superpacket; a hint. */
    public int headerLength(int i) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, header(i) + 2)) + csumShifts[i];
    }

    /** Payload bytes of each segment of a superpacket. */
    public int gsoSize(int i) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, header(i) + 4));
    }

    /** Where the partial checksum begins, bytes from the frame's first. */
    public int csumStart(int i) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, header(i) + 6)) + csumShifts[i];
    }

    /** Where the checksum field is, bytes from {@link #csumStart}. */
    public int csumOffset(int i) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, header(i) + 8));
    }

    private static long header(int i) {
        return (long) i * SLOT + VNET_IN_SLOT;
    }

    /**
     * Puts one finished frame into the send batch; it is read by {@link #flush}.
     *
     * @return false when the batch is full: flush first
     */
    public boolean add(MemorySegment from, long address, int length) {
        return addOffloaded(from, address, length, false, 0, 0, 0, 0, 0);
    }

    /**
     * Puts a frame with work left for the kernel into the send batch; the numbers are those of the receive accessors.
     *
     * @return false when the batch is full: flush first
     */
    public boolean addOffloaded(
            MemorySegment from,
            long address,
            int length,
            boolean needsChecksum,
            int gsoType,
            int headerLength,
            int gsoSize,
            int csumStart,
            int csumOffset) {
        if (txCount == BATCH) {
            return false;
        }
        long header = txCount * 16L;
        txHeaders.set(JAVA_BYTE, header, (byte) (needsChecksum ? NEEDS_CSUM : 0));
        txHeaders.set(JAVA_BYTE, header + 1, (byte) gsoType);
        txHeaders.set(JAVA_SHORT, header + 2, (short) headerLength);
        txHeaders.set(JAVA_SHORT, header + 4, (short) gsoSize);
        txHeaders.set(JAVA_SHORT, header + 6, (short) csumStart);
        txHeaders.set(JAVA_SHORT, header + 8, (short) csumOffset);
        long vector = (txCount * 2L + 1) * LinuxIfPacket.IOVEC_SIZE;
        txVectors.set(JAVA_LONG, vector, from.address() + address);
        txVectors.set(JAVA_LONG, vector + 8, length);
        txCount++;
        return true;
    }

    /**
     * Sends the batch and empties it. Frames the kernel refuses (queue full, longer than the MTU, device down) are
     * dropped.
     *
     * @return frames sent; with fewer than were added, {@link #lastError} tells why
     */
    public int flush() {
        int sent = 0;
        int at = 0;
        lastError = 0;
        while (at < txCount) {
            long messages = txMessages.address() + (long) at * LinuxIfPacket.MMSGHDR_SIZE;
            int n = LibC.sendmmsg(errno, fd, messages, txCount - at, LibC.MSG_DONTWAIT);
            if (n > 0) {
                sent += n;
                at += n;
            } else {
                lastError = n;
                if (n != -Errno.EMSGSIZE && n != -Errno.EINVAL) {
                    break; // the whole device refuses, not just this frame
                }
                at++;
            }
        }
        txCount = 0;
        return sent;
    }

    /** {@code -errno} of the last {@link #flush}; 0 when all went out. */
    public int lastError() {
        return lastError;
    }

    /** For {@link Poller}. */
    public int fd() {
        return fd;
    }

    public String ifname() {
        return ifname;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
            arena.close();
        }
    }
}
