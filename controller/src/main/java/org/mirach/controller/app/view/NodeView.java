package org.mirach.controller.app.view;

import java.util.List;
import java.util.Map;
import org.mirach.controller.app.staticflow.StaticFlowRound;

/**
 * What one controller sees of the switches that it is the master of, in the form in which REST shows it. Immutable.
 *
 * @param rounds by datapath id: how far its static flows are written
 */
public record NodeView(List<LinkView> links, List<HostView> hosts, Map<String, StaticFlowRound> rounds) {
    /** Nothing. */
    public static final NodeView EMPTY = new NodeView(List.of(), List.of(), Map.of());

    public NodeView {
        links = List.copyOf(links);
        hosts = List.copyOf(hosts);
        rounds = Map.copyOf(rounds);
    }

    /** A port of a switch. */
    public record EndView(String datapathId, long portNo) {}

    /** One direction of a link. */
    public record LinkView(EndView from, EndView to, String lastSeen) {}

    /** A host seen. */
    public record HostView(
            String mac, List<String> addresses, String datapathId, long portNo, int vlan, String lastSeen) {}

    /** Equal as long as nothing but times of day changed. */
    Object shape() {
        return List.of(
                links.stream().map(link -> List.of(link.from, link.to)).toList(),
                hosts.stream()
                        .map(host -> List.of(host.mac, host.addresses, host.datapathId, host.portNo, host.vlan))
                        .toList(),
                rounds);
    }
}
