package org.mirach.vswitch.agent.connection;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.mirach.openflow.channel.ChannelSettings;
import org.mirach.openflow.channel.ConnectionHandler;
import org.mirach.openflow.channel.Endpoint;
import org.mirach.openflow.channel.OpenFlowTransport;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up the connection to one controller: dials, and dials again with a growing wait when that fails or the connection
 * is lost. A connection that outlived the wait starts it anew.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class ControllerLink {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerLink.class);
    private static final int LOGGED_FAILURES = 4;

    private final Endpoint endpoint;
    private final ChannelSettings settings;
    private final OpenFlowTransport transport;
    private final ScheduledExecutorService agent;
    private final Function<Runnable, ConnectionHandler> handlers;
    private final Backoff backoff;
    private int failures;
    private long connectedNs;
    private long waitMs;
    private boolean stopped;

    /** @param handlers makes a handler that runs what it is given when its connection is gone */
    ControllerLink(
            Endpoint endpoint,
            ChannelSettings settings,
            OpenFlowTransport transport,
            ScheduledExecutorService agent,
            Function<Runnable, ConnectionHandler> handlers,
            long maxBackoffMs) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.transport = transport;
        this.agent = agent;
        this.handlers = handlers;
        this.backoff = new Backoff(maxBackoffMs);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void dial() {
        if (stopped) {
            return;
        }
        try {
            transport
                    .connect(endpoint, settings, handlers.apply(this::onLost))
                    .whenCompleteAsync((_, failure) -> onDialled(failure), agent);
        } catch (IllegalArgumentException e) {
            onDialled(e); // Such as a certificate that is not there yet.
        }
    }

    void stop() {
        stopped = true;
    }

    private void onDialled(Throwable failure) {
        if (failure == null) {
            connectedNs = System.nanoTime();
            failures = 0;
        } else if (!stopped) {
            waitMs = backoff.next();
            logFailure(failure);
            agent.schedule(this::dial, waitMs, TimeUnit.MILLISECONDS);
        }
    }

    /** The first few say it all; a controller that stays away must not fill the log. */
    private void logFailure(Throwable failure) {
        failures++;
        if (failures < LOGGED_FAILURES) {
            LOG.warn("{}: {}; next try in {} ms", endpoint, failure.getMessage(), waitMs);
        } else if (failures == LOGGED_FAILURES) {
            LOG.warn(
                    "{}: {}; it is dialled on, and this is not logged again until it answers",
                    endpoint,
                    failure.getMessage());
        }
    }

    private void onLost() {
        if (System.nanoTime() - connectedNs > TimeUnit.MILLISECONDS.toNanos(waitMs)) {
            backoff.reset();
        }
        if (!stopped) {
            waitMs = backoff.next();
            agent.schedule(this::dial, waitMs, TimeUnit.MILLISECONDS);
        }
    }
}
