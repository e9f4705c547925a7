package org.mirach.cli.lab;

import java.util.concurrent.Callable;
import org.mirach.cli.CliException;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mirach down}. */
@Command(
        name = "down",
        description =
                "Takes the lab of this run directory away, whatever state it is in. Certificates and the token stay.",
        footer = {"", "Examples:", "  mirach down"})
public final class DownCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LabOptions options;

    @Override
    public Integer call() {
        LabPlan plan = options.plan();
        if (options.namesPrefix()) {
            try {
                LabRecord.read(plan.directories().labFile()).ifPresent(found -> Lab.refuseAnother(plan, found));
            } catch (LabException e) {
                throw CliException.failed(e.getMessage(), e.hint());
            }
        }
        boolean found = Lab.takeAway(plan);
        new Progress(spec.commandLine().getOut())
                .line(found ? "The lab is gone: processes, namespaces, devices and sockets." : "There is no lab.");
        return ExitCode.OK;
    }
}
