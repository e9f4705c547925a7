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
    @Option(
            names = "--prefix",
            paramLabel = "WORD",
            defaultValue = "mirach",
            description = "Put before the names of namespaces and devices (default: ${DEFAULT-VALUE}).")
    String prefix;

    @Option(
            names = "--bridge",
            paramLabel = "NAME",
            defaultValue = "br0",
            description = "The switch's name (default: ${DEFAULT-VALUE}).")
    String bridge;

    /** The lab these options mean, on the usual ports. */
    LabPlan plan() {
        Map<String, String> environment = System.getenv();
        Optional<Path> launcher =
                Optional.ofNullable(System.getProperty("mirach.launcher")).map(Path::of);
        try {
            return new LabPlan(
                    prefix,
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
