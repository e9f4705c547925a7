package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.PacketIn2;
import org.mirach.openflow.model.Match;
import org.mirach.vswitch.agent.async.Continuations;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;

/** NXT_RESUME: a packet that a controller action paused goes on, with what the controller made of it. */
@RunsOn(Role.AGENT)
final class ResumeHandler implements MessageHandler<PacketIn2> {
    private final ResumeSink sink;

    ResumeHandler(ResumeSink sink) {
        this.sink = sink;
    }

    @Override
    public Answer handle(Peer peer, PacketIn2 message) throws OpenFlowException {
        int continuation = Continuations.id(message.continuation());
        if (continuation == 0) {
            throw new OpenFlowException(OfError.NXR_STALE, "not a packet that this switch paused");
        }
        OfError error = sink.resume(message.packet().toArray(), key(message.metadata()), continuation);
        if (error != null) {
            throw new OpenFlowException(error, "continuation " + continuation);
        }
        return Answer.NONE;
    }

    private static FlowKey key(Match metadata) throws OpenFlowException {
        OfError error = MatchCompiler.check(metadata);
        if (error != null) {
            throw new OpenFlowException(error, "metadata " + metadata);
        }
        return FlowKey.copyOf(MatchCompiler.compile(metadata).fullKey());
    }
}
