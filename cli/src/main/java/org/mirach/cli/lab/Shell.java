package org.mirach.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own tools. Stateless; any thread; calls block. */
final class Shell {
    private static final long LIMIT_SECONDS = 60;

    private Shell() {}

    /** What a tool answered: its exit code, and standard output and error together. */
    record Result(int exitCode, String output) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs it and returns whatever it says. */
    static Result run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Result(-1, output + "no end after " + LIMIT_SECONDS + " s");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Result(130, "interrupted");
        }
    }

    static Result run(String... command) {
        return run(List.of(command));
    }

    /** Runs it and insists that it succeeds. */
    static void must(String... command) {
        Result result = run(command);
        if (!result.ok()) {
            throw new LabException(
                    "\"" + String.join(" ", command) + "\" failed (" + result.exitCode() + "): "
                            + result.output().strip(),
                    "mirach doctor says what this machine lacks");
        }
    }
}
