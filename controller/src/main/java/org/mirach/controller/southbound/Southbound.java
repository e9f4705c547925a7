package org.mirach.controller.southbound;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mirach.controller.observe.RateLimitedLog;
import org.mirach.controller.shard.Elections;
import org.mirach.openflow.channel.ChannelSettings;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.openflow.channel.Listener;
import org.mirach.openflow.channel.OpenFlowTransport;

/**
 * Listens for switches.
 *
 * <p><b>Threads:</b> owns the event loops, one for each processor; any thread may call.
 */
public final class Southbound implements AutoCloseable {
    private static final int ERROR_LINES = 10;
    private static final Duration ERROR_PERIOD = Duration.ofSeconds(10);

    private final OpenFlowTransport transport;
    private final List<Listener> listeners = new ArrayList<>();

    /**
     * Listens from now on.
     *
     * @throws IllegalArgumentException when an endpoint or a TLS file can't be used: what and why
     */
    public Southbound(
            SouthboundSettings settings,
            SwitchRegistry registry,
            SwitchListener listener,
            Elections elections,
            SouthboundCounters counters) {
        SouthboundContext context = new SouthboundContext(
                registry,
                listener,
                elections,
                counters,
                settings.handshakeTimeout(),
                new RateLimitedLog(ERROR_LINES, ERROR_PERIOD));
        ChannelSettings channel = ChannelSettings.forController(settings.tls())
                .withEchoInterval(settings.echoInterval())
                .withHandshakeTimeout(settings.handshakeTimeout())
                .withMaxConnections(settings.maxConnections());
        transport = new OpenFlowTransport("southbound", Runtime.getRuntime().availableProcessors());
        try {
            for (String text : settings.listen()) {
                listeners.add(transport.listen(Endpoint.parse(text), channel, () -> new Handshake(context)));
            }
        } catch (UncheckedIOException e) {
            close();
            throw new IllegalArgumentException(
                    "openflow.listen: " + e.getCause().getMessage() + "; name another endpoint", e);
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /** Where switches can connect, as Open vSwitch would dial it: {@code ssl:127.0.0.1:6653}. */
    public List<String> endpoints() {
        return listeners.stream()
                .map(Listener::endpoint)
                .map(it -> (it.tls() ? "ssl:" : "tcp:") + shownHost(it.host()) + ":" + it.port())
                .toList();
    }

    /** Connections there are now, those in the handshake among them. */
    public int connectionCount() {
        return listeners.stream().mapToInt(Listener::connectionCount).sum();
    }

    @Override
    public void close() {
        listeners.forEach(Listener::close);
        transport.close();
    }

    private static String shownHost(String host) {
        if (host.isEmpty()) {
            return "0.0.0.0";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
