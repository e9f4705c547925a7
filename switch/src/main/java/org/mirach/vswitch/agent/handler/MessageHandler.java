package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OpenFlowException;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;

/**
 * Deals with one kind of message.
 *
 * <p><b>Threads:</b> the agent thread.
 *
 * @param <M> what it deals with
 */
@FunctionalInterface
public interface MessageHandler<M> {
    /** @throws OpenFlowException the request is refused, with this error */
    Answer handle(Peer peer, M message) throws OpenFlowException;
}
