package org.mirach.controller;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mirach.controller.ControllerConfig.Authentication;
import org.mirach.controller.app.Applications;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.PacketApp;
import org.mirach.controller.app.discovery.Link;
import org.mirach.controller.app.discovery.LinkDiscovery;
import org.mirach.controller.app.discovery.Links;
import org.mirach.controller.app.hosts.Host;
import org.mirach.controller.app.hosts.HostTracker;
import org.mirach.controller.app.learning.LearningSwitch;
import org.mirach.controller.app.staticflow.StaticFlowApp;
import org.mirach.controller.app.staticflow.StaticFlowRound;
import org.mirach.controller.app.staticflow.StaticFlows;
import org.mirach.controller.app.view.ClusterView;
import org.mirach.controller.app.view.NodeView;
import org.mirach.controller.observe.Metrics;
import org.mirach.controller.rest.RestBackend;
import org.mirach.controller.rest.RestServer;
import org.mirach.controller.rest.TokenGuard;
import org.mirach.controller.shard.Elections;
import org.mirach.controller.shard.Member;
import org.mirach.controller.shard.Members;
import org.mirach.controller.shard.zookeeper.ZooKeeperElections;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.controller.southbound.Southbound;
import org.mirach.controller.southbound.SouthboundCounters;
import org.mirach.controller.southbound.SouthboundSettings;
import org.mirach.controller.southbound.SwitchRegistry;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreException;
import org.mirach.controller.store.zookeeper.EmbeddedZooKeeper;
import org.mirach.controller.store.zookeeper.ZooKeeperClient;
import org.mirach.controller.store.zookeeper.ZooKeeperStore;
import org.mirach.openflow.channel.TlsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wiring: makes every part of a controller and every thread that isn't Netty's, Jetty's or Curator's own.
 *
 * <p>Starts from the inside out (store, elections, applications, REST, and switches last), closes the other way round, so
 * that leaderships are given back after the switches are gone and before the session ends.
 *
 * <p><b>Threads:</b> {@link #start} and {@link #close} from one; accessors from any.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final Duration ZOOKEEPER_WAIT = Duration.ofSeconds(30);
    private static final Duration LLDP_INTERVAL = Duration.ofSeconds(5);
    private static final long PUBLISH_EVERY_MS = 250;
    private static final int SECRET_OCTETS = 32;
    private static final String LLDP_SECRET = "/secrets/lldp";

    private final ControllerConfig config;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final SwitchRegistry registry = new SwitchRegistry();
    private final SouthboundCounters counters = new SouthboundCounters();
    private final Links links = new Links();
    private final HostTracker hosts = new HostTracker(links, this::inheritedHosts);
    private final Metrics metrics = new Metrics();
    private Optional<StaticFlows> staticFlows = Optional.empty();
    private Optional<StaticFlowApp> staticFlowApp = Optional.empty();
    private Members members;
    private volatile ClusterView view;
    private RestServer rest;
    private Southbound southbound;
    private String zooKeeperConnect;

    private Controller(ControllerConfig config) {
        this.config = config;
    }

    /**
     * Starts a controller; it is ready when this returns.
     *
     * @throws IllegalArgumentException when the configuration can't be used: what to change is said
     * @throws StoreException when ZooKeeper can't be started or reached
     */
    public static Controller start(ControllerConfig config) {
        Controller controller = new Controller(config);
        try {
            controller.run();
            return controller;
        } catch (RuntimeException e) {
            controller.close();
            throw e;
        }
    }

    private void run() {
        // Files first: a mistake there must show before anything listens.
        Optional<TokenGuard> guard = config.rest().authentication() == Authentication.TOKEN
                ? Optional.of(TokenGuard.open(config.rest().tokenFile()))
                : Optional.empty();
        ZooKeeperClient client = connect();
        Store store = new ZooKeeperStore(client);
        Elections elections = opened(new ZooKeeperElections(client, config.nodeId()));
        Applications applications = new Applications(applications(store));
        southbound = opened(new Southbound(settings(), registry, applications, elections, counters));
        view = opened(new ClusterView(store, config.nodeId(), this::ownView));
        // Which port REST has is known once it listens, and it needs the members: so they come first, with what is
        // asked for.
        members = opened(new Members(
                store,
                new Member(
                        config.nodeId(), config.rest().listen(), String.join(",", southbound.endpoints()), List.of())));
        rest = opened(RestServer.start(
                config.rest().host(),
                config.rest().port(),
                guard,
                new RestBackend(
                        version(),
                        zooKeeperConnect,
                        config.zookeeper().ensemble().isEmpty(),
                        store,
                        registry,
                        members,
                        view,
                        staticFlows),
                metrics));
        members.move(restAddress());
        measure();
        publishRegularly();
        warn();
        LOG.info(
                "controller {} ready: REST http://{}, OpenFlow {}, ZooKeeper {}{}",
                config.nodeId(),
                restAddress(),
                String.join(" ", southbound.endpoints()),
                zooKeeperConnect,
                config.zookeeper().ensemble().isEmpty() ? " (embedded)" : "");
    }

    private SouthboundSettings settings() {
        ControllerConfig.OpenFlow openflow = config.openflow();
        TlsConfig tls = new TlsConfig(
                openflow.tls().certificate(),
                openflow.tls().privateKey(),
                openflow.tls().caCertificate());
        return new SouthboundSettings(
                openflow.listen(),
                tls,
                openflow.echoInterval(),
                openflow.handshakeTimeout(),
                openflow.maxConnections());
    }

    /** What is open to others because the configuration says so. */
    private void warn() {
        boolean loopback = new InetSocketAddress(config.rest().host(), 0).getAddress() instanceof InetAddress address
                && address.isLoopbackAddress();
        if (!loopback) {
            LOG.warn(
                    "REST listens on {} without TLS: whoever hears the wire reads the token; put a TLS proxy in front",
                    config.rest().listen());
        }
        if (config.rest().authentication() == Authentication.NONE) {
            LOG.warn(
                    "REST asks nobody for a token: whoever reaches {} may change flows",
                    config.rest().listen());
        }
        config.openflow().listen().stream()
                .filter(listen -> listen.startsWith("ptcp:"))
                .forEach(listen ->
                        LOG.warn("{} lets in every switch that reaches it; pssl: asks for certificates", listen));
    }

    private ZooKeeperClient connect() {
        zooKeeperConnect = config.zookeeper()
                .ensemble()
                .orElseGet(() -> opened(EmbeddedZooKeeper.start(
                                config.zookeeper().dataDir(), config.zookeeper().clientPort()))
                        .connectString());
        return opened(
                ZooKeeperClient.connect(zooKeeperConnect, config.zookeeper().sessionTimeout(), ZOOKEEPER_WAIT));
    }

    /** In the order in which they are offered packets. */
    private List<PacketApp> applications(Store store) {
        List<PacketApp> apps = new ArrayList<>();
        if (config.apps().linkDiscovery()) {
            LinkDiscovery discovery = new LinkDiscovery(links, secret(store), LLDP_INTERVAL);
            metrics.counter(
                    "mirach_lldp_unsigned_total", "LLDP frames that this cluster did not sign.", discovery::unsigned);
            apps.add(discovery);
        }
        apps.add(hosts);
        if (config.apps().staticFlows()) {
            StaticFlows flows = opened(new StaticFlows(store, kept()));
            StaticFlowApp app = new StaticFlowApp(flows, registry);
            staticFlows = Optional.of(flows);
            staticFlowApp = Optional.of(app);
            apps.add(app);
        }
        if (config.apps().learningSwitch()) {
            apps.add(new LearningSwitch());
        }
        return apps;
    }

    /** The entries that the other applications hold for good, with whose they are. */
    private Map<FlowDiff.Identity, FlowOwner> kept() {
        Map<FlowDiff.Identity, FlowOwner> kept = new HashMap<>();
        if (config.apps().linkDiscovery()) {
            kept.put(LinkDiscovery.KEPT, FlowOwner.LINK_DISCOVERY);
        }
        if (config.apps().learningSwitch()) {
            kept.put(LearningSwitch.KEPT, FlowOwner.LEARNING_SWITCH);
        }
        return kept;
    }

    /** The cluster's key for link discovery: the first controller makes it. */
    private static byte[] secret(Store store) {
        byte[] fresh = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(fresh);
        return switch (store.create(LLDP_SECRET, fresh)) {
            case Outcome.Written(Entry entry) -> entry.value();
            case Outcome.Conflict(Entry theirs) -> theirs.value();
            case Outcome.Missing _ ->
                throw new StoreException(LLDP_SECRET + " went while it was read; start again", null);
        };
    }

    private void publishRegularly() {
        ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("publisher").factory());
        open.push(publisher::shutdownNow);
        publisher.scheduleWithFixedDelay(this::publish, 0, PUBLISH_EVERY_MS, TimeUnit.MILLISECONDS);
        publisher.scheduleWithFixedDelay(() -> hosts.expire(Instant.now()), 30, 30, TimeUnit.SECONDS);
    }

    private void publish() {
        try {
            members.lead(registry.all().stream()
                    .filter(SwitchSession::isMaster)
                    .map(SwitchSession::name)
                    .toList());
            view.publish();
        } catch (StoreException e) {
            LOG.debug("not published: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("publishing to the other controllers failed; trying again", e);
        }
    }

    /** What this controller sees of the switches that it is the master of. */
    private NodeView ownView() {
        TreeMap<String, StaticFlowRound> rounds = new TreeMap<>();
        staticFlowApp.ifPresent(
                app -> app.rounds().forEach((datapathId, round) -> rounds.put(DatapathId.text(datapathId), round)));
        return new NodeView(
                links.all().stream().map(Controller::shown).toList(),
                hosts.of(this::isMasterOf).stream().map(Controller::shown).toList(),
                rounds);
    }

    /** What was known of a switch's hosts by who led it before. */
    private List<Host> inheritedHosts(long datapathId) {
        ClusterView known = view;
        return known == null
                ? List.of()
                : known.hostsSaidOf(DatapathId.text(datapathId)).stream()
                        .map(said -> new Host(
                                EthernetFrame.macOf(said.mac()),
                                said.vlan(),
                                said.addresses(),
                                datapathId,
                                (int) said.portNo(),
                                Instant.parse(said.lastSeen())))
                        .toList();
    }

    private boolean isMasterOf(long datapathId) {
        return registry.get(datapathId).filter(SwitchSession::isMaster).isPresent();
    }

    private static NodeView.LinkView shown(Link link) {
        return new NodeView.LinkView(shown(link.from()), shown(link.to()), shown(link.lastSeen()));
    }

    private static NodeView.EndView shown(Link.End end) {
        return new NodeView.EndView(DatapathId.text(end.datapathId()), Integer.toUnsignedLong(end.portNo()));
    }

    private static NodeView.HostView shown(Host host) {
        return new NodeView.HostView(
                EthernetFrame.macText(host.mac()),
                host.addresses(),
                DatapathId.text(host.datapathId()),
                Integer.toUnsignedLong(host.portNo()),
                host.vlanVid(),
                shown(host.lastSeen()));
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private void measure() {
        metrics.gauge("mirach_switches", "Switches connected.", registry::size);
        metrics.gauge(
                "mirach_switches_mastered",
                "Switches this controller is the master of.",
                () -> registry.all().stream().filter(SwitchSession::isMaster).count());
        metrics.gauge("mirach_hosts", "Hosts seen at switches this controller is the master of.", hosts::size);
        metrics.gauge(
                "mirach_links",
                "Links that arrive at those switches.",
                () -> links.all().size());
        metrics.gauge(
                "mirach_members", "Controllers alive.", () -> members.all().size());
        metrics.counter("mirach_hosts_left_out_total", "Senders not noted: too many hosts.", hosts::leftOut);
        metrics.counter("mirach_packet_ins_total", "Packet-ins handled as master.", counters.packetIns::get);
        metrics.counter(
                "mirach_packet_ins_ignored_total",
                "Packet-ins that came while not master.",
                counters.packetInsIgnored::get);
        metrics.counter(
                "mirach_answers_dropped_total",
                "Answers to packet-ins dropped: the switch reads too slowly.",
                counters.answersDropped::get);
        metrics.counter(
                "mirach_openflow_errors_total",
                "OpenFlow errors that no request was waiting for.",
                counters.errors::get);
        metrics.counter(
                "mirach_unknown_messages_total",
                "OpenFlow messages ignored as unknown or unexpected.",
                counters.unknownMessages::get);
        metrics.counter(
                "mirach_handshakes_total", "Handshakes that ended in a connected switch.", counters.handshakes::get);
        metrics.counter(
                "mirach_handshakes_failed_total",
                "Handshakes refused, broken off or timed out.",
                counters.handshakesFailed::get);
        metrics.counter(
                "mirach_duplicate_datapath_ids_total",
                "Connections refused for a datapath id that is connected.",
                counters.duplicates::get);
        metrics.counter(
                "mirach_masterships_total",
                "Times a switch accepted this controller as master.",
                counters.masterships::get);
    }

    /** Where REST answers, {@code host:port}. */
    public String restAddress() {
        String host = config.rest().host();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + rest.port();
    }

    /** Where switches connect, with the ports that were chosen for 0. */
    public List<String> openFlowEndpoints() {
        return southbound.endpoints();
    }

    /** Where ZooKeeper is. */
    public String zooKeeperConnect() {
        return zooKeeperConnect;
    }

    static String version() {
        String version = Controller.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) { // AutoCloseable declares it; the rest must be closed still.
                LOG.warn("closing {}: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
