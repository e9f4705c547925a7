package org.mirach.it.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace with a name that no one else has. Closing it takes its devices along.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class Netns implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;

    private Netns(String name) {
        this.name = name;
    }

    /** @param role part of the name, for whoever looks at {@code ip netns} */
    public static Netns create(String role) {
        Netns namespace =
                new Netns("mit%d-%d-%s".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet(), role));
        Command.must("ip", "netns", "add", namespace.name);
        namespace.must("ip", "link", "set", "lo", "up");
        return namespace;
    }

    /** A veth from {@code device} here to {@code peerDevice} in {@code peer}, both up. */
    public void veth(String device, Netns peer, String peerDevice) {
        Command.must(
                "ip",
                "-n",
                name,
                "link",
                "add",
                device,
                "type",
                "veth",
                "peer",
                "name",
                peerDevice,
                "netns",
                peer.name);
        must("ip", "link", "set", device, "up");
        peer.must("ip", "link", "set", peerDevice, "up");
    }

    public void address(String device, String address) {
        must("ip", "addr", "add", address, "dev", device, "nodad");
    }

    /** Words to put before a command that shall run in here. */
    public List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    public String must(String... words) {
        return Command.must(within(words).toArray(String[]::new));
    }

    public Outcome run(Duration limit, String... words) {
        return Command.run(Map.of(), "", limit, within(words));
    }

    /** Starts a command in here; its output is thrown away. */
    public Process start(String... words) {
        try {
            return new ProcessBuilder(within(words))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> within(String... words) {
        List<String> command = new ArrayList<>(prefix());
        command.addAll(List.of(words));
        return command;
    }

    public String name() {
        return name;
    }

    @Override
    public void close() {
        Command.attempt("ip", "netns", "del", name);
    }
}
