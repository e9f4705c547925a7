package org.mirach.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.xdp.ffi.LibC;

/**
 * A wake-up for a thread that sleeps in {@link Poller#poll} (eventfd(2)). {@link #signal} from any thread makes
 * {@link #fd} readable until the sleeper calls {@link #drain}.
 *
 * <p><b>Threads:</b> signal: any, at once, it writes a constant; drain: the sleeping thread. Allocates nothing.
 */
public final class EventFd implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
    private final MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment signalErrno = LibC.newErrno(arena); // shared by signallers, and never read
    private final MemorySegment drainErrno = LibC.newErrno(arena);
    private final int fd;
    private boolean closed;

    private EventFd(int fd) {
        this.fd = fd;
    }

    /** @throws XdpException when the process has no file descriptor left */
    public static EventFd open() {
        int fd = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        if (fd < 0) {
            throw new XdpException("eventfd()", fd, "raise the limit of open files: ulimit -n");
        }
        return new EventFd(fd);
    }

    public int fd() {
        return fd;
    }

    /** Wakes the sleeper, now or at its next poll. */
    public void signal() {
        LibC.write(signalErrno, fd, one.address(), 8);
    }

    /** Forgets all signals; true when there were any. */
    public boolean drain() {
        return LibC.read(drainErrno, fd, count.address(), 8) == 8;
    }

    /** No signal may come after this. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LibC.close(fd);
            arena.close();
        }
    }
}
