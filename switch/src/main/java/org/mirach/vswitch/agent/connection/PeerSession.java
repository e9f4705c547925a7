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
 * <p><b>Limits:</b> a peer that goes on to send while {@value #MAX_WAITING_BYTES} octets wait is closed; each message
 * counts {@value #MESSAGE_BYTES} more than its frame.
 */
@RunsOn(Role.AGENT)
final class PeerSession {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);
    private static final LogLimiter REFUSALS = LogLimiter.of(LOG);
    private static final int MAX_WAITING_BYTES = 32 << 20;
    /** Heap that a decoded message takes beside its frame, about. */
    private static final int MESSAGE_BYTES = 256;
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

    private record Inbound(OFMessage message, Bytes frame) {
        private int bytes() {
            return frame.size() + MESSAGE_BYTES;
        }
    }

    Peer peer() {
        return peer;
    }

    void onMessage(OFMessage message, Bytes frame) {
        Inbound inbound = new Inbound(message, frame);
        inbox.add(inbound);
        waitingBytes += inbound.bytes();
        if (waitingBytes > MAX_WAITING_BYTES) {
            peer.wire().close("it sends on without taking the answers");
            inbox.clear();
            waitingBytes = 0;
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
        } catch (RuntimeException e) {
            LOG.error("{}: an answer could not be sent; the peer is disconnected", peer, e);
            peer.wire().close("internal error");
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
        waitingBytes -= next.bytes();
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
        try {
            answer(then, failure, request);
        } catch (RuntimeException e) {
            LOG.error("{}: {} could not be answered; the peer is disconnected", peer, request.message(), e);
            peer.wire().close("internal error");
        }
        advance();
    }

    private void answer(Answer then, Throwable failure, Inbound request) {
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof OpenFlowException refusal) {
            refuse(request, refusal);
        } else if (cause != null) {
            LOG.error("{}: {} could not be answered; the peer is disconnected", peer, request.message(), cause);
            peer.wire().close("internal error");
        } else {
            send(then, request);
        }
    }

    private void refuse(Inbound request, OpenFlowException e) {
        REFUSALS.info("{}: refused {}: {}", peer, request.message().getType(), e.getMessage());
        peer.wire().refuse(request.frame(), e.error());
    }
}
