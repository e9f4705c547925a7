package org.mirach.xdp.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void findingsAreOneJsonObject() {
        assertThat(Main.json(List.of(Finding.ok("kernel", "6.1"), Finding.warn("a\"b\\c", "x\ny", "mend"))))
                .isEqualTo("{\"findings\":[{\"level\":\"ok\",\"what\":\"kernel\",\"found\":\"6.1\",\"mend\":\"\"},"
                        + "{\"level\":\"warn\",\"what\":\"a\\\"b\\\\c\",\"found\":\"x\\u000ay\",\"mend\":\"mend\"}]}");
    }

    @Test
    void nothingFoundIsAnEmptyList() {
        assertThat(Main.json(List.of())).isEqualTo("{\"findings\":[]}");
    }
}
