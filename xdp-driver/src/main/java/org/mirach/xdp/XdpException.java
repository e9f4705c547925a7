package org.mirach.xdp;

/**
 * Something outside refused: the kernel, libbpf, a device. The message says what was tried, what came back and what to
 * do, for example {@code bind(veth0, queue 3, COPY) failed: EBUSY; another program holds this queue: ...}.
 */
public final class XdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /** A failure without an errno. */
    public XdpException(String message) {
        super(message);
        this.errno = 0;
    }

    /** A failure without an errno and with a cause. */
    public XdpException(String message, Throwable cause) {
        super(message, cause);
        this.errno = 0;
    }

    /**
     * A failed call.
     *
     * @param tried what was tried, such as {@code bind(veth0, queue 0, COPY)}
     * @param code {@code errno} or {@code -errno}
     * @param mend what the operator can do; may be empty
     */
    public XdpException(String tried, int code, String mend) {
        super(tried + " failed: " + Errno.name(code) + (mend.isEmpty() ? "" : "; " + mend));
        this.errno = Math.abs(code);
    }

    /** The positive errno; 0 when there was none. */
    public int errno() {
        return errno;
    }
}
