package org.mirach.vswitch.ports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EngineMemoryTest {
    @Test
    void halfOfAllFramesAreSharedOutToTheReceiveQueues() {
        try (EngineMemory memory = EngineMemory.create(1024, 2048)) {
            memory.addRxQueues(1);
            assertThat(memory.fillTarget()).isEqualTo(512);
            memory.addRxQueues(3);
            assertThat(memory.fillTarget()).isEqualTo(128);
            memory.addRxQueues(-2);
            assertThat(memory.fillTarget()).isEqualTo(256);
        }
    }

    @Test
    void aQueueHoldsNoMoreThanItsRingAndNoLessThanItCanWorkWith() {
        try (EngineMemory memory = EngineMemory.create(16384, 2048)) {
            memory.addRxQueues(2);
            assertThat(memory.fillTarget()).isEqualTo(2048);
            memory.addRxQueues(1000);
            assertThat(memory.fillTarget()).isEqualTo(64);
        }
    }
}
