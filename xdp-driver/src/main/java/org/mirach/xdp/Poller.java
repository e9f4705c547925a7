package org.mirach.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.xdp.ffi.LibC;

/**
 * poll(2) over a small set of file descriptors, for an engine that found nothing to do. {@link #poll} allocates
 * nothing.
 *
 * <p><b>Threads:</b> one; the set is changed by the thread that polls.
 */
public final class Poller implements AutoCloseable {
    /** Readable. */
    public static final int IN = LibC.POLLIN;
    /** Writable. */
    public static final int OUT = LibC.POLLOUT;
    /** Reported without being asked for: the device is gone or the other end closed. */
    public static final int BROKEN = LibC.POLLERR | LibC.POLLHUP | LibC.POLLNVAL;

    private static final int POLLFD_SIZE = 8; // int fd; short events; short revents

    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.newErrno(arena);
    private final MemorySegment pollfds;
    private final int capacity;
    private int count;

    /** @param capacity most descriptors it will ever hold */
    public Poller(int capacity) {
        this.capacity = capacity;
        this.pollfds = arena.allocate((long) capacity * POLLFD_SIZE, 8);
    }

    /** Adds a descriptor; {@code events} of {@link #IN} and {@link #OUT}. Returns its slot. */
    public int add(int fd, int events) {
        if (count == capacity) {
            throw new IllegalStateException("the poller is full: " + capacity);
        }
        int slot = count++;
        set(slot, fd, events);
        return slot;
    }

    /** Removes a descriptor if it is there; the last one takes its slot. */
    public void remove(int fd) {
        for (int slot = 0; slot < count; slot++) {
            if (fd(slot) == fd) {
                count--;
                set(slot, fd(count), pollfds.get(ValueLayout.JAVA_SHORT, at(count) + 4));
                return;
            }
        }
    }

    /** Descriptors in the set. */
    public int count() {
        return count;
    }

    public int fd(int slot) {
        return pollfds.get(ValueLayout.JAVA_INT, at(slot));
    }

    /** What the last {@link #poll} found for this slot: {@link #IN}, {@link #OUT}, {@link #BROKEN} bits. */
    public int ready(int slot) {
        return pollfds.get(ValueLayout.JAVA_SHORT, at(slot) + 6);
    }

    /**
     * Sleeps until a descriptor is ready.
     *
     * @param timeoutMs milliseconds at most; 0 returns at once, -1 waits for ever
     * @return descriptors ready, 0 after the timeout, or {@code -errno} (EINTR is 0)
     */
    public int poll(int timeoutMs) {
        int n = LibC.poll(errno, pollfds.address(), count, timeoutMs);
        return n == -Errno.EINTR ? 0 : n;
    }

    @Override
    public void close() {
        arena.close();
    }

    private void set(int slot, int fd, int events) {
        pollfds.set(ValueLayout.JAVA_INT, at(slot), fd);
        pollfds.set(ValueLayout.JAVA_SHORT, at(slot) + 4, (short) events);
        pollfds.set(ValueLayout.JAVA_SHORT, at(slot) + 6, (short) 0);
    }

    private static long at(int slot) {
        return (long) slot * POLLFD_SIZE;
    }
}
