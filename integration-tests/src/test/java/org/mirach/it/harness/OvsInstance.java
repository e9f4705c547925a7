package org.mirach.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's Open vSwitch with its own database and run directory: userspace datapath, every device a dummy, as in its
 * own test suite. Needs no kernel module and touches no device of the machine.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class OvsInstance implements BridgeUnderTest {
    private static final Path VSWITCHD = Path.of("/usr/lib/openvswitch-switch/ovs-vswitchd");
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");

    private final Path directory;
    private final Map<String, PcapFile> captures = new HashMap<>();

    private OvsInstance(Path directory) {
        this.directory = directory;
    }

    /** Whether the machine has what this class starts. */
    public static boolean installed() {
        return Files.exists(SCHEMA) && Files.isExecutable(VSWITCHD);
    }

    /** br0, datapath id 1, secure, ports p1 to p{@code ports} with numbers 1 and up. */
    public static OvsInstance start(int ports) {
        OvsInstance ovs = new OvsInstance(Daemons.temporaryDirectory("mirach-it-ovs"));
        try {
            ovs.startDaemons();
            ovs.makeBridge(ports);
            return ovs;
        } catch (RuntimeException e) {
            ovs.close();
            throw e;
        }
    }

    private void startDaemons() {
        Command.must("ovsdb-tool", "create", file("conf.db"), SCHEMA.toString());
        Command.must(
                environment(),
                "ovsdb-server",
                file("conf.db"),
                "--remote=punix:" + file("db.sock"),
                "--unixctl=" + file("db.ctl"),
                "--pidfile=" + file("ovsdb-server.pid"),
                "--log-file=" + file("ovsdb-server.log"),
                "--detach",
                "--no-chdir");
        vsctl("--no-wait", "init");
        // Look behind two VLAN tags, not one: OpenFlow's eth_type is what follows all tags (1.3.5, 7.2.3.7).
        vsctl("--no-wait", "set", "Open_vSwitch", ".", "other-config:vlan-limit=2");
        Command.must(
                environment(),
                VSWITCHD.toString(),
                "unix:" + file("db.sock"),
                "--unixctl=" + controlSocket(),
                "--pidfile=" + file("ovs-vswitchd.pid"),
                "--log-file=" + file("ovs-vswitchd.log"),
                "--enable-dummy=override",
                "--disable-system",
                "--detach",
                "--no-chdir");
    }

    private void makeBridge(int ports) {
        List<String> words = new ArrayList<>(List.of(
                "add-br",
                "br0",
                "--",
                "set",
                "bridge",
                "br0",
                "datapath_type=dummy",
                "fail-mode=secure",
                "protocols=OpenFlow10,OpenFlow13,OpenFlow14,OpenFlow15",
                "other-config:datapath-id=0000000000000001"));
        for (int port = 1; port <= ports; port++) {
            words.addAll(List.of(
                    "--",
                    "add-port",
                    "br0",
                    "p" + port,
                    "--",
                    "set",
                    "interface",
                    "p" + port,
                    "type=dummy",
                    "ofport_request=" + port,
                    "options:tx_pcap=" + file("p" + port + ".pcap")));
        }
        vsctl(words.toArray(String[]::new));
    }

    /** The bridge dials a controller on this machine by TLS, with the certificate of a switch. */
    public void connectTo(Certificates tls, int port) {
        Path directory = tls.directory();
        vsctl(
                "set-ssl",
                directory.resolve("switch.key").toString(),
                directory.resolve("switch.pem").toString(),
                directory.resolve("ca.pem").toString(),
                "--",
                "set-controller",
                "br0",
                "ssl:127.0.0.1:" + port);
    }

    public String vsctl(String... words) {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=20", "--db=unix:" + file("db.sock")));
        command.addAll(List.of(words));
        return Command.must(environment(), command.toArray(String[]::new));
    }

    @Override
    public Path runDir() {
        return directory;
    }

    @Override
    public String name() {
        return "Open vSwitch";
    }

    @Override
    public Path controlSocket() {
        return directory.resolve("vswitchd.ctl");
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "OVS_RUNDIR",
                directory.toString(),
                "OVS_LOGDIR",
                directory.toString(),
                "OVS_DBDIR",
                directory.toString());
    }

    /** Pushes the counters of cached flows, by dropping them. */
    @Override
    public void settle() {
        appctl("revalidator/purge");
    }

    @Override
    public List<String> sent(String port) {
        appctl("version"); // answered after the main loop has taken in what was injected before
        return captured(port);
    }

    /** What a port's capture has gained since it was last looked at (libpcap's savefile format). */
    List<String> captured(String port) {
        PcapFile file = captures.computeIfAbsent(port, name -> new PcapFile(directory.resolve(name + ".pcap")));
        return file.next();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    public void close() {
        Daemons.stopByPidFile(directory.resolve("ovs-vswitchd.pid"));
        Daemons.stopByPidFile(directory.resolve("ovsdb-server.pid"));
        Daemons.until(Duration.ofSeconds(1), () -> !Files.exists(directory.resolve("ovsdb-server.pid")));
        Daemons.deleteTree(directory);
    }
}
