package org.mirach.vswitch.agent.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.mirach.openflow.channel.ChannelSettings;
import org.mirach.openflow.channel.ConnectionHandler;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.openflow.channel.Listener;
import org.mirach.openflow.channel.OpenFlowTransport;
import org.mirach.openflow.channel.TlsConfig;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.config.BridgeConfig;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * All ways to and from a bridge: the management socket, the configured listeners, the controllers it dials.
 *
 * <p><b>Threads:</b> {@link #listen} and {@link #close} the wiring's thread; the rest the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Connections {
    /** Tools are asked for a sign of life less often than controllers, as in Open vSwitch. */
    private static final Duration SERVICE_PROBE = Duration.ofSeconds(60);

    private final OpenFlowTransport transport;
    private final ScheduledExecutorService agent;
    private final ChannelSettings dialled;
    private final ChannelSettings accepted;
    private final long maxBackoffMs;
    private final Peers peers;
    private final Requests requests;
    private final PeerListener peerListener;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<ControllerLink> links = new ArrayList<>();

    /** @param tls null where no endpoint needs it */
    public Connections(
            OpenFlowTransport transport,
            ScheduledExecutorService agent,
            BridgeConfig config,
            TlsConfig tls,
            Peers peers,
            Supplier<TunnelMetadataMap> tunnelMetadata,
            Requests requests,
            PeerListener peerListener) {
        this.transport = transport;
        this.agent = agent;
        ChannelSettings settings = ChannelSettings.forSwitch(tls)
                .withVersions(versions(config.protocols()))
                .withTunnelMetadata(tunnelMetadata);
        dialled = settings.withEchoInterval(Duration.ofMillis(config.inactivityProbeMs()));
        accepted = settings.withEchoInterval(SERVICE_PROBE).withMaxConnections(config.maxConnections());
        maxBackoffMs = config.maxBackoffMs();
        this.peers = peers;
        this.requests = requests;
        this.peerListener = peerListener;
    }

    /**
     * Opens the management socket and the configured listeners.
     *
     * @throws RuntimeException one can't be opened: which, why, and what to do
     */
    public void listen(Path managementSocket, List<String> targets) {
        listen(new Endpoint(Endpoint.Kind.PUNIX, null, -1, managementSocket));
        targets.forEach(target -> listen(Endpoint.parse(target)));
    }

    private void listen(Endpoint endpoint) {
        listeners.add(transport.listen(endpoint, accepted, () -> handler(PeerKind.SERVICE, endpoint, () -> {})));
    }

    /** Begins to keep up connections to the controllers. */
    public void dial(List<String> targets) {
        for (String target : targets) {
            Endpoint endpoint = Endpoint.parse(target);
            ControllerLink link = new ControllerLink(
                    endpoint,
                    dialled,
                    transport,
                    agent,
                    whenClosed -> handler(PeerKind.PRIMARY, endpoint, whenClosed),
                    maxBackoffMs);
            links.add(link);
            link.dial();
        }
    }

    /** Where it listens, with the port numbers that were chosen. */
    public List<Endpoint> listening() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    /** Stops to dial and to listen; the transport's end closes what is connected. */
    public void close() {
        links.forEach(ControllerLink::stop);
        listeners.forEach(Listener::close);
    }

    private ConnectionHandler handler(PeerKind kind, Endpoint endpoint, Runnable whenClosed) {
        return new PeerHandler(kind, endpoint.toString(), peers, requests, peerListener, whenClosed);
    }

    private static Set<OFVersion> versions(List<String> protocols) {
        EnumSet<OFVersion> versions = EnumSet.noneOf(OFVersion.class);
        for (String protocol : protocols) {
            versions.add(OFVersion.valueOf(protocol.replace("OpenFlow", "OF_")));
        }
        return versions;
    }
}
