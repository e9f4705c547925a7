package org.mirach.controller.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentEntriesTest {
    private final RecentEntries recent = new RecentEntries(100);

    private boolean isDue(int inPort, int outPort, int vlanVid, long src, long dst, long nowNs) {
        return recent.isDue(inPort, outPort, vlanVid, src, dst, nowNs);
    }

    @Test
    void anEntryIsDueOnceInAWhile() {
        assertThat(isDue(1, 2, -1, 7, 8, 1000)).isTrue();
        assertThat(isDue(1, 2, -1, 7, 8, 1099)).isFalse();
        assertThat(isDue(1, 2, -1, 7, 8, 1100)).isTrue();
    }

    @Test
    void whatDiffersInAnyPartIsAnotherEntry() {
        assertThat(isDue(1, 2, -1, 7, 8, 1000)).isTrue();
        assertThat(isDue(3, 2, -1, 7, 8, 1000)).isTrue();
        assertThat(isDue(1, 3, -1, 7, 8, 1000)).isTrue();
        assertThat(isDue(1, 2, 0, 7, 8, 1000)).isTrue();
        assertThat(isDue(1, 2, -1, 8, 7, 1000)).isTrue();
        assertThat(isDue(2, 1, -1, 7, 8, 1000)).isTrue();
    }

    @Test
    void afterADeletionEverythingIsDue() {
        assertThat(isDue(1, 2, -1, 7, 8, 1000)).isTrue();
        recent.forget();
        assertThat(isDue(1, 2, -1, 7, 8, 1001)).isTrue();
    }

    @Test
    void manyEntriesHardlyEverMeet() {
        int due = 0;
        for (int i = 0; i < 100_000; i++) {
            due += isDue(1, 2, -1, i, 8, 1000) ? 1 : 0;
        }
        assertThat(due).isEqualTo(100_000);
    }
}
