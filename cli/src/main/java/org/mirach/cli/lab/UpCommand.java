package org.mirach.cli.lab;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mirach.cli.CliException;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mirach up}. */
@Command(
        name = "up",
        description =
                "Brings up a lab on this machine: a controller, a switch and two hosts, h1 and h2, and pings through"
                        + " it. Stays until Ctrl-C and then takes everything away.",
        footer = {
            "",
            "Examples:",
            "  mirach up",
            "  mirach up --detach          leave it running; mirach down takes it away",
            "  mirach up --prefix two --bridge br2 --detach    a second lab, with MIRACH_STATE_DIR and MIRACH_RUN_DIR of",
            "                              its own"
        })
public final class UpCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    LabOptions options;

    @Option(names = "--detach", description = "Leave it running in the background.")
    boolean detach;

    @Override
    public Integer call() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw CliException.failed("network namespaces and XDP need root", "sudo mirach up");
        }
        LabPlan plan = options.plan();
        Progress progress = new Progress(spec.commandLine().getOut());
        Optional<LabRecord> running = Lab.running(plan);
        if (running.isPresent()) {
            progress.line("This lab is up already; mirach down takes it away.");
            progress.line(LabReport.of(plan, running.get()));
            return ExitCode.OK;
        }
        Lab lab = new Lab(plan, progress);
        Thread hook = new Thread(() -> takeAway(lab, progress), "take-away");
        Runtime.getRuntime().addShutdownHook(hook);
        LabRecord record;
        try {
            record = lab.up(!detach);
        } catch (LabException e) {
            if (lab.isClosing()) {
                return ExitCode.FAILED; // Ctrl-C; the hook has the word.
            }
            lab.close(true);
            throw CliException.failed(e.getMessage(), e.hint());
        }
        progress.line(LabReport.of(lab.plan(), record));
        if (detach) {
            Runtime.getRuntime().removeShutdownHook(hook);
            progress.line("Running in the background; mirach down takes it away.");
            return ExitCode.OK;
        }
        progress.line("Ctrl-C takes everything away.");
        stay(lab, record, progress);
        return ExitCode.OK;
    }

    private static void takeAway(Lab lab, Progress progress) {
        if (!lab.isClosing()) {
            progress.line("");
            if (lab.close(false)) {
                progress.say("end", "processes, namespaces, devices and sockets are gone");
            }
        }
    }

    /** Until the shutdown hook; a process that ends before is told of, and what still works goes on. */
    private static void stay(Lab lab, LabRecord record, Progress progress) {
        for (Map.Entry<String, ProcessIdentity> entry : record.processes().entrySet()) {
            if (!entry.getKey().equals("lab")) {
                ProcessHandle.of(entry.getValue().pid())
                        .ifPresent(handle -> handle.onExit().thenRun(() -> {
                            if (!lab.isClosing()) {
                                progress.say(
                                        entry.getKey(),
                                        "pid " + entry.getValue().pid() + " has ended; its log is "
                                                + lab.plan().file(entry.getKey() + ".log")
                                                + "; Ctrl-C and mirach up start afresh");
                            }
                        }));
            }
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
