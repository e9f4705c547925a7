package org.mirach.vswitch.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mirach.conf.Default;

/**
 * One bridge: an OpenFlow switch. Immutable.
 *
 * @param datapathId 16 hexadecimal digits; made from the bridge's Ethernet address where it is left out
 * @param controllers connections to keep up: {@code tcp:}, {@code ssl:}, {@code unix:}
 * @param listeners connections to accept beside {@code <run-dir>/<name>.mgmt}: {@code ptcp:}, {@code pssl:}, {@code punix:}
 * @param protocols versions to speak: {@code OpenFlow10}, {@code OpenFlow13}, {@code OpenFlow14}, {@code OpenFlow15}
 * @param localPort whether the bridge has a tap device with its own name, port LOCAL
 * @param packetInRate packet_ins a second for each connection; 0 sets no limit
 */
public record BridgeConfig(
        @Default("br0") String name,
        Optional<String> datapathId,
        @Default("secure") FailMode failMode,
        List<String> controllers,
        List<String> listeners,

        @Default("[OpenFlow10, OpenFlow13, OpenFlow14, OpenFlow15]")
        List<String> protocols,

        @Default("5000") int inactivityProbeMs,
        @Default("8000") int maxBackoffMs,
        @Default("true") boolean localPort,
        @Default("0") int packetInRate,
        @Default("2000") int maxConnections,
        LimitsConfig limits,
        List<PortConfig> ports) {
    private static final Set<String> DIALS = Set.of("tcp", "ssl", "unix");
    private static final Set<String> LISTENS = Set.of("ptcp", "pssl", "punix");
    private static final Set<String> VERSIONS = Set.of("OpenFlow10", "OpenFlow13", "OpenFlow14", "OpenFlow15");

    public BridgeConfig {
        if (!name.matches("[A-Za-z0-9_.-]{1,15}")) {
            throw new IllegalArgumentException(
                    "name \"" + name + "\": 1 to 15 letters, digits or any of _ . - are allowed");
        }
        datapathId.ifPresent(BridgeConfig::parseDatapathId);
        controllers.forEach(target -> checkTarget("controllers", target, DIALS));
        listeners.forEach(target -> checkTarget("listeners", target, LISTENS));
        if (protocols.isEmpty() || !VERSIONS.containsAll(protocols)) {
            throw new IllegalArgumentException(
                    "protocols " + protocols + ": OpenFlow10, OpenFlow13, OpenFlow14 and OpenFlow15 are allowed");
        }
        if (inactivityProbeMs != 0 && inactivityProbeMs < 100 || maxBackoffMs < 1000 || packetInRate < 0) {
            throw new IllegalArgumentException("inactivity-probe-ms must be 0 (never) or 100 and more, "
                    + "max-backoff-ms 1000 and more, packet-in-rate 0 (no limit) and more");
        }
        if (maxConnections < 1 || maxConnections > 100_000) {
            throw new IllegalArgumentException("max-connections " + maxConnections + ": 1 to 100000 is allowed");
        }
        checkPorts(ports, name);
    }

    /** The configured datapath id as a number. */
    public Optional<Long> datapathIdNumber() {
        return datapathId.map(BridgeConfig::parseDatapathId);
    }

    boolean needsTls() {
        return controllers.stream().anyMatch(target -> target.startsWith("ssl:"))
                || listeners.stream().anyMatch(target -> target.startsWith("pssl:"));
    }

    private static long parseDatapathId(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text.replace(":", "");
        if (!digits.matches("[0-9a-fA-F]{1,16}") || Long.parseUnsignedLong(digits, 16) == 0) {
            throw new IllegalArgumentException(
                    "datapath-id \"" + text + "\": 1 to 16 hexadecimal digits, not all zero, are allowed");
        }
        return Long.parseUnsignedLong(digits, 16);
    }

    private static void checkTarget(String key, String target, Set<String> methods) {
        int colon = target.indexOf(':');
        if (colon < 0 || !methods.contains(target.substring(0, colon))) {
            throw new IllegalArgumentException(key + ": \"" + target + "\": expected one of "
                    + methods.stream().sorted().toList()
                    + " followed by a colon and an address, such as tcp:127.0.0.1:6653 or ptcp:6653");
        }
    }

    private static void checkPorts(List<PortConfig> ports, String bridge) {
        Set<String> names = new HashSet<>(Set.of(bridge));
        Set<Integer> numbers = new HashSet<>();
        for (PortConfig port : ports) {
            if (!names.add(port.name())) {
                throw new IllegalArgumentException("port name " + port.name() + " is given twice, or is the bridge's");
            }
            if (port.portNo() != 0 && !numbers.add(port.portNo())) {
                throw new IllegalArgumentException("port-no " + port.portNo() + " is given twice");
            }
        }
    }
}
