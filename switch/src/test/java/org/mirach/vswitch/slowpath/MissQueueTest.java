package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.slowpath.upcall.MissQueue;
import org.mirach.vswitch.slowpath.upcall.MissQueue.Slot;

class MissQueueTest {
    private final MissQueue queue = new MissQueue(64);
    private final MemorySegment memory = MemorySegment.ofArray(new byte[4096]);

    @Test
    void aScanningPortLeavesRoomForTheOthers() {
        while (offer(1)) {}
        while (offer(2)) {}
        assertThat(offer(3)).isTrue();
        assertThat(queue.refusedCount(1)).isEqualTo(1);
        assertThat(queue.refusedCount(3)).isZero();
    }

    @Test
    void portsTakeTurns() {
        for (int i = 0; i < 20; i++) {
            offer(1);
        }
        offer(2);
        int before = 0;
        for (Slot slot = queue.take(); slot.inPort() != 2; slot = queue.take()) {
            before++;
        }
        assertThat(before).isLessThanOrEqualTo(1);
    }

    @Test
    void slotsComeBack() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(offer(1)).isTrue();
            queue.release(queue.take());
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void longPacketsFit() {
        assertThat(queue.offer(key(1), 0, memory, 0, 4096, -1)).isTrue();
        assertThat(queue.take().length()).isEqualTo(4096);
    }

    @Test
    @Timeout(20)
    void noWakeUpIsLost() throws InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        int rounds = 20_000;
        Thread consumer = Thread.ofPlatform().start(() -> {
            while (taken.get() < rounds) {
                Slot slot = queue.take();
                if (slot == null) {
                    queue.await(Long.MAX_VALUE);
                } else {
                    queue.release(slot);
                    taken.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < rounds; i++) {
            while (!offer(1)) {
                Thread.onSpinWait();
            }
            queue.flush();
            while (i % 3 == 0 && taken.get() <= i) {
                Thread.onSpinWait(); // lets the consumer fall asleep
            }
        }
        consumer.join();
        assertThat(taken).hasValue(rounds);
    }

    private boolean offer(int portNo) {
        return queue.offer(key(portNo), 0, memory, 0, 60, -1);
    }

    private static long[] key(int portNo) {
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = (long) portNo << 32;
        return key;
    }
}
