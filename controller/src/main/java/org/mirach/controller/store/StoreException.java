package org.mirach.controller.store;

/** The store cannot answer: it is unreachable, has no quorum, or is closed. The message says which and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause what the implementation met, or null */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
