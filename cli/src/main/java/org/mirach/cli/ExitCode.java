package org.mirach.cli;

/** What the tool's exit code says; scripts may rely on these. */
public final class ExitCode {
    public static final int OK = 0;
    /** The request was understood and refused, or something failed. */
    public static final int FAILED = 1;
    /** The command line cannot be understood (picocli's own code). */
    public static final int USAGE = 2;
    /** Nobody answered at the other end. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
