package org.mirach.cli;

import java.io.PrintWriter;
import org.mirach.cli.doctor.DoctorCommand;
import org.mirach.cli.lab.DownCommand;
import org.mirach.cli.lab.UpCommand;
import org.mirach.cli.rest.FlowCommand;
import org.mirach.cli.rest.FlowsCommand;
import org.mirach.cli.rest.HostsCommand;
import org.mirach.cli.rest.LeaderCommand;
import org.mirach.cli.rest.LinksCommand;
import org.mirach.cli.rest.PortsCommand;
import org.mirach.cli.rest.StatusCommand;
import org.mirach.cli.rest.SwitchesCommand;
import org.mirach.cli.unixctl.PortCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mirach}: every command, and how a failed one ends. */
@Command(
        name = "mirach",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "A virtual network: an Open vSwitch compatible switch on XDP and AF_XDP, and its controller cluster.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            DoctorCommand.class,
            LauncherCommands.Switch.class,
            LauncherCommands.Controller.class,
            LauncherCommands.Test.class,
            LauncherCommands.Check.class,
            LauncherCommands.Bench.class,
            StatusCommand.class,
            SwitchesCommand.class,
            PortsCommand.class,
            FlowsCommand.class,
            HostsCommand.class,
            LinksCommand.class,
            LeaderCommand.class,
            FlowCommand.class,
            PortCommand.class,
            PkiCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  mirach up                       bring up a lab on this machine; Ctrl-C ends it",
            "  mirach doctor                   what this machine offers, and how to mend what is missing",
            "  mirach flows                    the flow entries in the switches",
            "  mirach COMMAND --help           what a command takes, with examples",
            "",
            "Environment: MIRACH_STATE_DIR (/var/lib/mirach), MIRACH_RUN_DIR (/var/run/mirach), MIRACH_URL.",
            "Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 nobody answers."
        })
public final class Main implements Runnable {
    /** Where there is no terminal to ask. */
    private static final int HELP_COLUMNS = 110;

    @Spec
    CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole tool; tests give it their own output. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.getSubcommands().values().forEach(Main::addHelp);
        return commandLine
                .setUsageHelpWidth(HELP_COLUMNS)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, _) -> explained(failure, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    private static int explained(Exception failure, CommandLine command) throws Exception {
        if (!(failure instanceof CliException known)) {
            throw failure;
        }
        PrintWriter err = command.getErr();
        err.println("mirach: " + known.getMessage());
        if (!known.hint().isEmpty()) {
            err.println("  " + known.hint());
        }
        err.flush();
        return known.exitCode();
    }
}
