package org.mirach.openflow.error;

/**
 * A message that OpenFlow refuses: the error to answer with, and why in words. Without a stack trace, as a hostile peer
 * can cause many.
 */
public final class OpenFlowException extends Exception {
    private static final long serialVersionUID = 1;

    private final OfError error;

    public OpenFlowException(OfError error, String reason) {
        super(error + ": " + reason, null, false, false);
        this.error = error;
    }

    public OfError error() {
        return error;
    }
}
