package org.mirach.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of the machine and waits for them, with a time limit.
 *
 * <p><b>Threads:</b> stateless; any.
 */
public final class Command {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Command() {}

    /** Runs to the end; whatever the exit status. */
    public static Outcome run(Map<String, String> environment, String input, List<String> words) {
        return run(environment, input, LIMIT, words);
    }

    public static Outcome run(Map<String, String> environment, String input, Duration limit, List<String> words) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("mirach-it", ".out");
            err = Files.createTempFile("mirach-it", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // The program ended without reading all of it; its exit status says the rest.
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return new Outcome(-1, Files.readString(out), "no end within " + limit + ": " + words);
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + words, e);
        } finally {
            deleteQuietly(out);
            deleteQuietly(err);
        }
    }

    /** Runs and must succeed; gives standard output. */
    public static String must(String... words) {
        return must(Map.of(), words);
    }

    public static String must(Map<String, String> environment, String... words) {
        Outcome outcome = run(environment, "", List.of(words));
        if (!outcome.ok()) {
            throw new IllegalStateException(String.join(" ", words) + " failed: " + outcome.text());
        }
        return outcome.out();
    }

    /** Runs and does not mind. */
    public static Outcome attempt(String... words) {
        return run(Map.of(), "", List.of(words));
    }

    /** Splits at blanks, keeping what stands in double quotes together. */
    public static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == ' ' && !quoted) {
                if (any || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
            }
        }
        if (any || !word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static void deleteQuietly(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
