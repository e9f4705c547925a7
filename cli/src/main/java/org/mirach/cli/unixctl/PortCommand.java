package org.mirach.cli.unixctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mirach port}: adds and removes ports of a running switch on this machine. */
@Command(
        name = "port",
        description =
                "Adds, deletes and lists the ports of a switch that runs on this machine; packets go on meanwhile.",
        subcommands = {PortCommands.Add.class, PortCommands.Del.class, PortCommands.Show.class},
        footer = {"", "Examples:", "  mirach port list", "  mirach port add eth1", "  mirach port del eth1"})
public final class PortCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say add, del or list");
    }
}
