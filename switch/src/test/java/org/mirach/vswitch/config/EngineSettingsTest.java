package org.mirach.vswitch.config;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    @Test
    void whatTheEngineCannotTakeIsRefusedByTheNameOfItsKey() {
        assertThatNoException().isThrownBy(() -> new EngineSettings(-1, -1, 64, 4096, 1_000_000, 1000));
        refused("cpu", () -> new EngineSettings(1024, 50, 64, 2048, 16, 1000));
        refused("cpu", () -> new EngineSettings(-2, 50, 64, 2048, 16, 1000));
        refused("idle-spin-us", () -> new EngineSettings(-1, 10_000_001, 64, 2048, 16, 1000));
        refused("frame-size", () -> new EngineSettings(-1, 50, 64, 8192, 16, 1000));
        refused("max-connections", () -> new EngineSettings(-1, 50, 64, 2048, 16, -1));
        refused("flow-capacity", () -> new EngineSettings(-1, 50, 64, 2048, 1_000_001, 1000));
    }

    private static void refused(String key, ThrowingCallable making) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessageStartingWith(key + " ");
    }
}
