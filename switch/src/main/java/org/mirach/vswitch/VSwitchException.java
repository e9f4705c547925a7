package org.mirach.vswitch;

/** The switch can't start or go on; the message says what was tried, what came back, and what to do. */
public final class VSwitchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VSwitchException(String message) {
        super(message);
    }

    public VSwitchException(String message, Throwable cause) {
        super(message, cause);
    }
}
