package org.mirach.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What XDP can do here, asked of a process of its own: only that one has native code.
 *
 * <p><b>Threads:</b> stateless; any; blocks until the process has ended.
 */
final class XdpChecks {
    private static final String PROBE = "org.mirach.xdp.probe.Main";
    private static final long LIMIT_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private XdpChecks() {}

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
                            PROBE)
                    .redirectErrorStream(false)
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

    /** The probe's JSON as findings: {@code {"afXdp":{"ok":true,"detail":"..."},"devices":[{...}]}}. */
    static List<Finding> of(String output) {
        JsonNode probe;
        try {
            probe = JSON.readTree(output);
        } catch (JsonProcessingException _) {
            return List.of(unknown("the probe said: " + output.strip()));
        }
        if (!probe.path("afXdp").isObject()) {
            return List.of(unknown("the probe said nothing"));
        }
        List<Finding> findings = new ArrayList<>();
        JsonNode afXdp = probe.path("afXdp");
        findings.add(
                afXdp.path("ok").asBoolean()
                        ? Finding.ok("AF_XDP", "sockets can be made")
                        : Finding.warn(
                                "AF_XDP",
                                afXdp.path("detail").asText() + "; ports use packet sockets, slowly",
                                "root, or CAP_NET_RAW and CAP_BPF, and a kernel with CONFIG_XDP_SOCKETS=y"));
        probe.path("devices").forEach(device -> findings.add(device(device)));
        return findings;
    }

    private static Finding device(JsonNode device) {
        String what = "XDP on " + device.path("name").asText();
        String detail = device.path("detail").asText("");
        return switch (device.path("mode").asText()) {
            case "native" -> Finding.ok(what, "native" + (detail.isEmpty() ? "" : ": " + detail));
            case "generic" -> Finding.ok(what, "generic" + (detail.isEmpty() ? "" : ": " + detail));
            default -> Finding.warn(what, "none: " + detail, "such a port uses a packet socket");
        };
    }

    private static Finding unknown(String why) {
        return Finding.warn("XDP", "cannot be told: " + why, "a complete installation has lib/mirach-xdp-*.jar");
    }
}
