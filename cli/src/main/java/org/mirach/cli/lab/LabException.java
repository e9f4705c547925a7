package org.mirach.cli.lab;

/** The lab cannot go on; the message says what failed, the hint what to do. */
final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    LabException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
