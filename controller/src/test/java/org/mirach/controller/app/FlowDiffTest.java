package org.mirach.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

class FlowDiffTest {
    private static final long COOKIE = FlowOwner.STATIC_FLOWS.cookie(7);

    private static FlowMod wanted(int inPort, int outPort) {
        return FlowMod.builder()
                .cookie(COOKIE)
                .priority(5)
                .match(Match.builder().exact(Field.IN_PORT, inPort).build())
                .actions(new Action.Output(outPort))
                .build();
    }

    private static FlowStatsEntry there(FlowMod flowMod) {
        return new FlowStatsEntry(
                flowMod.tableId(),
                9,
                0,
                flowMod.priority(),
                flowMod.idleTimeout(),
                flowMod.hardTimeout(),
                0,
                0,
                flowMod.cookie(),
                3,
                300,
                -1,
                -1,
                flowMod.match(),
                flowMod.instructions());
    }

    private static List<FlowMod> between(List<FlowMod> desired, List<FlowStatsEntry> actual) {
        return FlowDiff.between(desired, actual, Set.of());
    }

    @Test
    void whatIsRightIsLeftAlone() {
        assertThat(between(List.of(wanted(1, 2)), List.of(there(wanted(1, 2))))).isEmpty();
    }

    @Test
    void whatIsMissingIsAdded() {
        assertThat(between(List.of(wanted(1, 2)), List.of())).containsExactly(wanted(1, 2));
    }

    @Test
    void whatIsTooMuchIsDeletedStrictlyAndByItsCookie() {
        assertThat(between(List.of(), List.of(there(wanted(1, 2)))))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.command()).isEqualTo(FlowModCommand.DELETE_STRICT);
                    assertThat(change.match()).isEqualTo(wanted(1, 2).match());
                    assertThat(change.priority()).isEqualTo(5);
                    assertThat(change.cookie()).isEqualTo(COOKIE);
                    assertThat(change.cookieMask()).isEqualTo(-1L);
                });
    }

    @Test
    void whatDoesSomethingElseIsOverwritten() {
        assertThat(between(List.of(wanted(1, 2)), List.of(there(wanted(1, 3))))).containsExactly(wanted(1, 2));
    }

    @Test
    void whatThisConnectionWroteIsNotWrittenAgainHoweverTheSwitchShowsIt() {
        FlowMod wanted = wanted(1, 2);
        assertThat(FlowDiff.between(List.of(wanted), List.of(there(wanted(1, 3))), Set.of(wanted)))
                .isEmpty();
    }

    @Test
    void anEmptyActionListIsADrop() {
        FlowMod drop = wanted(1, 2).toBuilder()
                .instructions(List.of(new Instruction.ApplyActions(List.of())))
                .build();
        assertThat(between(
                        List.of(drop),
                        List.of(there(drop.toBuilder().instructions(List.of()).build()))))
                .isEmpty();
    }

    @Test
    void deletionsComeFirst() {
        assertThat(between(List.of(wanted(1, 2)), List.of(there(wanted(3, 2)))))
                .extracting(FlowMod::command)
                .containsExactly(FlowModCommand.DELETE_STRICT, FlowModCommand.ADD);
    }
}
