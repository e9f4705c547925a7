package org.mirach.xdp.ffi;

import static org.mirach.xdp.ffi.Native.INT;
import static org.mirach.xdp.ffi.Native.LONG;
import static org.mirach.xdp.ffi.Native.PTR;
import static org.mirach.xdp.ffi.Native.libc;
import static org.mirach.xdp.ffi.Native.libcVariadic;
import static org.mirach.xdp.ffi.Native.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls through the C library. Each returns C's result, or {@code -errno}.
 *
 * <p>Overloads without an {@code errno} buffer use the calling thread's own one (control code); those with it allocate
 * nothing (hot code).
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

    private static final MethodHandle SOCKET = libc("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = libc("bind", INT, INT, PTR, INT);
    private static final MethodHandle SETSOCKOPT = libc("setsockopt", INT, INT, INT, INT, PTR, INT);
    private static final MethodHandle GETSOCKOPT = libc("getsockopt", INT, INT, INT, INT, PTR, PTR);
    private static final MethodHandle MMAP = libc("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
    private static final MethodHandle MUNMAP = libc("munmap", INT, LONG, LONG);
    private static final MethodHandle SENDTO = libc("sendto", LONG, INT, PTR, LONG, INT, PTR, INT);
    private static final MethodHandle RECVFROM = libc("recvfrom", LONG, INT, PTR, LONG, INT, PTR, PTR);
    private static final MethodHandle RECVMMSG = libc("recvmmsg", INT, INT, PTR, INT, INT, PTR);
    private static final MethodHandle SENDMMSG = libc("sendmmsg", INT, INT, LONG, INT, INT);
    private static final MethodHandle POLL = libc("poll", INT, PTR, LONG, INT);
    private static final MethodHandle IOCTL = libcVariadic("ioctl", 2, INT, INT, LONG, PTR);
    private static final MethodHandle READ = libc("read", LONG, INT, PTR, LONG);
    private static final MethodHandle WRITE = libc("write", LONG, INT, PTR, LONG);
    private static final MethodHandle WRITEV = libc("writev", LONG, INT, PTR, INT);
    private static final MethodHandle OPEN = libcVariadic("open", 2, INT, PTR, INT, INT);
    private static final MethodHandle CLOSE = libc("close", INT, INT);
    private static final MethodHandle EVENTFD = libc("eventfd", INT, INT, INT);
    private static final MethodHandle IF_NAMETOINDEX = libc("if_nametoindex", INT, PTR);
    private static final MethodHandle SCHED_SETAFFINITY = libc("sched_setaffinity", INT, INT, LONG, PTR);
    private static final MethodHandle SCHED_GETAFFINITY = libc("sched_getaffinity", INT, INT, LONG, PTR);
    private static final MethodHandle GETRLIMIT = libc("getrlimit", INT, INT, PTR);
    private static final MethodHandle SETRLIMIT = libc("setrlimit", INT, INT, PTR);
    private static final MethodHandle SETNS = libc("setns", INT, INT, INT);

    private LibC() {}

    /** A buffer for errno that lives as long as {@code arena}. */
    public static MemorySegment newErrno(Arena arena) {
        return Native.newErrno(arena);
    }

    public static int socket(int domain, int type, int protocol) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SOCKET.invokeExact(e, domain, type, protocol), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bind(int fd, MemorySegment address) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) BIND.invokeExact(e, fd, address, (int) address.byteSize()), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SETSOCKOPT.invokeExact(e, fd, level, option, value, (int) value.byteSize()), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int setsockopt(int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(INT, value));
        }
    }

    /** {@code length} holds the size of {@code value} on entry and what the kernel wrote on return. */
    public static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) GETSOCKOPT.invokeExact(e, fd, level, option, value, length), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Maps {@code length} bytes; a result in [-4095, -1] is {@code -errno}, any other is the address. */
    public static long mmap(long length, int protection, int flags, int fd, long offset) {
        MemorySegment e = Native.threadErrno();
        try {
            long address = (long) MMAP.invokeExact(e, 0L, length, protection, flags, fd, offset);
            return address == -1 ? -Native.errno(e) : address;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int munmap(long address, long length) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) MUNMAP.invokeExact(e, address, length), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. */
    public static int sendto(MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
        try {
            long n = (long) SENDTO.invokeExact(errno, fd, buffer, length, flags, MemorySegment.NULL, 0);
            return n < 0 ? -Native.errno(errno) : (int) n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int sendto(int fd, MemorySegment buffer, int flags) {
        return sendto(Native.threadErrno(), fd, buffer, buffer.byteSize(), flags);
    }

    /** Hot. */
    public static int recvfrom(MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
        try {
            long n = (long)
                    RECVFROM.invokeExact(errno, fd, buffer, length, flags, MemorySegment.NULL, MemorySegment.NULL);
            return n < 0 ? -Native.errno(errno) : (int) n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. */
    public static int recvmmsg(MemorySegment errno, int fd, MemorySegment messages, int count, int flags) {
        try {
            int n = (int) RECVMMSG.invokeExact(errno, fd, messages, count, flags, MemorySegment.NULL);
            return n < 0 ? -Native.errno(errno) : n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. {@code messages} is an address, because the caller goes on in the middle of its array. */
    public static int sendmmsg(MemorySegment errno, int fd, long messages, int count, int flags) {
        try {
            int n = (int) SENDMMSG.invokeExact(errno, fd, messages, count, flags);
            return n < 0 ? -Native.errno(errno) : n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot when {@code timeoutMs} is 0; blocks otherwise. */
    public static int poll(MemorySegment errno, MemorySegment pollfds, int count, int timeoutMs) {
        try {
            int n = (int) POLL.invokeExact(errno, pollfds, (long) count, timeoutMs);
            return n < 0 ? -Native.errno(errno) : n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int ioctl(int fd, long request, MemorySegment argument) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) IOCTL.invokeExact(e, fd, request, argument), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. */
    public static int read(MemorySegment errno, int fd, MemorySegment buffer, long length) {
        try {
            long n = (long) READ.invokeExact(errno, fd, buffer, length);
            return n < 0 ? -Native.errno(errno) : (int) n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. */
    public static int write(MemorySegment errno, int fd, MemorySegment buffer, long length) {
        try {
            long n = (long) WRITE.invokeExact(errno, fd, buffer, length);
            return n < 0 ? -Native.errno(errno) : (int) n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Hot. */
    public static int writev(MemorySegment errno, int fd, MemorySegment iovecs, int count) {
        try {
            long n = (long) WRITEV.invokeExact(errno, fd, iovecs, count);
            return n < 0 ? -Native.errno(errno) : (int) n;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int open(String path, int flags) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            return result((int) OPEN.invokeExact(e, arena.allocateFrom(path), flags, 0), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int close(int fd) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) CLOSE.invokeExact(e, fd), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int eventfd(int initial, int flags) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) EVENTFD.invokeExact(e, initial, flags), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The index, or {@code -errno}; C says 0 for "no such device". */
    public static int if_nametoindex(String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            int index = (int) IF_NAMETOINDEX.invokeExact(e, arena.allocateFrom(name));
            return index == 0 ? -Native.errno(e) : index;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int sched_setaffinity(int pid, MemorySegment cpuSet) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SCHED_SETAFFINITY.invokeExact(e, pid, cpuSet.byteSize(), cpuSet), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int sched_getaffinity(int pid, MemorySegment cpuSet) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SCHED_GETAFFINITY.invokeExact(e, pid, cpuSet.byteSize(), cpuSet), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code limit} is two longs: soft, hard. */
    public static int getrlimit(int resource, MemorySegment limit) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) GETRLIMIT.invokeExact(e, resource, limit), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int setrlimit(int resource, MemorySegment limit) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SETRLIMIT.invokeExact(e, resource, limit), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Moves the calling (platform) thread into another namespace. */
    public static int setns(int fd, int type) {
        MemorySegment e = Native.threadErrno();
        try {
            return result((int) SETNS.invokeExact(e, fd, type), e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static int result(int value, MemorySegment errno) {
        return value < 0 ? -Native.errno(errno) : value;
    }
}
