package org.mirach.vswitch.slowpath.upcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.Translation.Effect;

class EffectsTest {
    private static final int COUNT = 1000;

    private final Pipeline pipeline = new Pipeline();
    private final ArrayDeque<Runnable> agent = new ArrayDeque<>();
    private final Effects effects = new Effects(new MacTable(1, 1, _ -> true), pipeline, agent::add);

    @Test
    void theAgentGetsItsTurnBetweenPiecesOfWhatWasLearned() {
        List<Effect> learned = new ArrayList<>();
        for (int port = 1; port <= COUNT; port++) {
            learned.add(new Effect.LearnFlow(
                    FlowSyntax.change(FlowModCommand.MODIFY_STRICT, "tcp,tcp_dst=" + port + ",actions=drop")
                            .openFlow10(0, 0, 0)
                            .build(),
                    0));
        }
        effects.apply(learned, 0, 0);
        assertThat(agent).hasSize(1);
        agent.remove().run();
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSizeBetween(1, COUNT / 2);
        assertThat(agent).hasSize(1);
        while (!agent.isEmpty()) {
            agent.remove().run();
        }
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(COUNT);
        effects.apply(learned.subList(0, 1), 0, 0);
        assertThat(agent).hasSize(1);
    }
}
