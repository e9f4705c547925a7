package org.mirach.cli.lab;

import java.util.concurrent.Callable;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mirach down}. */
@Command(
        name = "down",
        description = "Takes the lab away, whatever state it is in. Certificates and the token stay.",
        footer = {"", "Examples:", "  mirach down"})
public final class DownCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LabOptions options;

    @Override
    public Integer call() {
        boolean found = Lab.takeAway(options.plan());
        new Progress(spec.commandLine().getOut())
                .line(found ? "The lab is gone: processes, namespaces, devices and sockets." : "There is no lab.");
        return ExitCode.OK;
    }
}
