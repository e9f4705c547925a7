package org.mirach.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.mirach.cli.CliException;
import org.mirach.cli.Table;
import org.mirach.cli.unixctl.UnixctlClient;

/** What the user reads when the lab is up: what runs where, and what to try next. Stateless; any thread. */
final class LabReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LabReport() {}

    static String of(LabPlan plan, LabRecord record) {
        Table table = new Table("WHAT", "WHERE", "PID");
        table.row(
                "controller c1",
                record.restUrl() + ", OpenFlow 127.0.0.1:" + record.openflowPort(),
                pid(record, "controller"));
        table.row(
                "ZooKeeper",
                "inside the controller, data in " + plan.directories().state().resolve("zookeeper"),
                "");
        table.row("switch " + plan.bridge(), plan.managementSocket().toString(), pid(record, "switch"));
        JsonNode ports = ports(plan);
        for (LabPlan.Host host : plan.hosts()) {
            table.row(
                    "host " + host.name(),
                    host.ipv4() + ", namespace " + host.namespace() + ", port " + host.portNo() + ": "
                            + mode(ports, host.portNo()),
                    "");
        }
        return "\n" + table.text() + "\n" + suggestions(plan);
    }

    private static String suggestions(LabPlan plan) {
        LabPlan.Host from = plan.hosts().getFirst();
        LabPlan.Host to = plan.hosts().getLast();
        String mirach = plan.launcher().toString();
        String rundir = "OVS_RUNDIR=" + plan.directories().run();
        return """
                Try:
                  ip netns exec %s ping %s
                  %s ovs-ofctl dump-flows %s
                  %s flows
                  %s hosts
                  %s ovs-ofctl -O OpenFlow13 add-flow %s 'priority=100,icmp,actions=drop'
                """.formatted(from.namespace(), to.ipv4(), rundir, plan.bridge(), mirach, mirach, rundir, plan.bridge());
    }

    private static String pid(LabRecord record, String role) {
        ProcessIdentity process = record.processes().get(role);
        return process == null ? "-" : Long.toString(process.pid());
    }

    private static JsonNode ports(LabPlan plan) {
        try {
            return JSON.readTree(UnixctlClient.call(plan.controlSocket(), "mirach/datapath"))
                    .path("ports");
        } catch (CliException | JsonProcessingException _) {
            return JSON.createArrayNode(); // The lab works without this; the table then says so.
        }
    }

    /** How the switch reaches the port, and why that way. */
    private static String mode(JsonNode ports, int portNo) {
        for (JsonNode port : ports) {
            if (port.path("portNo").asInt() == portNo) {
                String reason = port.path("reason").asText("");
                return port.path("mode").asText("?") + (reason.isEmpty() ? "" : " (" + reason + ")");
            }
        }
        return "mode unknown: the switch did not say";
    }
}
