package org.mirach.vswitch.slowpath.trace;

/** Arguments that no trace can be made of; the message is what the operator reads. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1;

    public TraceException(String message) {
        super(message, null, false, false);
    }
}
