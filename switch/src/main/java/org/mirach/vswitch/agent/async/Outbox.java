package org.mirach.vswitch.agent.async;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.observe.LogLimiter;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that nobody asked for, on their way to peers at each one's pace: in pieces of {@value #PIECE}, so that others
 * get their turn, and only while the connection takes more. They are made when they are sent.
 *
 * <p><b>Limits:</b> for a peer with as many waiting as was said when this was made, further ones are lost and logged.
 *
 * <p><b>Threads:</b> the agent thread, which is the executor of all peers.
 */
@RunsOn(Role.AGENT)
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final LogLimiter LOSSES = LogLimiter.of(LOG);
    private static final int PIECE = 1000;
    private static final long FULL_RETRY_MS = 10;

    private final Map<Peer, Lane> lanes = new HashMap<>();
    private final int maxWaiting;

    /** @param maxWaiting for one peer */
    Outbox(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /** What waits for one peer, and whether its next piece is under way. */
    private static final class Lane {
        private final ArrayDeque<Supplier<? extends OFMessage>> waiting = new ArrayDeque<>();
        private boolean posted;
    }

    /** Adds a message; {@link #flush} begins to send. */
    void add(Peer peer, Supplier<? extends OFMessage> message) {
        Lane lane = lanes.computeIfAbsent(peer, _ -> new Lane());
        if (lane.waiting.size() < maxWaiting) {
            lane.waiting.add(message);
        } else {
            LOSSES.warn("{}: does not take its notices; some are lost", peer);
        }
    }

    void flush() {
        for (Map.Entry<Peer, Lane> entry : List.copyOf(lanes.entrySet())) {
            if (!entry.getValue().posted) {
                piece(entry.getKey(), entry.getValue());
            }
        }
    }

    private void piece(Peer peer, Lane lane) {
        lane.posted = false;
        try {
            for (int i = 0; i < PIECE && !lane.waiting.isEmpty() && peer.wire().isWritable(); i++) {
                peer.wire().send(lane.waiting.poll().get());
            }
        } catch (RuntimeException e) {
            LOG.error("{}: a notice could not be sent; the peer is disconnected", peer, e);
            peer.wire().close("internal error");
        }
        if (lane.waiting.isEmpty() || !peer.wire().isOpen()) {
            lanes.remove(peer);
            return;
        }
        lane.posted = true;
        if (peer.wire().isWritable()) {
            peer.wire().executor().execute(() -> piece(peer, lane));
        } else {
            peer.wire().executor().schedule(() -> piece(peer, lane), FULL_RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }
}
