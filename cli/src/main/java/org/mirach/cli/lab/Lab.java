package org.mirach.cli.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.mirach.cli.pki.Pki;
import org.mirach.cli.pki.PkiException;
import org.mirach.cli.pki.TokenFile;

/**
 * One lab: brought up step by step, and taken away whatever state it is in.
 *
 * <p><b>Invariants:</b> a process is in the record before anything waits for it; names that are taken away carry the
 * record's prefix; a process is ended only when its pid and its start time are those of the record, or when it runs with
 * this lab's own configuration file. So a lab that was killed at any point can be taken away by the next {@code up} or
 * {@code down}. Only who held the lock and made the lab takes it away in {@link #close}.
 *
 * <p><b>Threads:</b> {@link #up} on the command's thread; {@link #close} on any, once: it waits for the step under way
 * and no other begins.
 */
final class Lab {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_LINES = 15;

    private LabPlan plan;
    private final Progress progress;
    private boolean closing;
    /** Whether what is there is this lab's, so that it may be taken away; until then it may be another's. */
    private boolean mine;
    /** Open as long as the lock on it is held: until the lab is up, or until it is taken away. */
    private FileChannel lockFile;

    private LabRecord record;

    Lab(LabPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.record = LabRecord.of(plan);
    }

    /** The record of a lab that is up with every part alive, made from the same build. */
    static Optional<LabRecord> running(LabPlan plan) {
        return LabRecord.read(plan.directories().labFile())
                .filter(found ->
                        found.buildId().equals(plan.buildId()) && found.prefix().equals(plan.prefix()))
                .filter(found -> List.of("controller", "switch").stream()
                        .allMatch(role -> found.processes().containsKey(role)
                                && found.processes().get(role).isAlive()))
                .filter(_ -> HostNetwork.exists(plan) && Readiness.speaksOpenFlow(plan.managementSocket()));
    }

    /**
     * Brings everything up and pings through it.
     *
     * @param foreground whether this process stays and is part of the lab
     * @return the record of what runs
     */
    LabRecord up(boolean foreground) {
        step(this::lock);
        refuseAnother(plan);
        step(this::makeSecrets);
        step(() -> mine = true);
        takeAwayStale();
        step(() -> begin(foreground));
        step(() -> start("controller"));
        step(this::makeHosts);
        step(() -> start("switch"));
        Readiness readiness = new Readiness(plan);
        await("the switch does not answer", List.of("switch"), () -> Readiness.speaksOpenFlow(plan.managementSocket()));
        progress.say("switch", plan.bridge() + " answers on " + plan.managementSocket());
        await("the controller does not answer", List.of("controller"), readiness::controllerAnswers);
        progress.say("controller", "c1 answers on " + plan.restUrl() + " (ZooKeeper inside it)");
        await(
                "no controller is master of the switch",
                List.of("controller", "switch"),
                () -> readiness.master().isPresent());
        progress.say("leader", readiness.master().orElse("?") + " is master of " + plan.bridge() + ", over mutual TLS");
        await(
                "h2 does not answer h1",
                List.of("controller", "switch"),
                () -> HostNetwork.ping(plan, 1).ok(),
                () -> mayDropThePing(readiness));
        progress.say("ping", summary(HostNetwork.ping(plan, 3)));
        unlock();
        return record;
    }

    /** The plan as it was carried out. */
    synchronized LabPlan plan() {
        return plan;
    }

    synchronized boolean isClosing() {
        return closing;
    }

    /**
     * Ends and removes everything that this lab has made; later steps of {@link #up} do nothing but fail.
     *
     * @return whether anything was this lab's
     */
    boolean close(boolean keepLogs) {
        synchronized (this) {
            if (closing) {
                return false;
            }
            closing = true;
            if (!mine) {
                unlock();
                return false;
            }
        }
        Optional<LabRecord> found = LabRecord.read(plan.directories().labFile());
        LabPlan target = found.map(plan::of).orElse(plan);
        LabProcesses.end(
                target,
                found.orElse(record).processes().entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("lab"))
                        .map(java.util.Map.Entry::getValue)
                        .toList());
        HostNetwork.remove(target);
        LabFiles.remove(target, keepLogs);
        unlock();
        return true;
    }

    /** Refuses a plan whose run directory belongs to a lab of another prefix that still has a process. */
    static void refuseAnother(LabPlan plan) {
        LabRecord.read(plan.directories().labFile())
                .filter(LabRecord::isAlive)
                .ifPresent(found -> refuseAnother(plan, found));
    }

    /** Refuses a plan of another prefix than that of the lab whose record is in its run directory. */
    static void refuseAnother(LabPlan plan, LabRecord found) {
        if (!found.prefix().equals(plan.prefix())) {
            throw new LabException(
                    plan.directories().run() + " holds the lab with the prefix " + found.prefix() + ", not "
                            + plan.prefix(),
                    "a lab beside it needs a MIRACH_RUN_DIR and a MIRACH_STATE_DIR of its own; mirach down --prefix "
                            + found.prefix() + " takes away the one that is there");
        }
    }

    /**
     * Takes away the lab that the record names, whatever its prefix, or else what is left with the names of {@code asked};
     * says whether there was any.
     */
    static boolean takeAway(LabPlan asked) {
        Optional<LabRecord> found = LabRecord.read(asked.directories().labFile());
        LabPlan plan = found.map(asked::of).orElse(asked);
        boolean hadHosts = plan.hosts().stream()
                .anyMatch(host -> Files.exists(Path.of("/run/netns", host.namespace()))
                        || Files.exists(Path.of("/sys/class/net", host.device())));
        found.map(it -> it.processes().get("lab"))
                .filter(ProcessIdentity::isAlive)
                .ifPresent(owner -> {
                    owner.signal(false); // It takes away its own; what it cannot is left to the lines below.
                    LabProcesses.areGone(List.of(owner), Duration.ofSeconds(20));
                });
        boolean hadProcesses = LabProcesses.end(
                plan, found.map(it -> it.processes().values().stream().toList()).orElse(List.of()));
        HostNetwork.remove(plan);
        LabFiles.remove(plan, false);
        return found.isPresent() || hadHosts || hadProcesses;
    }

    private void makeSecrets() {
        try {
            List<Path> made = new Pki(plan.directories().pki(), Instant.now()).init(List.of());
            boolean token = TokenFile.init(plan.directories().token());
            progress.say(
                    "certificates",
                    made.isEmpty() && !token
                            ? "kept, in " + plan.directories().pki()
                            : made.size() / 2 + " pairs made in "
                                    + plan.directories().pki() + ", mode 0600");
        } catch (PkiException e) {
            throw new LabException(e.getMessage(), "another place: MIRACH_STATE_DIR");
        }
    }

    private void takeAwayStale() {
        Optional<LabRecord> found = LabRecord.read(plan.directories().labFile());
        // The lab's own process has ended or is being replaced; it must not be waited for under the lock it may want.
        if (takeAway(plan)) {
            progress.say(
                    "clean-up", "took away " + (found.isPresent() ? "the lab that was there" : "what was left over"));
        }
    }

    private void begin(boolean foreground) {
        plan = plan.adapted();
        record = LabRecord.of(plan);
        if (!plan.localPort()) {
            progress.say("switch", "has no LOCAL device: a device " + plan.bridge() + " is here already");
        }
        LabFiles.write(plan);
        if (foreground) {
            ProcessIdentity.of(ProcessHandle.current().pid()).ifPresent(self -> record = record.with("lab", self));
        }
        record.write(plan.directories().labFile());
    }

    private void start(String role) {
        Process process = LabProcesses.start(plan, role);
        ProcessIdentity.of(process.pid()).ifPresent(identity -> {
            record = record.with(role, identity);
            record.write(plan.directories().labFile());
        });
        progress.say(role, "starts, pid " + process.pid() + ", log " + plan.file(role + ".log"));
    }

    private void makeHosts() {
        HostNetwork.make(plan);
        for (LabPlan.Host host : plan.hosts()) {
            progress.say(
                    "host " + host.name(),
                    host.ipv4() + " " + host.ipv6() + " in namespace " + host.namespace() + ", behind "
                            + host.device());
        }
    }

    private synchronized void step(Runnable work) {
        if (closing) {
            throw new LabException("interrupted", "");
        }
        work.run();
    }

    /** Waits for {@code ready} as long as all of {@code roles} run; then, or when patience ends, their logs say why not. */
    private void await(String what, List<String> roles, BooleanSupplier ready) {
        await(what, roles, ready, () -> "");
    }

    private void await(String what, List<String> roles, BooleanSupplier ready, Supplier<String> why) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ready.getAsBoolean()) {
            step(() -> {});
            Optional<String> dead = roles.stream().filter(this::isDead).findFirst();
            if (dead.isPresent()) {
                throw failure("the " + dead.get() + " has ended", List.of(dead.get()));
            }
            if (System.nanoTime() > deadline) {
                throw failure(what + " after " + PATIENCE.toSeconds() + " s" + why.get(), roles);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean isDead(String role) {
        ProcessIdentity process = record.processes().get(role);
        return process == null || !process.isAlive();
    }

    private LabException failure(String what, List<String> roles) {
        StringBuilder text = new StringBuilder(what);
        for (String role : roles) {
            text.append("\n  the end of ").append(plan.file(role + ".log")).append(":\n    ");
            text.append(String.join("\n    ", LabProcesses.lastLines(plan, role, LOG_LINES)));
        }
        return new LabException(text.toString(), "mirach doctor says what this machine lacks");
    }

    private String summary(Shell.Result ping) {
        return "h1 -> h2: "
                + ping.output()
                        .lines()
                        .filter(line -> line.contains("packets transmitted") || line.startsWith("rtt"))
                        .reduce((left, right) -> left.replaceFirst(", time.*", "") + ", " + right)
                        .orElse(ping.output().strip());
    }

    /** What the operator's own flows do is not in any log: says that there are some. */
    private String mayDropThePing(Readiness readiness) {
        int count = readiness.staticFlowCount();
        return count == 0
                ? ""
                : "\n  " + count
                        + " static flow(s) kept from an earlier lab may drop it: mirach flow list shows them while a"
                        + " controller runs;\n  removing "
                        + plan.directories().state().resolve("zookeeper") + " forgets them";
    }

    /** One bring-up at a time in a state directory, whatever the prefix: secrets and ZooKeeper's data are shared. */
    private void lock() {
        Path path = plan.directories().state().resolve(".lab.lock");
        try {
            Files.createDirectories(plan.directories().state());
            lockFile = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lockFile.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: the same answer.
        } catch (IOException e) {
            throw new LabException(path + ": " + e, "is " + plan.directories().state() + " writable?");
        }
        throw new LabException("another mirach up is bringing up a lab just now", "wait for it, or mirach down");
    }

    private synchronized void unlock() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException _) {
            // The lock ends with the process then.
        }
    }
}
