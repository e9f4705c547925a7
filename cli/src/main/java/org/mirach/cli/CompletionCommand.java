package org.mirach.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mirach completion}: the completion script for bash and zsh. */
@Command(
        name = "completion",
        description = "Prints the completion script for bash and zsh.",
        footer = {
            "",
            "Examples:",
            "  source <(mirach completion)",
            "  mirach completion > /etc/bash_completion.d/mirach"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("mirach", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
