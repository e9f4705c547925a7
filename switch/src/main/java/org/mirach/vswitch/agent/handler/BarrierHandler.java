package org.mirach.vswitch.agent.handler;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * OFPT_BARRIER_REQUEST: the reply leaves when every earlier change of this connection is in force for all packets, cached
 * flows included (OpenFlow 1.3.5, 7.3.8).
 */
@RunsOn(Role.AGENT)
final class BarrierHandler implements MessageHandler<BasicRequest> {
    private static final int BARRIER_REPLY_10 = 19;
    private static final int BARRIER_REPLY_13 = 21;

    private final Supplier<CompletionStage<?>> barrier;

    BarrierHandler(Supplier<CompletionStage<?>> barrier) {
        this.barrier = barrier;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        Answer reply = Answer.of(new RawMessage(
                peer.version(), request.xid(), peer.openFlow10() ? BARRIER_REPLY_10 : BARRIER_REPLY_13, Bytes.EMPTY));
        return new Answer.Later(barrier.get().thenApply(_ -> reply));
    }
}
