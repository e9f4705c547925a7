package org.mirach.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void wordsGoLeftAndNumbersRight() {
        String text = new Table("NAME", "PACKETS", "NOTE")
                .row("h1", "7", "first")
                .row("longer", "1200", "")
                .row("x", "-", "last")
                .text();
        assertThat(text).isEqualTo("""
                NAME    PACKETS  NOTE
                h1            7  first
                longer     1200
                x             -  last
                """);
    }

    @Test
    void withoutRowsTheTitlesRemain() {
        assertThat(new Table("A", "B").text()).isEqualTo("A  B\n");
    }

    @Test
    void rowOfTheWrongLengthIsOurMistake() {
        assertThatThrownBy(() -> new Table("A", "B").row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
