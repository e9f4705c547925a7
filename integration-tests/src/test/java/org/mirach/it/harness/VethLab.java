package org.mirach.it.harness;

import java.time.Duration;
import java.util.List;

/**
 * Two hosts, h1 and h2, and between them a switch in a namespace of its own with AF_XDP ports v1 and v2:
 * {@code h1 (e1 10.0.0.1, fd00::1) - v1 [br0] v2 - h2 (e2 10.0.0.2, fd00::2)}.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class VethLab implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    public final Netns h1;
    public final Netns h2;
    public final Netns middle;
    private MirachSwitch bridge;

    private VethLab(Netns h1, Netns h2, Netns middle) {
        this.h1 = h1;
        this.h2 = h2;
        this.middle = middle;
    }

    /** @param portOptions more keys of both ports, such as {@code , xdp-mode: generic} */
    public static VethLab start(String portOptions) {
        return hosts().startSwitch(portOptions, List.of(), List.of());
    }

    /** The namespaces, with nothing yet in the middle. */
    public static VethLab hosts() {
        return new VethLab(Netns.create("h1"), Netns.create("h2"), Netns.create("sw"));
    }

    /**
     * Plugs the hosts in and starts the switch between them; closes the lab where that fails.
     *
     * @param bridgeLines further lines of the bridge's configuration
     * @param sections further top-level lines
     */
    public VethLab startSwitch(String portOptions, List<String> bridgeLines, List<String> sections) {
        try {
            plug(h1, 1);
            plug(h2, 2);
            bridge = MirachSwitch.start(new MirachSwitch.Setup(
                    middle.prefix(),
                    false,
                    bridgeLines,
                    List.of(
                            "{name: v1, port-no: 1%s}".formatted(portOptions),
                            "{name: v2, port-no: 2%s}".formatted(portOptions)),
                    sections));
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Host {@code number}: device eN with addresses 10.0.0.N and fd00::N, wired to vN beside the switch. */
    public void plug(Netns host, int number) {
        middle.must("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        middle.veth("v" + number, host, "e" + number);
        host.must("ip", "link", "set", "e" + number, "address", "02:00:00:00:00:0" + number);
        host.must("ip", "addr", "add", "10.0.0." + number + "/24", "dev", "e" + number);
        host.must("ip", "addr", "add", "fd00::" + number + "/64", "dev", "e" + number, "nodad");
    }

    /** A veth with both its ends beside the switch. */
    public void loop(String one, String other) {
        middle.veth(one, middle, other);
    }

    /** Frames that h1's own device dropped: a veth holds 256 for a receiver that gets no time to run. */
    public long droppedBeforeTheSwitch() {
        return Long.parseLong(
                h1.must("cat", "/sys/class/net/e1/statistics/tx_dropped").strip());
    }

    /** Where the switch runs. */
    public Netns middle() {
        return middle;
    }

    public MirachSwitch bridge() {
        return bridge;
    }

    /** Pings h2 from h1: {@code count} packets, 0.05 s apart. */
    public Outcome ping(int count, String target) {
        return h1.run(LIMIT, "ping", "-c", Integer.toString(count), "-i", "0.05", "-W", "2", target);
    }

    /** iperf3 from h1 to h2 for two seconds, JSON out. */
    public Outcome iperf(String... options) {
        Process server = h2.start("iperf3", "-s", "-1");
        try {
            Daemons.until(
                    LIMIT,
                    () -> h2.run(LIMIT, "ss", "-Hltn", "sport", "=", ":5201")
                            .out()
                            .contains("5201"));
            String[] words = new String[options.length + 6];
            System.arraycopy(new String[] {"iperf3", "-J", "-c", "10.0.0.2", "-t", "2"}, 0, words, 0, 6);
            System.arraycopy(options, 0, words, 6, options.length);
            return h1.run(LIMIT, words);
        } finally {
            Daemons.stop(server.toHandle());
        }
    }

    @Override
    public void close() {
        if (bridge != null) {
            bridge.close();
        }
        List.of(h1, h2, middle).forEach(Netns::close);
    }
}
