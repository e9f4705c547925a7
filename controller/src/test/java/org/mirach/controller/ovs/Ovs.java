package org.mirach.controller.ovs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's Open vSwitch in a directory of its own: userspace datapath, dummy ports, no kernel module. br0 has datapath id
 * 1 and ports p1, p2, ...
 *
 * <p><b>Threads:</b> the test's.
 */
final class Ovs implements AutoCloseable {
    private static final Path DAEMON = Path.of("/usr/lib/openvswitch-switch/ovs-vswitchd");
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final int PCAP_HEADER = 24;

    private final Path directory;
    private final Map<String, String> environment;

    private Ovs(Path directory) {
        this.directory = directory;
        this.environment = Map.of(
                "OVS_RUNDIR",
                directory.toString(),
                "OVS_LOGDIR",
                directory.toString(),
                "OVS_DBDIR",
                directory.toString());
    }

    static boolean isInstalled() {
        return Files.exists(SCHEMA) && Files.isExecutable(DAEMON);
    }

    /** Starts it with {@code ports} ports and, if {@code pki} isn't null, TLS. */
    static Ovs start(int ports, TestPki pki) throws IOException, InterruptedException {
        // Unix socket paths are short: not below a deep temporary directory.
        Ovs ovs = new Ovs(Files.createTempDirectory("ctl-ovs"));
        ovs.run("ovsdb-tool", "create", ovs.file("conf.db"), SCHEMA.toString());
        ovs.run(
                "ovsdb-server",
                ovs.file("conf.db"),
                "--remote=punix:" + ovs.file("db.sock"),
                "--unixctl=" + ovs.file("db.ctl"),
                "--pidfile=" + ovs.file("ovsdb.pid"),
                "--log-file=" + ovs.file("ovsdb.log"),
                "--detach",
                "--no-chdir");
        ovs.vsctl("--no-wait", "init");
        ovs.run(
                DAEMON.toString(),
                "unix:" + ovs.file("db.sock"),
                "--unixctl=" + ovs.file("vs.ctl"),
                "--pidfile=" + ovs.file("vs.pid"),
                "--log-file=" + ovs.file("vs.log"),
                "--enable-dummy=override",
                "--disable-system",
                "--detach",
                "--no-chdir");
        if (pki != null) {
            ovs.vsctl(
                    "set-ssl",
                    pki.directory().resolve("switch.key").toString(),
                    pki.directory().resolve("switch.pem").toString(),
                    pki.directory().resolve("ca.pem").toString());
        }
        ovs.makeBridge(ports);
        return ovs;
    }

    private void makeBridge(int ports) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "add-br",
                "br0",
                "--",
                "set",
                "bridge",
                "br0",
                "datapath_type=dummy",
                "fail-mode=secure",
                "protocols=OpenFlow10,OpenFlow13",
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

    /** Connects br0 to these, with short back-off and probe. */
    void controllers(String... endpoints) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("set-controller", "br0"));
        words.addAll(Arrays.asList(endpoints));
        vsctl(words.toArray(String[]::new));
        for (String uuid :
                vsctl("--bare", "--columns=_uuid", "list", "controller").split("\\s+")) {
            vsctl("set", "controller", uuid, "max_backoff=1000", "inactivity_probe=5000");
        }
    }

    /** The roles of the controllers, as this switch sees them: {@code endpoint role}. */
    List<String> roles() throws IOException, InterruptedException {
        return vsctl(
                        "--format=csv",
                        "--no-heading",
                        "--data=bare",
                        "--columns=target,role,is_connected",
                        "list",
                        "controller")
                .lines()
                .sorted()
                .toList();
    }

    String vsctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=20", "--db=unix:" + file("db.sock")));
        command.addAll(Arrays.asList(words));
        return run(command.toArray(String[]::new));
    }

    String ofctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13"));
        command.addAll(Arrays.asList(words));
        return run(command.toArray(String[]::new));
    }

    /** The lines of dump-flows whose cookie begins so. */
    List<String> flows(String cookiePrefix) throws IOException, InterruptedException {
        return ofctl("dump-flows", "br0")
                .lines()
                .filter(line -> line.contains("cookie=" + cookiePrefix))
                .toList();
    }

    /** A frame arrives at a port. */
    void receive(String port, byte[] frame) throws IOException, InterruptedException {
        run(
                "ovs-appctl",
                "-t",
                file("vs.ctl"),
                "netdev-dummy/receive",
                port,
                HexFormat.of().formatHex(frame));
    }

    /** The frames that have left a port, as hexadecimal digits. */
    List<String> sent(String port) throws IOException {
        ByteBuffer pcap = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(port + ".pcap")))
                .order(ByteOrder.nativeOrder());
        List<String> frames = new ArrayList<>();
        int at = PCAP_HEADER;
        while (at + 16 <= pcap.capacity() && at + 16 + pcap.getInt(at + 8) <= pcap.capacity()) {
            int length = pcap.getInt(at + 8);
            frames.add(HexFormat.of().formatHex(pcap.array(), at + 16, at + 16 + length));
            at += 16 + length;
        }
        return frames;
    }

    private String run(String... words) throws IOException, InterruptedException {
        return Run.must(environment, directory, words);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        for (String name : List.of("vs.pid", "ovsdb.pid")) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                long pid = Long.parseLong(Files.readString(file).strip());
                ProcessHandle.of(pid).ifPresent(handle -> {
                    handle.destroy();
                    handle.onExit()
                            .orTimeout(5, TimeUnit.SECONDS)
                            .exceptionally(_ -> null)
                            .join();
                });
            }
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
