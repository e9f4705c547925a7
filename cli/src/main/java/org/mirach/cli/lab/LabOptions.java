package org.mirach.cli.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.mirach.cli.CliException;
import org.mirach.cli.Directories;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Option;

/**
 * The options that say which lab is meant.
 *
 * <p><b>Threads:</b> one; picocli fills it in.
 */
final class LabOptions {
    private static final String USUAL_PREFIX = "mirach";

    @Option(
            names = "--prefix",
            paramLabel = "WORD",
            description = "Put before the names of namespaces and devices (default: " + USUAL_PREFIX + ").")
    String prefix;

    @Option(
            names = "--bridge",
            paramLabel = "NAME",
            defaultValue = "br0",
            description = "The switch's name (default: ${DEFAULT-VALUE}).")
    String bridge;

    /** Whether the user said which lab, rather than whichever there is. */
    boolean namesPrefix() {
        return prefix != null;
    }

    /** The lab these options mean, on the usual ports. */
    LabPlan plan() {
        Map<String, String> environment = System.getenv();
        Optional<Path> launcher =
                Optional.ofNullable(System.getProperty("mirach.launcher")).map(Path::of);
        try {
            return new LabPlan(
                    namesPrefix() ? prefix : USUAL_PREFIX,
                    bridge,
                    Directories.of(environment),
                    launcher.orElse(Path.of("mirach")),
                    8181,
                    6653,
                    2181,
                    true,
                    environment.getOrDefault("MIRACH_BUILD_ID", ""));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, e.getMessage(), "");
        }
    }
}
