package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.CtFlush;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** NXT_CT_FLUSH_ZONE and NXT_CT_FLUSH; what the peer sends next waits until it is done. */
@RunsOn(Role.AGENT)
final class CtFlushHandler implements MessageHandler<CtFlush> {
    private final ConnectionFlusher flusher;

    CtFlushHandler(ConnectionFlusher flusher) {
        this.flusher = flusher;
    }

    @Override
    public Answer handle(Peer peer, CtFlush message) {
        return new Answer.Later(flusher.flush(message).thenApply(_ -> Answer.NONE));
    }
}
