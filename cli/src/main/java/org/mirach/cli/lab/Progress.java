package org.mirach.cli.lab;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Progress for people: one line a step, with the seconds since the start.
 *
 * <p><b>Threads:</b> any; lines come out whole.
 */
final class Progress {
    private final PrintWriter out;
    private final long startNs = System.nanoTime();

    Progress(PrintWriter out) {
        this.out = out;
    }

    void say(String what, String text) {
        double seconds = Duration.ofNanos(System.nanoTime() - startNs).toMillis() / 1000.0;
        line("[%5.1fs] %-12s %s".formatted(seconds, what, text));
    }

    void line(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }
}
