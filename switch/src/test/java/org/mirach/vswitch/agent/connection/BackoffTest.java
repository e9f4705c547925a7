package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsDoubleUpToTheLimitAndStartAnew() {
        Backoff backoff = new Backoff(5000);

        assertThat(IntStream.range(0, 5).mapToLong(_ -> backoff.next()))
                .containsExactly(1000L, 2000L, 4000L, 5000L, 5000L);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(1000);
    }
}
