package org.mirach.xdp.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * System calls through the C library. Each returns C's result, or {@code -errno}.
 *
 * <p>Overloads without an {@code errno} buffer use the calling thread's own one (control code); those with it allocate
 * nothing (hot code) and take addresses, whose memory the caller keeps alive.
 *
 * <p><b>Threads:</b> any; an errno buffer belongs to one thread at a time.
 */
public final class LibC {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int AF_INET = 2;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_TRUNC = 0x20;
    public static final int SOL_SOCKET = 1;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_BUSY_POLL = 46;
    public static final int SO_PREFER_BUSY_POLL = 69;
    public static final int SO_BUSY_POLL_BUDGET = 70;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_POPULATE = 0x8000;
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 16;
    public static final int POLLNVAL = 32;
    public static final int EFD_NONBLOCK = 0x800;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int CLONE_NEWNET = 0x40000000;

    private static final Function SOCKET = libc("socket", 3);
    private static final Function BIND = libc("bind", 3);
    private static final Function SETSOCKOPT = libc("setsockopt", 5);
    private static final Function GETSOCKOPT = libc("getsockopt", 5);
    private static final Function MMAP = libc("mmap", 6);
    private static final Function MUNMAP = libc("munmap", 2);
    private static final Function SENDTO = libc("sendto", 6);
    private static final Function RECVFROM = libc("recvfrom", 6);
    private static final Function RECVMMSG = libc("recvmmsg", 5);
    private static final Function SENDMMSG = libc("sendmmsg", 4);
    private static final Function POLL = libc("poll", 3);
    private static final Function IOCTL = Function.variadic(Native.LINKER.defaultLookup(), "ioctl", 2, 3);
    private static final Function READ = libc("read", 3);
    private static final Function WRITE = libc("write", 3);
    private static final Function OPEN = Function.variadic(Native.LINKER.defaultLookup(), "open", 2, 3);
    private static final Function CLOSE = libc("close", 1);
    private static final Function EVENTFD = libc("eventfd", 2);
    private static final Function IF_NAMETOINDEX = libc("if_nametoindex", 1);
    private static final Function SCHED_SETAFFINITY = libc("sched_setaffinity", 3);
    private static final Function SCHED_GETAFFINITY = libc("sched_getaffinity", 3);
    private static final Function GETRLIMIT = libc("getrlimit", 2);
    private static final Function SETRLIMIT = libc("setrlimit", 2);
    private static final Function SETNS = libc("setns", 2);

    private LibC() {}

    private static Function libc(String name, int arity) {
        return Function.of(Native.LINKER.defaultLookup(), name, arity);
    }

    /** A buffer for errno that lives as long as {@code arena}. */
    public static MemorySegment newErrno(Arena arena) {
        return Native.newErrno(arena);
    }

    public static int socket(int domain, int type, int protocol) {
        MemorySegment e = Native.threadErrno();
        return result(SOCKET.call(e, domain, type, protocol), e);
    }

    public static int bind(int fd, MemorySegment address) {
        MemorySegment e = Native.threadErrno();
        return result(BIND.call(e, fd, address.address(), address.byteSize()), e);
    }

    public static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment e = Native.threadErrno();
        return result(SETSOCKOPT.call(e, fd, level, option, value.address(), value.byteSize()), e);
    }

    public static int setsockopt(int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    /** {@code length} holds the size of {@code value} on entry and what the kernel wrote on return. */
    public static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment e = Native.threadErrno();
        return result(GETSOCKOPT.call(e, fd, level, option, value.address(), length.address()), e);
    }

    /** Maps {@code length} bytes; a result in [-4095, -1] is {@code -errno}, any other is the address. */
    public static long mmap(long length, int protection, int flags, int fd, long offset) {
        MemorySegment e = Native.threadErrno();
        long address = MMAP.call(e, 0, length, protection, flags, fd, offset);
        return address == -1 ? -Native.errno(e) : address;
    }

    public static int munmap(long address, long length) {
        MemorySegment e = Native.threadErrno();
        return result(MUNMAP.call(e, address, length), e);
    }

    /** Hot. */
    public static int sendto(MemorySegment errno, int fd, long buffer, long length, int flags) {
        return result(SENDTO.call(errno, fd, buffer, length, flags, 0, 0), errno);
    }

    public static int sendto(int fd, MemorySegment buffer, int flags) {
        return sendto(Native.threadErrno(), fd, buffer.address(), buffer.byteSize(), flags);
    }

    /** Hot. */
    public static int recvfrom(MemorySegment errno, int fd, long buffer, long length, int flags) {
        return result(RECVFROM.call(errno, fd, buffer, length, flags, 0, 0), errno);
    }

    public static int recvfrom(int fd, MemorySegment buffer, int flags) {
        return recvfrom(Native.threadErrno(), fd, buffer.address(), buffer.byteSize(), flags);
    }

    /** Hot. {@code messages} is an array of struct mmsghdr. */
    public static int recvmmsg(MemorySegment errno, int fd, long messages, int count, int flags) {
        return result(RECVMMSG.call(errno, fd, messages, count, flags, 0), errno);
    }

    /** Hot. {@code messages} is an array of struct mmsghdr. */
    public static int sendmmsg(MemorySegment errno, int fd, long messages, int count, int flags) {
        return result(SENDMMSG.call(errno, fd, messages, count, flags), errno);
    }

    /** Hot when {@code timeoutMs} is 0; blocks otherwise. */
    public static int poll(MemorySegment errno, long pollfds, int count, int timeoutMs) {
        return result(POLL.call(errno, pollfds, count, timeoutMs), errno);
    }

    public static int ioctl(int fd, long request, MemorySegment argument) {
        MemorySegment e = Native.threadErrno();
        return result(IOCTL.call(e, fd, request, argument.address()), e);
    }

    /** Hot. */
    public static int read(MemorySegment errno, int fd, long buffer, long length) {
        return result(READ.call(errno, fd, buffer, length), errno);
    }

    /** Hot. */
    public static int write(MemorySegment errno, int fd, long buffer, long length) {
        return result(WRITE.call(errno, fd, buffer, length), errno);
    }

    public static int open(String path, int flags) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            return result(OPEN.call(e, arena.allocateFrom(path).address(), flags, 0), e);
        }
    }

    public static int close(int fd) {
        MemorySegment e = Native.threadErrno();
        return result(CLOSE.call(e, fd), e);
    }

    public static int eventfd(int initial, int flags) {
        MemorySegment e = Native.threadErrno();
        return result(EVENTFD.call(e, initial, flags), e);
    }

    /** The index, or {@code -errno}; C says 0 for "no such device". */
    public static int if_nametoindex(String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            int index = (int) IF_NAMETOINDEX.call(e, arena.allocateFrom(name).address());
            return index == 0 ? -Native.errno(e) : index;
        }
    }

    public static int sched_setaffinity(int pid, MemorySegment cpuSet) {
        MemorySegment e = Native.threadErrno();
        return result(SCHED_SETAFFINITY.call(e, pid, cpuSet.byteSize(), cpuSet.address()), e);
    }

    public static int sched_getaffinity(int pid, MemorySegment cpuSet) {
        MemorySegment e = Native.threadErrno();
        return result(SCHED_GETAFFINITY.call(e, pid, cpuSet.byteSize(), cpuSet.address()), e);
    }

    /** {@code limit} is two longs: soft, hard. */
    public static int getrlimit(int resource, MemorySegment limit) {
        MemorySegment e = Native.threadErrno();
        return result(GETRLIMIT.call(e, resource, limit.address()), e);
    }

    public static int setrlimit(int resource, MemorySegment limit) {
        MemorySegment e = Native.threadErrno();
        return result(SETRLIMIT.call(e, resource, limit.address()), e);
    }

    /** Moves the calling (platform) thread into another namespace. */
    public static int setns(int fd, int type) {
        MemorySegment e = Native.threadErrno();
        return result(SETNS.call(e, fd, type), e);
    }

    /** Narrows first: the upper half of a C int is undefined. No result here exceeds an int. */
    private static int result(long value, MemorySegment errno) {
        int narrow = (int) value;
        return narrow < 0 ? -Native.errno(errno) : narrow;
    }
}
