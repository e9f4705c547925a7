package org.mirach.cli;

/** A command that cannot go on: one line for the operator, a hint what to do, and the exit code. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String hint;

    public CliException(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public static CliException failed(String message, String hint) {
        return new CliException(ExitCode.FAILED, message, hint);
    }

    public static CliException unreachable(String message, String hint) {
        return new CliException(ExitCode.UNREACHABLE, message, hint);
    }

    public int exitCode() {
        return exitCode;
    }

    /** What to do about it; empty when there is nothing to say. */
    public String hint() {
        return hint;
    }
}
