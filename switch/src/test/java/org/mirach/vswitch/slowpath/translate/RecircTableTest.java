package org.mirach.vswitch.slowpath.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecircTableTest {
    private final AtomicLong nowNs = new AtomicLong(1);
    private final RecircTable table = new RecircTable(nowNs::get);

    @Test
    void equalStatesHaveOneId() {
        assertThat(table.idOf(state(1), false))
                .isEqualTo(table.idOf(state(1), false))
                .isNotZero();
        assertThat(table.idOf(state(2), false)).isNotEqualTo(table.idOf(state(1), false));
    }

    @Test
    void thereIsRoomForSoManyAndThenForThoseInUse() {
        int kept = table.idOf(state(0), false);
        for (int i = 1; i < RecircTable.MAX_STATES; i++) {
            table.idOf(state(i), false);
        }
        assertThat(table.idOf(state(-1), false)).isZero();
        nowNs.addAndGet(3_000_000_000L);
        assertThat(table.keep(List.of(kept))).isTrue();
        assertThat(table.idOf(state(-1), false)).isNotZero();
        assertThat(table.find(kept)).isEqualTo(state(0));
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.keep(List.of(kept, kept + 1))).isFalse();
    }

    private static FrozenState state(int value) {
        return new FrozenState(0, new long[] {value}, List.of(), List.of(), List.of(), false, -1);
    }
}
