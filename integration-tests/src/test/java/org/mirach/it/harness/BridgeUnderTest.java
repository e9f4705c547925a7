package org.mirach.it.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A bridge br0 of some switch, in a process of its own, that ovs-ofctl reaches through {@code <run-dir>/br0.mgmt}.
 *
 * <p><b>Threads:</b> the test's.
 */
public interface BridgeUnderTest extends AutoCloseable {
    /** OVS_RUNDIR for the tools. */
    Path runDir();

    /** For messages. */
    String name();

    /** The socket for ovs-appctl. */
    Path controlSocket();

    /** Frames that left a dummy port since the last call, hex, in order. */
    List<String> sent(String port);

    /** Makes the counters that readers see include every packet injected so far. */
    void settle();

    @Override
    void close();

    /** A dummy port receives a frame. */
    default void inject(String port, String hex) {
        Outcome outcome = appctl("netdev-dummy/receive", port, hex);
        if (!outcome.ok()) {
            throw new IllegalStateException(name() + ": cannot inject into " + port + ": " + outcome.text());
        }
    }

    default Outcome appctl(String... words) {
        List<String> command =
                new ArrayList<>(List.of("ovs-appctl", "-t", controlSocket().toString()));
        command.addAll(List.of(words));
        return Command.run(environment(), "", command);
    }

    default Outcome ofctl(String... words) {
        return ofctl("", List.of(words));
    }

    default Outcome ofctl(String input, List<String> words) {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl"));
        command.addAll(words);
        return Command.run(environment(), input, command);
    }

    /** Runs and must succeed; gives standard output. */
    default String mustOfctl(String... words) {
        Outcome outcome = ofctl(words);
        if (!outcome.ok()) {
            throw new IllegalStateException(name() + ": ovs-ofctl " + List.of(words) + ": " + outcome.text());
        }
        return outcome.out();
    }

    default Map<String, String> environment() {
        return Map.of("OVS_RUNDIR", runDir().toString());
    }
}
