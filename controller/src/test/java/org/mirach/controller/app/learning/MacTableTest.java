package org.mirach.controller.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MacTableTest {
    private final MacTable table = new MacTable(3, 100);

    @Test
    void anAddressIsWhereItWasSeenLast() {
        assertThat(table.learn(-1, 7, 1, 0)).isEqualTo(MacTable.UNKNOWN);
        assertThat(table.learn(-1, 7, 1, 1)).isEqualTo(MacTable.UNKNOWN);
        assertThat(table.learn(-1, 7, 2, 2)).isEqualTo(1);
        assertThat(table.lookup(-1, 7, 3)).isEqualTo(2);
    }

    @Test
    void anAddressNotSeenForLongIsUnknown() {
        table.learn(-1, 7, 1, 0);
        assertThat(table.lookup(-1, 7, 100)).isEqualTo(1);
        assertThat(table.lookup(-1, 7, 101)).isEqualTo(MacTable.UNKNOWN);
    }

    @Test
    void aFullTableForgetsTheAddressNotSeenForLongest() {
        for (long mac = 1; mac <= 3; mac++) {
            table.learn(-1, mac, 1, mac);
        }
        table.learn(-1, 1, 1, 4);
        table.learn(-1, 9, 1, 5);
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.lookup(-1, 2, 5)).isEqualTo(MacTable.UNKNOWN);
        assertThat(table.lookup(-1, 1, 5)).isEqualTo(1);
    }

    @Test
    void whatWasSeenWeighsMoreThanWhatIsAdopted() {
        table.learn(-1, 7, 2, 0);
        assertThat(table.adopt(-1, 7, 1, 1)).isFalse();
        assertThat(table.adopt(-1, 7, 2, 1)).isTrue();
        assertThat(table.adopt(-1, 8, 1, 1)).isTrue();
        assertThat(table.lookup(-1, 7, 1)).isEqualTo(2);
        assertThat(table.lookup(-1, 8, 1)).isEqualTo(1);
    }

    @Test
    void aForgottenPortTakesItsAddresses() {
        table.learn(-1, 7, 1, 0);
        table.learn(-1, 8, 2, 0);
        table.forgetPort(1);
        assertThat(table.lookup(-1, 7, 1)).isEqualTo(MacTable.UNKNOWN);
        assertThat(table.lookup(-1, 8, 1)).isEqualTo(2);
    }
}
