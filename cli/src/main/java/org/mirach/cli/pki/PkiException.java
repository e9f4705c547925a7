package org.mirach.cli.pki;

/** Keys or certificates that cannot be made or kept; the message says what is in the way and what to do. */
public final class PkiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PkiException(String message) {
        super(message);
    }

    PkiException(String message, Throwable cause) {
        super(message, cause);
    }
}
