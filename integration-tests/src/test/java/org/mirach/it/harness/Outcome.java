package org.mirach.it.harness;

/** What a finished command left: exit status and its two streams. Immutable. */
public record Outcome(int exit, String out, String err) {
    public boolean ok() {
        return exit == 0;
    }

    /** For transcripts: the streams as they are, the status where it is not 0. */
    public String text() {
        StringBuilder text = new StringBuilder(out);
        if (!out.isEmpty() && !out.endsWith("\n")) {
            text.append('\n');
        }
        if (!err.isEmpty()) {
            text.append(err.endsWith("\n") ? err : err + "\n");
        }
        return exit == 0
                ? text.toString()
                : text.append("exit ").append(exit).append('\n').toString();
    }
}
