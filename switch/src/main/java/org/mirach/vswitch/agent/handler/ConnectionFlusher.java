package org.mirach.vswitch.agent.handler;

import java.util.concurrent.CompletionStage;
import org.mirach.openflow.message.CtFlush;

/** Has tracked connections forgotten. */
@FunctionalInterface
public interface ConnectionFlusher {
    /** Called on the agent thread; completes there, when they are forgotten. */
    CompletionStage<?> flush(CtFlush request);
}
