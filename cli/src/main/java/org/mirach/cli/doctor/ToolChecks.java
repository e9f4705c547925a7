package org.mirach.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs and libraries that Mirach calls, and what they are for. Stateless; any thread. */
final class ToolChecks {
    private record Tool(String name, String debianPackage, String purpose, boolean isNeeded) {}

    private static final List<Tool> TO_RUN = List.of(
            new Tool("ip", "iproute2", "makes the lab's namespaces and devices", true),
            new Tool("ping", "iputils-ping", "proves that the lab carries packets", true),
            new Tool("ovs-ofctl", "openvswitch-common", "asks and tells the switch in OpenFlow", true),
            new Tool("ethtool", "ethtool", "sets queues and offloads of real devices", false),
            new Tool("iperf3", "iperf3", "measures between the hosts", false),
            new Tool("tcpdump", "tcpdump", "shows packets", false));

    private static final List<Tool> TO_BUILD = List.of(
            new Tool("mvn", "maven", "builds Mirach", true),
            new Tool("clang", "clang", "compiles the XDP program", true),
            new Tool("ovs-vswitchd", "openvswitch-switch", "is what the tests compare with", false));

    private ToolChecks() {}

    /** What is needed to run, and in a source tree what is needed to build too. */
    static List<Finding> of(Machine machine, boolean isSourceTree) {
        List<Finding> findings = new ArrayList<>();
        int java = Runtime.version().feature();
        findings.add(
                java >= 25
                        ? Finding.ok("JDK", Runtime.version() + " in " + System.getProperty("java.home"))
                        : Finding.fail("JDK", "Java " + java, "JDK 25 or newer under /usr/lib/jvm, or JAVA_HOME"));
        TO_RUN.forEach(tool -> findings.add(check(machine, tool)));
        if (isSourceTree) {
            TO_BUILD.forEach(tool -> findings.add(check(machine, tool)));
        }
        return findings;
    }

    private static Finding check(Machine machine, Tool tool) {
        Optional<String> file = machine.tool(tool.name).map(Object::toString);
        if (file.isPresent()) {
            return Finding.ok(tool.name, file.get());
        }
        String found = "missing: it " + tool.purpose;
        String mend = "apt-get install " + tool.debianPackage;
        return tool.isNeeded ? Finding.fail(tool.name, found, mend) : Finding.warn(tool.name, found, mend);
    }
}
