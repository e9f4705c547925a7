package org.mirach.vswitch.ports;

/** Two namespaces, each with one end of a veth whose other end is for the switch: fp1 and fp2 here, eth0 there. */
final class VethPair implements AutoCloseable {
    final String id;

    /** @param id two or three letters: names are unique to the test */
    VethPair(String id) {
        this.id = id;
        close();
        for (int i = 1; i <= 2; i++) {
            Shell.ok("ip netns add " + host(i));
            Shell.ok("ip link add " + device(i) + " type veth peer name eth0 netns " + host(i));
            Shell.ok("sysctl -qw net.ipv6.conf." + device(i) + ".disable_ipv6=1");
            Shell.ok("ip link set " + device(i) + " up");
            in(i, "ip link set lo up");
            in(i, "sysctl -qw net.ipv6.conf.eth0.accept_dad=0 net.ipv6.conf.eth0.router_solicitations=0");
            in(i, "ip link set eth0 address 02:00:00:00:00:0" + i + " up");
            in(i, "ip addr add 10.9.0." + i + "/24 dev eth0");
            in(i, "ip -6 addr add fd09::" + i + "/64 dev eth0 nodad");
        }
    }

    String host(int i) {
        return "fp-" + id + "-h" + i;
    }

    String device(int i) {
        return "fp-" + id + i;
    }

    String in(int i, String command) {
        return Shell.ok("ip netns exec " + host(i) + " " + command);
    }

    @Override
    public void close() {
        for (int i = 1; i <= 2; i++) {
            Shell.run("ip link del " + device(i));
            Shell.run("ip netns del " + host(i));
        }
    }
}
