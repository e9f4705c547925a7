package org.mirach.vswitch.agent.connection;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.observe.LogLimiter;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with one peer's messages in their order, at the pace at which the peer takes the answers: the next message waits
 * until the answer before is complete and there is room to write.
 *
 * <p><b>Threads:</b> the agent thread.
 *
 * <p><b>Limits:</b> a peer that goes on to send while {@value #MAX_WAITING_BYTES} octets wait is closed.
 */
@RunsOn(Role.AGENT)
final class PeerSession {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);
    private static final LogLimiter REFUSALS = LogLimiter.of(LOG);
    private static final int MAX_WAITING_BYTES = 16 << 20;
    /** Pieces of a long answer that are written before other peers get their turn. */
    private static final int PIECES_A_TURN = 16;

    private final Peer peer;
    private final Requests requests;
    private final ArrayDeque<Inbound> inbox = new ArrayDeque<>();
    private int waitingBytes;
    private Iterator<? extends OFMessage> stream;
    private boolean waiting;
    private boolean running;

    PeerSession(Peer peer, Requests requests) {
        this.peer = peer;
        this.requests = requests;
    }

    private record Inbound(OFMessage message, Bytes frame) {}

    Peer peer() {
        return peer;
    }

    void onMessage(OFMessage message, Bytes frame) {
        inbox.add(new Inbound(message, frame));
        waitingBytes += frame.size();
        if (waitingBytes > MAX_WAITING_BYTES) {
            peer.wire().close("it sends on without taking the answers");
            inbox.clear();
            return;
        }
        advance();
    }

    /** There may be room to write again, or something that was waited for has happened. */
    void advance() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (!waiting && peer.wire().isOpen() && step()) {
                continue;
            }
        } finally {
            running = false;
        }
    }

    /** @return whether there may be more to do now */
    private boolean step() {
        if (!peer.wire().isWritable()) {
            return false;
        }
        if (stream != null) {
            return writePieces();
        }
        Inbound next = inbox.poll();
        if (next == null) {
            return false;
        }
        waitingBytes -= next.frame().size();
        try {
            send(requests.dispatch(peer, next.message()), next);
        } catch (OpenFlowException e) {
            refuse(next, e);
        } catch (RuntimeException e) {
            LOG.error("{}: {} could not be handled; the peer is disconnected", peer, next.message(), e);
            peer.wire().close("internal error");
        }
        return true;
    }

    private boolean writePieces() {
        for (int i = 0; i < PIECES_A_TURN && stream.hasNext() && peer.wire().isWritable(); i++) {
            peer.wire().send(stream.next());
        }
        if (!stream.hasNext()) {
            stream = null;
            return true;
        }
        if (peer.wire().isWritable()) {
            peer.wire().executor().execute(this::advance);
        }
        return false;
    }

    private void send(Answer answer, Inbound request) {
        switch (answer) {
            case Answer.Messages messages -> {
                if (!messages.messages().isEmpty()) {
                    peer.wire().sendAll(messages.messages());
                }
            }
            case Answer.Stream pieces -> stream = pieces.messages();
            case Answer.Later later -> {
                waiting = true;
                later.answer().whenComplete((then, failure) -> resume(then, failure, request));
            }
        }
    }

    private void resume(Answer then, Throwable failure, Inbound request) {
        waiting = false;
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof OpenFlowException refusal) {
            refuse(request, refusal);
        } else if (cause != null) {
            LOG.error("{}: {} could not be answered; the peer is disconnected", peer, request.message(), cause);
            peer.wire().close("internal error");
        } else {
            send(then, request);
        }
        advance();
    }

    private void refuse(Inbound request, OpenFlowException e) {
        REFUSALS.info("{}: refused {}: {}", peer, request.message().getType(), e.getMessage());
        peer.wire().refuse(request.frame(), e.error());
    }
}
