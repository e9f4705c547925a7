package org.mirach.xdp.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What libbpf says is heard while somebody listens. */
final class LibbpfLogTest {
    @Test
    void complaintAboutABrokenObjectIsHeardOnce() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment garbage = arena.allocate(64);
            List<String> said = LibbpfLog.listen(() -> {
                long object = Libbpf.bpf_object__open_mem(garbage, "garbage");
                assertThat(Libbpf.isError(object)).isTrue();
            });
            assertThat(said).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain("\n"));
            assertThat(String.join(" ", said)).contains("libbpf").contains("garbage");
            assertThat(LibbpfLog.listen(() -> {})).isEmpty();
        }
    }
}
