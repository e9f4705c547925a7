package org.mirach.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Commands that the launcher script runs itself, because they need other JVM flags or Maven. They are here so that help
 * and completion know them.
 */
final class LauncherCommands {
    private LauncherCommands() {}

    /** What they have in common: reached without the launcher, they say so. */
    abstract static class ByLauncher implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Unmatched
        List<String> rest = List.of();

        @Override
        public final Integer call() {
            throw CliException.failed(
                    "the launcher runs " + spec.name() + ", this program does not",
                    "start it as: mirach " + spec.name());
        }
    }

    @Command(
            name = "switch",
            description = "Runs the switch in the foreground.",
            footer = {"", "Examples:", "  mirach switch --config conf/switch.yaml"})
    static final class Switch extends ByLauncher {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration (conf/switch.yaml is commented).")
        String config;
    }

    @Command(
            name = "controller",
            description = "Runs a controller in the foreground.",
            footer = {"", "Examples:", "  mirach controller --config conf/controller.yaml"})
    static final class Controller extends ByLauncher {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration (conf/controller.yaml is commented).")
        String config;
    }

    @Command(
            name = "test",
            description = "Runs all tests, those that need root too (source tree only).",
            footer = {"", "Examples:", "  ./mirach test", "  ./mirach test -pl switch -am"})
    static final class Test extends ByLauncher {}

    @Command(
            name = "check",
            description = "Quick checks before a commit: formatting, warnings, unit tests (source tree only).",
            footer = {"", "Examples:", "  ./mirach check"})
    static final class Check extends ByLauncher {}

    @Command(
            name = "bench",
            description = "Runs a benchmark beside Open vSwitch (source tree only).",
            footer = {"", "Examples:", "  ./mirach bench veth"})
    static final class Bench extends ByLauncher {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Which one: veth.")
        String name;
    }
}
