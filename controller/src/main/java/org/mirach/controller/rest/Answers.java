package org.mirach.controller.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.mirach.controller.app.view.NodeView.HostView;
import org.mirach.controller.app.view.NodeView.LinkView;
import org.mirach.controller.shard.Member;
import org.mirach.controller.southbound.SwitchDescription;

/** The shapes of the answers: components are the JSON keys. All immutable. */
final class Answers {
    private Answers() {}

    record Health(String status, String nodeId) {}

    record ZooKeeperStatus(String connect, String state, boolean embedded) {}

    record Status(
            String nodeId,
            String version,
            long uptimeSeconds,
            ZooKeeperStatus zookeeper,
            int members,
            int switches,
            int masterOf,
            int hosts,
            int links) {}

    /** {@code master} is null while there is none. */
    record Switch(
            String datapathId,
            String address,
            String connectedSince,
            String master,
            String role,
            SwitchDescription description,
            int ports) {}

    record Switches(List<Switch> switches) {}

    record Port(
            long portNo,
            String name,
            String hwAddr,
            List<String> state,
            List<String> config,
            long currSpeedKbps,
            long rxPackets,
            long txPackets,
            long rxBytes,
            long txBytes,
            long rxDropped,
            long txDropped,
            long rxErrors,
            long txErrors) {}

    record Ports(List<Port> ports) {}

    record Flow(
            int tableId,
            int priority,
            String cookie,
            String owner,
            double durationSeconds,
            int idleTimeout,
            int hardTimeout,
            long packets,
            long bytes,
            String match,
            String actions) {}

    record Flows(List<Flow> flows) {}

    record Links(List<LinkView> links) {}

    record Hosts(List<HostView> hosts) {}

    record Cluster(Map<String, String> masters, List<Member> members) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FlowStatus(String state, String reason) {}

    record StaticFlow(String id, String name, String datapathId, String flow, FlowStatus status, String etag) {}

    record StaticFlows(List<StaticFlow> staticFlows) {}

    /** What a request for a static flow holds. */
    record StaticFlowBody(String name, String datapathId, String flow) {}

    record ErrorBody(String code, String message, String hint) {}

    record Failure(ErrorBody error) {}
}
