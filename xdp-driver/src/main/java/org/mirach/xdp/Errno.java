package org.mirach.xdp;

/**
 * The errno values this module returns (negated) and names. Linux, all architectures that Java 25 runs on but MIPS.
 * Immutable.
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ERANGE = 34;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENOBUFS = 105;
    public static final int ENOTSUPP = 524;

    private Errno() {}

    /** "try again later": the ring or the device was full, nothing is wrong. Takes {@code -errno} or {@code errno}. */
    public static boolean isRetry(int code) {
        int errno = Math.abs(code);
        return errno == EAGAIN || errno == EBUSY || errno == ENOBUFS || errno == EINTR;
    }

    /** The device is down or gone. Takes {@code -errno} or {@code errno}. */
    public static boolean isDown(int code) {
        int errno = Math.abs(code);
        return errno == ENETDOWN || errno == ENXIO || errno == ENODEV || errno == EBADF;
    }

    /** The C name, such as {@code EBUSY}; {@code errno 123} when this module has no name for it. */
    public static String name(int code) {
        return switch (Math.abs(code)) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case EINTR -> "EINTR";
            case EIO -> "EIO";
            case ENXIO -> "ENXIO";
            case EBADF -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EFAULT -> "EFAULT";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case ENODEV -> "ENODEV";
            case EINVAL -> "EINVAL";
            case ENOSPC -> "ENOSPC";
            case ERANGE -> "ERANGE";
            case EMSGSIZE -> "EMSGSIZE";
            case ENOPROTOOPT -> "ENOPROTOOPT";
            case EOPNOTSUPP -> "EOPNOTSUPP";
            case EAFNOSUPPORT -> "EAFNOSUPPORT";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
            case ENETDOWN -> "ENETDOWN";
            case ENOBUFS -> "ENOBUFS";
            case ENOTSUPP -> "ENOTSUPP";
            default -> "errno " + Math.abs(code);
        };
    }
}
