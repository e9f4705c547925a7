package org.mirach.vswitch.admin;

/** A command that could not be done; the message is what the operator reads. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message, null, false, false);
    }
}
