package org.mirach.vswitch.agent.handler;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Brings the counters of flow entries up to date before they are told: what the engine has counted on cached flows is
 * added first.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class FreshCounters {
    private final Supplier<CompletionStage<?>> push;

    /** @param push completes on the agent thread, or before it returns */
    FreshCounters(Supplier<CompletionStage<?>> push) {
        this.push = push;
    }

    Answer then(Supplier<Answer> answer) {
        return new Answer.Later(push.get().thenApply(_ -> answer.get()));
    }
}
