package org.mirach.cli.rest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mirach flow}: static flows, which the controller keeps and puts back when a switch lost them. */
@Command(
        name = "flow",
        description =
                "Adds, deletes and lists static flows: the controller keeps them, and puts them back when a switch"
                        + " lost them.",
        subcommands = {FlowAddCommand.class, FlowDelCommand.class, FlowListCommand.class},
        footer = {
            "",
            "Examples:",
            "  mirach flow add --name web 'priority=100,tcp,tcp_dst=80,actions=output:2'",
            "  mirach flow list",
            "  mirach flow del web"
        })
public final class FlowCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say add, del or list");
    }
}
