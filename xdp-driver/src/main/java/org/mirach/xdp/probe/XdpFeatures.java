package org.mirach.xdp.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mirach.xdp.Errno;
import org.mirach.xdp.XdpException;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.LinuxGenetlink;
import org.mirach.xdp.ffi.LinuxRtnetlink;

/**
 * What a driver says of its XDP, by the kernel's {@code netdev} generic netlink family (Linux 6.3). Nothing is
 * attached.
 *
 * @param bits NETDEV_XDP_ACT_* of linux/netdev.h
 */
record XdpFeatures(long bits) {
    private static final int BASIC = 1;
    private static final int REDIRECT = 1 << 1;
    private static final int XSK_ZEROCOPY = 1 << 3;
    private static final int BUFFER_BYTES = 32 << 10;

    boolean nativeXdp() {
        return (bits & BASIC) != 0;
    }

    boolean redirect() {
        return (bits & REDIRECT) != 0;
    }

    boolean zeroCopy() {
        return (bits & XSK_ZEROCOPY) != 0;
    }

    /** Asks the kernel. @throws XdpException when it is too old to know */
    static XdpFeatures of(int ifindex) {
        int fd = LibC.socket(
                LinuxRtnetlink.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, LinuxGenetlink.NETLINK_GENERIC);
        if (fd < 0) {
            throw new XdpException("socket(NETLINK_GENERIC)", fd, "");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
            int family = familyId(fd, arena, buffer);
            MemorySegment request = request(arena, family, LinuxGenetlink.NETDEV_CMD_DEV_GET, 8);
            putAttribute(request, LinuxGenetlink.NETDEV_A_DEV_IFINDEX, 8);
            request.set(JAVA_INT, LinuxGenetlink.ATTRIBUTES + 4, ifindex);
            int at = call(fd, request, buffer, LinuxGenetlink.NETDEV_A_DEV_XDP_FEATURES, "XDP features");
            return new XdpFeatures(buffer.get(JAVA_LONG_UNALIGNED, at));
        } finally {
            LibC.close(fd);
        }
    }

    private static int familyId(int fd, Arena arena, MemorySegment buffer) {
        MemorySegment request = request(arena, LinuxGenetlink.GENL_ID_CTRL, LinuxGenetlink.CTRL_CMD_GETFAMILY, 12);
        putAttribute(request, LinuxGenetlink.CTRL_ATTR_FAMILY_NAME, 4 + 7);
        request.setString(LinuxGenetlink.ATTRIBUTES + 4, "netdev");
        int at = call(fd, request, buffer, LinuxGenetlink.CTRL_ATTR_FAMILY_ID, "the netdev netlink family");
        return Short.toUnsignedInt(buffer.get(JAVA_SHORT, at));
    }

    private static MemorySegment request(Arena arena, int type, int command, int attributeBytes) {
        MemorySegment request = arena.allocate(LinuxGenetlink.ATTRIBUTES + attributeBytes, 8);
        request.set(JAVA_INT, 0, (int) request.byteSize());
        request.set(JAVA_SHORT, LinuxRtnetlink.NLMSG_TYPE, (short) type);
        request.set(JAVA_SHORT, LinuxRtnetlink.NLMSG_FLAGS, (short) LinuxRtnetlink.NLM_F_REQUEST);
        request.set(JAVA_BYTE, LinuxRtnetlink.NLMSGHDR_SIZE, (byte) command);
        request.set(JAVA_BYTE, LinuxRtnetlink.NLMSGHDR_SIZE + 1, (byte) 1);
        return request;
    }

    private static void putAttribute(MemorySegment request, int type, int length) {
        request.set(JAVA_SHORT, LinuxGenetlink.ATTRIBUTES, (short) length);
        request.set(JAVA_SHORT, LinuxGenetlink.ATTRIBUTES + 2, (short) type);
    }

    /** Sends, reads one answer, gives where the wanted attribute's value begins. */
    private static int call(int fd, MemorySegment request, MemorySegment buffer, int wanted, String what) {
        int code = LibC.sendto(fd, request, 0);
        int n = code < 0 ? code : LibC.recvfrom(fd, buffer, 0);
        if (n < 0) {
            throw new XdpException("asking for " + what, n, "");
        }
        if (buffer.get(JAVA_SHORT, LinuxRtnetlink.NLMSG_TYPE) == LinuxRtnetlink.NLMSG_ERROR) {
            int errno = -buffer.get(JAVA_INT, LinuxRtnetlink.NLMSGHDR_SIZE);
            throw new XdpException(
                    "asking for " + what, errno, errno == Errno.ENOENT ? "Linux 6.3 or later knows" : "");
        }
        int end = Math.min(n, buffer.get(JAVA_INT, 0));
        for (int at = LinuxGenetlink.ATTRIBUTES; at + 4 <= end; ) {
            int length = Short.toUnsignedInt(buffer.get(JAVA_SHORT, at));
            if (length < 4) {
                break;
            }
            if (buffer.get(JAVA_SHORT, at + 2) == wanted) {
                return at + 4;
            }
            at += length + 3 & -4;
        }
        throw new XdpException("the kernel did not tell " + what);
    }
}
