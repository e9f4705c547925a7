package org.mirach.controller.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mirach.controller.app.staticflow.StaticFlows;
import org.mirach.controller.app.view.ClusterView;
import org.mirach.controller.app.view.NodeView.HostView;
import org.mirach.controller.app.view.NodeView.LinkView;
import org.mirach.controller.shard.Member;
import org.mirach.controller.shard.Members;
import org.mirach.controller.southbound.SwitchRegistry;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.controller.store.Store;

/**
 * What the routes read.
 *
 * <p><b>Threads:</b> any.
 */
public final class RestBackend {
    private final String version;
    private final String connect;
    private final boolean embedded;
    private final Store store;
    private final SwitchRegistry registry;
    private final Members members;
    private final ClusterView view;
    private final Optional<StaticFlows> staticFlows;
    private final Instant startedAt = Instant.now();

    /**
     * @param connect where ZooKeeper is
     * @param embedded whether it runs in this process
     * @param staticFlows empty when that application is off
     */
    public RestBackend(
            String version,
            String connect,
            boolean embedded,
            Store store,
            SwitchRegistry registry,
            Members members,
            ClusterView view,
            Optional<StaticFlows> staticFlows) {
        this.version = version;
        this.connect = connect;
        this.embedded = embedded;
        this.store = store;
        this.registry = registry;
        this.members = members;
        this.view = view;
        this.staticFlows = staticFlows;
    }

    SwitchResource switches() {
        return new SwitchResource(registry, members);
    }

    Optional<StaticFlowResource> staticFlows() {
        return staticFlows.map(flows -> new StaticFlowResource(flows, view));
    }

    Answers.Health health() {
        return new Answers.Health("ok", members.self().nodeId());
    }

    Answers.Status status() {
        return new Answers.Status(
                members.self().nodeId(),
                version,
                Duration.between(startedAt, Instant.now()).toSeconds(),
                new Answers.ZooKeeperStatus(connect, store.connection().name(), embedded),
                members.all().size(),
                registry.size(),
                (int) registry.all().stream().filter(SwitchSession::isMaster).count(),
                hosts().hosts().size(),
                links().links().size());
    }

    Answers.Links links() {
        List<LinkView> links = view.all().stream()
                .flatMap(node -> node.links().stream())
                .sorted(Comparator.comparing((LinkView link) -> link.from().datapathId())
                        .thenComparing(link -> link.from().portNo()))
                .toList();
        return new Answers.Links(links);
    }

    /** Of a host that two controllers have seen, the one who heard it last knows best. */
    Answers.Hosts hosts() {
        Map<String, HostView> latest = new TreeMap<>();
        view.all().stream()
                .flatMap(node -> node.hosts().stream())
                .forEach(host -> latest.merge(
                        host.mac() + "/" + host.vlan(),
                        host,
                        (one, other) ->
                                Instant.parse(one.lastSeen()).isBefore(Instant.parse(other.lastSeen())) ? other : one));
        return new Answers.Hosts(List.copyOf(latest.values()));
    }

    Answers.Cluster cluster() {
        Map<String, String> masters = new TreeMap<>();
        List<Member> all = members.all();
        all.forEach(member -> member.masterOf().forEach(datapathId -> masters.put(datapathId, member.nodeId())));
        registry.all().stream()
                .filter(SwitchSession::isMaster)
                .forEach(session -> masters.put(session.name(), members.self().nodeId()));
        return new Answers.Cluster(masters, all);
    }
}
