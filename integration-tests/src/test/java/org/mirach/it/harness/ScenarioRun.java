package org.mirach.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Carries out the steps of a scenario against one bridge and writes down what came back.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class ScenarioRun implements AutoCloseable {
    /** A line that begins a message in what ovs-ofctl monitor prints. */
    private static final Pattern MESSAGE = Pattern.compile("(?m)^(OFPT|NXT|OFPST|NXST|ONFT)_");

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(3);

    private final BridgeUnderTest bridge;
    private final List<String> versionWords;
    private final StringBuilder framesSoFar = new StringBuilder();
    private Process monitor;
    private Path monitorLog;
    private boolean tablesChanged = true;

    /** @param version {@code plain}: what ovs-ofctl and the switch agree on by themselves; else with {@code -O OpenFlow13} */
    public ScenarioRun(BridgeUnderTest bridge, String version) {
        this.bridge = bridge;
        this.versionWords = version.equals("plain") ? List.of() : List.of("-O", "OpenFlow" + version);
    }

    /** Puts the bridge back to how it was: no flow entries, groups, meters and option mappings, no frames waiting. */
    public void reset(int ports) {
        for (String verb : List.of("del-flows", "del-groups", "del-meters", "del-tlv-map")) {
            bridge.mustOfctl("-O", "OpenFlow13", verb, "br0");
        }
        for (int port = 1; port <= ports; port++) {
            bridge.sent("p" + port);
        }
    }

    /** What the step gave, normalised. */
    public String perform(Scenario.Step step) {
        framesSoFar.setLength(0);
        return attempt(step);
    }

    /** As {@link #perform}, but a step that only reads is asked again until it gives what is expected, or time is up. */
    public String performUntil(Scenario.Step step, Predicate<String> expected) {
        String[] got = {perform(step)};
        if (step.reads()) {
            Daemons.until(SETTLE_LIMIT, () -> {
                if (!expected.test(got[0])) {
                    bridge.settle();
                    got[0] = attempt(step);
                }
                return expected.test(got[0]);
            });
        }
        return got[0];
    }

    private String attempt(Scenario.Step step) {
        return switch (step.kind()) {
            case OFCTL -> ofctl(step);
            case INJECT -> inject(step.line());
            case SENT -> sent(step.line());
            case MONITOR -> startMonitor(step.line());
            case MESSAGES -> messages(Integer.parseInt(step.line()));
        };
    }

    private String ofctl(Scenario.Step step) {
        // Packets so far count for the tables as they are now.
        bridge.settle();
        tablesChanged |= !step.reads();
        List<String> words = new ArrayList<>(versionWords);
        words.addAll(Command.words(step.line()));
        return Normaliser.normalise(bridge.ofctl(step.input(), words).text());
    }

    private String inject(String line) {
        if (tablesChanged) { // cached flows of the tables as they were must be gone by now: that is not the question
            bridge.settle();
            tablesChanged = false;
        }
        int blank = line.indexOf(' ');
        bridge.inject(line.substring(0, blank), PacketText.hex(line.substring(blank + 1)));
        return "";
    }

    private String sent(String port) {
        bridge.sent(port).forEach(frame -> framesSoFar.append(frame).append('\n'));
        return framesSoFar.toString();
    }

    private String startMonitor(String line) {
        stopMonitor();
        List<String> words = new ArrayList<>(List.of("ovs-ofctl"));
        words.addAll(versionWords);
        words.add("monitor");
        words.addAll(Command.words(line));
        try {
            monitorLog = bridge.runDir().resolve("monitor.log");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(monitorLog.toFile());
            builder.environment().putAll(bridge.environment());
            monitor = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The monitor asks for its configuration to take effect with a barrier-like request before it prints.
        Daemons.until(SETTLE_LIMIT, () -> bridge.ofctl("probe", "br0").ok());
        return "";
    }

    private String messages(int count) {
        Daemons.until(
                SETTLE_LIMIT,
                () -> MESSAGE.matcher(Daemons.readOrEmpty(monitorLog)).results().count() >= count);
        return Normaliser.normalise(Daemons.readOrEmpty(monitorLog));
    }

    private void stopMonitor() {
        if (monitor != null) {
            Daemons.stop(monitor.toHandle());
            monitor = null;
        }
    }

    @Override
    public void close() {
        stopMonitor();
    }
}
