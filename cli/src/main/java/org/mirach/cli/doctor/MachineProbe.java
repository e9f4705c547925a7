package org.mirach.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel and its devices offer, asked of a process of its own: only that one has native code.
 *
 * <p><b>Threads:</b> stateless; any; blocks until the process has ended.
 */
final class MachineProbe {
    private static final String MAIN = "org.mirach.xdp.probe.Main";
    private static final long LIMIT_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private MachineProbe() {}

    static List<Finding> run() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MAIN)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of(unknown("the probe did not end"));
            }
            return of(output);
        } catch (IOException e) {
            return List.of(unknown(String.valueOf(e.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of(unknown("interrupted"));
        }
    }

    /** The probe's JSON as findings: {@code {"findings":[{"level":"ok","what":"...","found":"...","mend":""}]}}. */
    static List<Finding> of(String output) {
        List<Finding> findings = new ArrayList<>();
        try {
            for (JsonNode line : JSON.readTree(output).path("findings")) {
                findings.add(new Finding(
                        Finding.Level.valueOf(line.path("level").asText().toUpperCase(Locale.ROOT)),
                        line.path("what").asText(),
                        line.path("found").asText(),
                        line.path("mend").asText()));
            }
        } catch (JsonProcessingException | IllegalArgumentException _) {
            return List.of(unknown("the probe said: " + output.strip()));
        }
        return findings.isEmpty() ? List.of(unknown("the probe said nothing")) : findings;
    }

    private static Finding unknown(String why) {
        return Finding.fail("kernel and XDP", "cannot be told: " + why, "is lib/ complete? It has mirach-xdp-*.jar");
    }
}
