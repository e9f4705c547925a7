package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxIf;
import org.mirach.xdp.ffi.LinuxRtnetlink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports devices of this namespace that appear, vanish or change (rtnetlink(7), RTMGRP_LINK).
 *
 * <p>The listener first hears {@link Event.Appeared} for every device there is, then what happens. When the kernel's
 * queue overflowed, all devices are read again and the differences reported, so the listener's picture is right in the
 * end.
 *
 * <p><b>Threads:</b> one platform thread of its own calls the listener; {@link #close} from any other stops it and
 * waits.
 */
public final class NetDeviceWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetDeviceWatcher.class);
    private static final int BUFFER_BYTES = 64 << 10;

    private final Consumer<Event> listener;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.newErrno(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
    private final EventFd stop = EventFd.open();
    private final int fd;
    private final Map<Integer, Link> known = new HashMap<>(); // the watcher thread's alone
    private Set<Integer> dumpSeen;
    private boolean dumpAgain;
    private final Thread thread;
    private volatile boolean closed;

    /** What a device looks like. */
    public record Link(int ifindex, String name, boolean up, boolean running, int mtu, long mac) {}

    /** What happened. */
    public sealed interface Event {
        Link link();

        /** A device is there, new or since before the watch began. */
        record Appeared(Link link) implements Event {}

        /** A device is gone; the link is how it last was. */
        record Vanished(Link link) implements Event {}

        /** Up or down, carrier, name, MTU or address changed. */
        record Changed(Link before, Link link) implements Event {}
    }

    private NetDeviceWatcher(Consumer<Event> listener, int fd) {
        this.listener = listener;
        this.fd = fd;
        this.thread = Thread.ofPlatform().name("mirach-links").daemon().unstarted(this::run);
    }

    /** Begins to watch. @throws XdpException when netlink cannot be opened */
    public static NetDeviceWatcher start(Consumer<Event> listener) {
        int fd = LibC.socket(
                LinuxRtnetlink.AF_NETLINK,
                LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK,
                LinuxRtnetlink.NETLINK_ROUTE);
        if (fd < 0) {
            throw new XdpException("socket(AF_NETLINK)", fd, "");
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = scratch.allocate(LinuxRtnetlink.SOCKADDR_NL);
            address.set(JAVA_SHORT, 0, (short) LinuxRtnetlink.AF_NETLINK);
            address.set(JAVA_INT, 8, LinuxRtnetlink.RTMGRP_LINK);
            int code = LibC.bind(fd, address);
            if (code < 0) {
                LibC.close(fd);
                throw new XdpException("bind(AF_NETLINK)", code, "");
            }
        }
        NetDeviceWatcher watcher = new NetDeviceWatcher(listener, fd);
        watcher.thread.start();
        return watcher;
    }

    private void run() {
        try (Poller poller = new Poller(2)) {
            poller.add(fd, Poller.IN);
            poller.add(stop.fd(), Poller.IN);
            requestAll();
            while (!closed) {
                poller.poll(-1);
                drain();
            }
        }
    }

    private void requestAll() {
        dumpSeen = new HashSet<>();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment request = scratch.allocate(LinuxRtnetlink.NLMSGHDR_SIZE + LinuxRtnetlink.IFINFOMSG_SIZE, 8);
            request.set(JAVA_INT, 0, (int) request.byteSize());
            request.set(JAVA_SHORT, LinuxRtnetlink.NLMSG_TYPE, (short) LinuxRtnetlink.RTM_GETLINK);
            request.set(JAVA_SHORT, LinuxRtnetlink.NLMSG_FLAGS, (short)
                    (LinuxRtnetlink.NLM_F_REQUEST | LinuxRtnetlink.NLM_F_DUMP));
            LibC.sendto(fd, request, 0);
        }
    }

    private void drain() {
        while (!closed) {
            int n = LibC.recvfrom(errno, fd, buffer.address(), BUFFER_BYTES, LibC.MSG_DONTWAIT);
            if (n == -Errno.ENOBUFS) {
                onOverflow();
            } else if (n <= 0) {
                return;
            } else {
                parse(n);
            }
        }
    }

    /** The kernel runs one dump at a time for a socket: the next begins when this one is done. */
    private void onOverflow() {
        if (dumpSeen == null) {
            requestAll();
        } else {
            dumpAgain = true;
        }
    }

    private void parse(int bytes) {
        int at = 0;
        while (at + LinuxRtnetlink.NLMSGHDR_SIZE <= bytes) {
            int length = buffer.get(JAVA_INT, at);
            if (length < LinuxRtnetlink.NLMSGHDR_SIZE || at + length > bytes) {
                return;
            }
            switch (buffer.get(JAVA_SHORT, at + LinuxRtnetlink.NLMSG_TYPE)) {
                case LinuxRtnetlink.RTM_NEWLINK -> {
                    if (ofDevice(at)) {
                        onLink(at, length);
                    }
                }
                case LinuxRtnetlink.RTM_DELLINK -> {
                    if (ofDevice(at)) {
                        onGone(ifindex(at));
                    }
                }
                case LinuxRtnetlink.NLMSG_DONE -> onDumped();
                default -> {
                    // not about links
                }
            }
            at += length + 3 & -4;
        }
    }

    private void onLink(int at, int length) {
        Link link = read(at, length);
        if (dumpSeen != null) {
            dumpSeen.add(link.ifindex);
        }
        Link before = known.put(link.ifindex, link);
        if (before == null) {
            tell(new Event.Appeared(link));
        } else if (!before.equals(link)) {
            tell(new Event.Changed(before, link));
        }
    }

    /** A listener that fails must not end the watch: this is the top of its thread. */
    private void tell(Event event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.error("device {}: whoever was to handle {} failed", event.link().name(), event, e);
        }
    }

    private void onGone(int ifindex) {
        Link before = known.remove(ifindex);
        if (before != null) {
            tell(new Event.Vanished(before));
        }
    }

    private void onDumped() {
        if (dumpAgain) {
            dumpAgain = false;
            requestAll();
        } else if (dumpSeen != null) {
            for (Integer ifindex : Set.copyOf(known.keySet())) {
                if (!dumpSeen.contains(ifindex)) {
                    onGone(ifindex);
                }
            }
            dumpSeen = null;
        }
    }

    /** Messages of a family, such as AF_BRIDGE, are about the device's membership there, not about the device. */
    private boolean ofDevice(int at) {
        return buffer.get(JAVA_BYTE, at + LinuxRtnetlink.NLMSGHDR_SIZE + LinuxRtnetlink.IFI_FAMILY)
                == LinuxRtnetlink.AF_UNSPEC;
    }

    private int ifindex(int at) {
        return buffer.get(JAVA_INT, at + LinuxRtnetlink.NLMSGHDR_SIZE + LinuxRtnetlink.IFI_INDEX);
    }

    private Link read(int at, int length) {
        int flags = buffer.get(JAVA_INT, at + LinuxRtnetlink.NLMSGHDR_SIZE + LinuxRtnetlink.IFI_FLAGS);
        String name = "";
        int mtu = 0;
        long mac = 0;
        int attribute = at + LinuxRtnetlink.NLMSGHDR_SIZE + LinuxRtnetlink.IFINFOMSG_SIZE;
        int end = at + length;
        while (attribute + 4 <= end) {
            int size = Short.toUnsignedInt(buffer.get(JAVA_SHORT, attribute));
            if (size < 4 || attribute + size > end) {
                break;
            }
            switch (buffer.get(JAVA_SHORT, attribute + 2)) {
                case LinuxRtnetlink.IFLA_IFNAME -> name = buffer.getString(attribute + 4);
                case LinuxRtnetlink.IFLA_MTU -> mtu = buffer.get(JAVA_INT, attribute + 4);
                case LinuxRtnetlink.IFLA_ADDRESS -> mac = size >= 10 ? mac(attribute + 4) : 0;
                default -> {
                    // one of some sixty others
                }
            }
            attribute += size + 3 & -4;
        }
        return new Link(ifindex(at), name, (flags & LinuxIf.IFF_UP) != 0, (flags & LinuxIf.IFF_RUNNING) != 0, mtu, mac);
    }

    private long mac(int at) {
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | Byte.toUnsignedLong(buffer.get(JAVA_BYTE, at + i));
        }
        return mac;
    }

    /** Stops the thread; the listener is not called after this returns. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop.signal();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LibC.close(fd);
        stop.close();
        arena.close();
    }
}
