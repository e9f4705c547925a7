package org.mirach.cli.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two hosts: a network namespace each, with the one end of a veth pair in it; the other end is the switch's port.
 *
 * <p><b>Threads:</b> stateless; one at a time for one plan.
 */
final class HostNetwork {
    private HostNetwork() {}

    /** Makes the hosts; nothing of that name may be there. Offloads stay as the kernel sets them. */
    static void make(LabPlan plan) {
        for (LabPlan.Host host : plan.hosts()) {
            String namespace = host.namespace();
            Shell.must("ip", "netns", "add", namespace);
            Shell.must("ip", "link", "add", host.device(), "type", "veth", "peer", "name", "eth0", "netns", namespace);
            // The host's own stack must not talk on the switch's end (router solicitations, duplicate detection).
            quietly(Path.of("/proc/sys/net/ipv6/conf", host.device(), "disable_ipv6"));
            Shell.must("ip", "-n", namespace, "link", "set", "lo", "up");
            Shell.must("ip", "-n", namespace, "addr", "add", host.ipv4() + "/24", "dev", "eth0");
            Shell.run("ip", "-n", namespace, "addr", "add", host.ipv6() + "/64", "dev", "eth0", "nodad");
            Shell.must("ip", "-n", namespace, "link", "set", "eth0", "up");
            Shell.must("ip", "link", "set", host.device(), "up");
        }
    }

    /** Removes whatever is there of the hosts; a veth pair goes with either of its ends. */
    static void remove(LabPlan plan) {
        for (LabPlan.Host host : plan.hosts()) {
            if (Files.exists(Path.of("/sys/class/net", host.device()))) {
                Shell.run("ip", "link", "del", host.device());
            }
            if (Files.exists(Path.of("/run/netns", host.namespace()))) {
                Shell.run("ip", "netns", "del", host.namespace());
            }
        }
    }

    /** Whether both hosts are there. */
    static boolean exists(LabPlan plan) {
        return plan.hosts().stream()
                .allMatch(host -> Files.exists(Path.of("/run/netns", host.namespace()))
                        && Files.exists(Path.of("/sys/class/net", host.device())));
    }

    /** Pings h2 from h1 once a count; the whole output of ping. */
    static Shell.Result ping(LabPlan plan, int count) {
        LabPlan.Host from = plan.hosts().getFirst();
        LabPlan.Host to = plan.hosts().getLast();
        return Shell.run(
                "ip",
                "netns",
                "exec",
                from.namespace(),
                "ping",
                "-n",
                "-i",
                "0.2",
                "-W",
                "1",
                "-c",
                Integer.toString(count),
                to.ipv4());
    }

    private static void quietly(Path setting) {
        try {
            Files.writeString(setting, "1");
        } catch (java.io.IOException _) {
            // A kernel without IPv6 has nothing to be quiet about.
        }
    }
}
