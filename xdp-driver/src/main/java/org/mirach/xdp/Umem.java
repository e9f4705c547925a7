package org.mirach.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIfXdp;

/**
 * The frame area that many AF_XDP sockets share (a "UMEM"): {@code frameCount} frames of {@code frameSize} bytes,
 * page-aligned anonymous memory. Frames are named by their byte offset in it. Who owns which frame is not kept here:
 * the engine's allocator does that.
 *
 * <p><b>Why shared.</b> A frame received on one socket is sent on another by putting its offset into the other's TX
 * ring; nothing is copied by us. The kernel ties a UMEM to a socket: the first member registers the memory
 * (XDP_UMEM_REG), each later one binds with XDP_SHARED_UMEM and the file descriptor of any bound member. When the last
 * member closes, the kernel's UMEM goes; the next member registers the same memory again. All members have their own
 * fill and completion rings.
 *
 * <p><b>Limits:</b> a registered UMEM is locked memory; without CAP_IPC_LOCK it counts against RLIMIT_MEMLOCK.
 *
 * <p><b>Threads:</b> the memory: whoever owns the frame. Membership and {@link #close}: any, guarded by {@code this}.
 */
public final class Umem implements AutoCloseable {
    /** Bytes the kernel keeps free in front of a received frame (XDP_PACKET_HEADROOM). */
    public static final int XDP_HEADROOM = 256;

    private final int frameCount;
    private final int frameSize;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final List<Member> members = new ArrayList<>();
    private boolean closed;

    private Umem(int frameCount, int frameSize) {
        this.frameCount = frameCount;
        this.frameSize = frameSize;
        long size = (long) frameCount * frameSize;
        long address = LibC.mmap(
                size,
                LibC.PROT_READ | LibC.PROT_WRITE,
                LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_POPULATE,
                -1,
                0);
        if (address < 0 && address >= -4095) {
            throw new XdpException("mmap(" + size + " bytes for frames)", (int) address, "lower the number of frames");
        }
        this.memory = MemorySegment.ofAddress(address).reinterpret(size, arena, s -> LibC.munmap(s.address(), size));
    }

    /**
     * Maps the area; nothing is registered with the kernel yet, so it serves ports without AF_XDP as well.
     *
     * @param frameCount frames, at least 1
     * @param frameSize bytes of a frame: 2048 or 4096 (the kernel takes powers of two from 2048 to the page size)
     * @throws XdpException when the memory cannot be had
     */
    public static Umem create(int frameCount, int frameSize) {
        if (frameCount < 1) {
            throw new IllegalArgumentException("frameCount must be positive: " + frameCount);
        }
        if (frameSize != 2048 && frameSize != 4096) {
            throw new IllegalArgumentException("frameSize must be 2048 or 4096: " + frameSize);
        }
        return new Umem(frameCount, frameSize);
    }

    /** The whole area; offsets in it are what the rings carry. Access after {@link #close} throws, it never crashes. */
    public MemorySegment memory() {
        return memory;
    }

    public int frameCount() {
        return frameCount;
    }

    /** Bytes of one frame, a power of two. */
    public int frameSize() {
        return frameSize;
    }

    /** Offset of the frame that holds {@code address}. */
    public long frameOf(long address) {
        return address & -(long) frameSize;
    }

    /** Sockets bound to this area now. */
    public synchronized int memberCount() {
        return members.size();
    }

    /**
     * Binds {@code fd} into this area. One caller at a time, because "first member" must be decided once.
     *
     * <p>A member that lost its device is no longer bound and the kernel refuses it as a reference (EBADF), so each
     * live candidate is tried; when none is left the memory is registered anew, which the kernel allows beside an older
     * registration. Copy and zero-copy sockets cannot share one registration: the first socket's choice binds the
     * others.
     *
     * @return 0 or {@code -errno} of the last bind
     */
    synchronized int join(int fd, boolean zeroCopy, Binder binder) {
        if (closed) {
            throw new IllegalStateException("the UMEM is closed");
        }
        for (Member member : members.reversed()) {
            if (member.zeroCopy == zeroCopy) {
                int code = binder.bind(member.fd);
                if (code != -Errno.EBADF) {
                    return joined(fd, zeroCopy, code);
                }
            }
        }
        register(fd);
        return joined(fd, zeroCopy, binder.bind(-1));
    }

    private int joined(int fd, boolean zeroCopy, int code) {
        if (code >= 0) {
            members.add(new Member(fd, zeroCopy));
        }
        return code;
    }

    /** Takes {@code fd} out and closes it, in one step: a closed fd must never serve as somebody's shared_umem_fd. */
    synchronized void leave(int fd) {
        members.removeIf(member -> member.fd == fd);
        LibC.close(fd);
    }

    private void register(int fd) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment reg = scratch.allocate(LinuxIfXdp.XDP_UMEM_REG_STRUCT);
            reg.set(ValueLayout.JAVA_LONG, 0, memory.address());
            reg.set(ValueLayout.JAVA_LONG, 8, memory.byteSize());
            reg.set(ValueLayout.JAVA_INT, 16, frameSize);
            int code = LibC.setsockopt(fd, LinuxIfXdp.SOL_XDP, LinuxIfXdp.XDP_UMEM_REG, reg);
            if (code < 0) {
                throw new XdpException(
                        "registering " + memory.byteSize() + " bytes of frames (XDP_UMEM_REG)",
                        code,
                        code == -Errno.ENOBUFS || code == -Errno.ENOMEM
                                ? "the limit of locked memory is too low: ulimit -l, or run as root"
                                : "");
            }
        }
    }

    /** Unmaps. @throws IllegalStateException while sockets are bound to it */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (!members.isEmpty()) {
            throw new IllegalStateException(members.size() + " sockets still use this UMEM: close them first");
        }
        closed = true;
        arena.close();
    }

    /** The bind step of a member; gets the fd of a bound member, or -1 after XDP_UMEM_REG was done on its own. */
    interface Binder {
        int bind(int sharedUmemFd);
    }

    private record Member(int fd, boolean zeroCopy) {}
}
