package org.mirach.controller.southbound;

import java.util.Optional;
import org.mirach.openflow.error.OfError;

/**
 * A switch did not do what it was asked: it refused (then {@link #error()} says how), did not answer in time, or its
 * connection went. Without a stack trace, as a switch can cause many.
 */
public final class SwitchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final OfError error;

    SwitchException(String message, OfError error) {
        super(message, null, false, false);
        this.error = error;
    }

    /** The OpenFlow error, where the switch sent one that has a name. */
    public Optional<OfError> error() {
        return Optional.ofNullable(error);
    }
}
