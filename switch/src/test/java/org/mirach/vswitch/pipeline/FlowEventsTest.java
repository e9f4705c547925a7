package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.FlowModCommand;

class FlowEventsTest {
    private final Pipeline pipeline = new Pipeline(() -> 1);
    private final List<String> told = new ArrayList<>();
    private final Consumer<List<FlowEvent>> monitor = events -> events.forEach(event -> told.add(event.kind()
            + " " + event.entry().cookie() + (event.oldInstructions() == null ? "" : " changed") + " by "
            + event.origin()));

    FlowEventsTest() {
        pipeline.addFlowListener(monitor);
    }

    @Test
    void changesAreToldWithTheirOrigin() {
        apply(FlowModCommand.ADD, "cookie=1,tcp,actions=output:1", "a");
        apply(FlowModCommand.ADD, "cookie=2,tcp,actions=output:2", "b");
        apply(FlowModCommand.ADD, "cookie=3,tcp,actions=output:2", "b");
        apply(FlowModCommand.MODIFY, "cookie=3,tcp,actions=output:2", "c");
        apply(FlowModCommand.MODIFY, "cookie=3,tcp,actions=output:3", "c");
        apply(FlowModCommand.DELETE, "tcp", null);
        assertThat(told)
                .containsExactly(
                        "ADDED 1 by a",
                        "ADDED 2 changed by b",
                        "ADDED 3 by b",
                        "MODIFIED 3 changed by c",
                        "REMOVED 3 by null");
    }

    @Test
    void nothingIsToldOfWhatWasTakenBack() {
        try (Transaction transaction = pipeline.begin()) {
            transaction.apply(FlowSyntax.add("cookie=1,tcp,actions=output:1"), "a");
        }
        assertThat(told).isEmpty();
        Transaction kept = pipeline.begin();
        kept.apply(FlowSyntax.add("cookie=1,tcp,actions=output:1"), "a");
        kept.apply(FlowSyntax.add("cookie=2,udp,actions=output:1"), "a");
        assertThat(told).isEmpty();
        kept.commit();
        assertThat(told).containsExactly("ADDED 1 by a", "ADDED 2 by a");
    }

    @Test
    void whoLeavesIsToldNoMore() {
        pipeline.removeFlowListener(monitor);
        apply(FlowModCommand.ADD, "cookie=1,tcp,actions=output:1", "a");
        assertThat(told).isEmpty();
    }

    private void apply(FlowModCommand command, String flow, Object origin) {
        assertThat(pipeline.apply(
                        FlowSyntax.change(command, flow)
                                .openFlow10(FlowSyntax.cookie(flow), 0, 0)
                                .build(),
                        origin))
                .isInstanceOf(FlowModResult.Applied.class);
    }
}
