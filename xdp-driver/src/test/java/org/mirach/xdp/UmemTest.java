package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The frame area by itself. */
final class UmemTest {
    @Test
    void memoryIsPageAlignedAndZero() {
        try (Umem umem = Umem.create(16, 2048)) {
            assertThat(umem.memory().byteSize()).isEqualTo(16 * 2048);
            assertThat(umem.memory().address() % 4096).isZero();
            assertThat(umem.memory().get(ValueLayout.JAVA_LONG, 15 * 2048)).isZero();
            assertThat(umem.frameOf(3 * 2048 + 256)).isEqualTo(3 * 2048);
            assertThat(umem.frameOf(4 * 2048 - 1)).isEqualTo(3 * 2048);
        }
    }

    @Test
    void memoryAfterCloseThrowsInsteadOfCrashing() {
        Umem umem = Umem.create(1, 4096);
        umem.close();
        umem.close();
        assertThatThrownBy(() -> umem.memory().get(ValueLayout.JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void sizesTheKernelRefusesAreRefused() {
        assertThatThrownBy(() -> Umem.create(0, 2048)).hasMessageContaining("frameCount");
        assertThatThrownBy(() -> Umem.create(16, 1024)).hasMessageContaining("frameSize");
        assertThatThrownBy(() -> Umem.create(16, 3000)).hasMessageContaining("frameSize");
        try (Umem umem = Umem.create(16, 2048)) {
            assertThatThrownBy(() -> XdpSocketConfig.of("lo", 0, umem).withRings(3, 1, 1, 1))
                    .hasMessageContaining("rxSize must be a power of two");
        }
    }
}
