package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The four rings on plain memory; this test plays the kernel. */
final class RingTest {
    private static final int SIZE = 8;
    private static final int PRODUCER = 0;
    private static final int CONSUMER = 64;
    private static final int FLAGS = 128;
    private static final int DESC = 192;
    private static final int NEAR_WRAP = -3; // 2^32 - 3: the index wraps after three entries

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(DESC + SIZE * 16, 64);
    private final Ring ring = new Ring(memory, PRODUCER, CONSUMER, FLAGS, DESC, SIZE);

    @AfterEach
    void free() {
        arena.close();
    }

    private void start(int index) {
        memory.set(ValueLayout.JAVA_INT, PRODUCER, index);
        memory.set(ValueLayout.JAVA_INT, CONSUMER, index);
    }

    private int producer() {
        return memory.get(ValueLayout.JAVA_INT, PRODUCER);
    }

    private int consumer() {
        return memory.get(ValueLayout.JAVA_INT, CONSUMER);
    }

    @Test
    void fillRingWrapsAndNeverOverwrites() {
        start(NEAR_WRAP);
        FillRing fill = new FillRing(ring);
        assertThat(fill.reserve(100)).isEqualTo(SIZE);
        for (int i = 0; i < SIZE; i++) {
            fill.put(2048L * i);
        }
        assertThat(producer()).as("unseen before submit").isEqualTo(NEAR_WRAP);
        fill.submit();
        assertThat(producer()).isEqualTo(NEAR_WRAP + SIZE);
        assertThat(fill.reserve(1)).isZero();
        for (int i = 0; i < SIZE; i++) {
            long slot = NEAR_WRAP + i & SIZE - 1;
            assertThat(memory.get(ValueLayout.JAVA_LONG, DESC + slot * 8)).isEqualTo(2048L * i);
        }
        memory.set(ValueLayout.JAVA_INT, CONSUMER, NEAR_WRAP + 5);
        assertThat(fill.reserve(100)).isEqualTo(5);
        assertThat(fill.reserve(2)).isEqualTo(2);
    }

    @Test
    void txRingWrapsAndTellsWhatIsPending() {
        start(NEAR_WRAP);
        TxRing tx = new TxRing(ring);
        assertThat(tx.reserve(5)).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            tx.put(4096L * i + 256, 60 + i);
        }
        assertThat(tx.pending()).isZero();
        tx.submit();
        assertThat(tx.pending()).isEqualTo(5);
        memory.set(ValueLayout.JAVA_INT, CONSUMER, NEAR_WRAP + 4);
        assertThat(tx.pending()).isEqualTo(1);
        long entry = DESC + (NEAR_WRAP + 4L & SIZE - 1) * 16;
        assertThat(memory.get(ValueLayout.JAVA_LONG, entry)).isEqualTo(4096L * 4 + 256);
        assertThat(memory.get(ValueLayout.JAVA_INT, entry + 8)).isEqualTo(64);
        assertThat(memory.get(ValueLayout.JAVA_INT, entry + 12)).isZero();
        assertThat(tx.produced()).isEqualTo(NEAR_WRAP + 5);
    }

    @Test
    void rxRingShowsEntriesAcrossTheWrapAndReleasesThem() {
        start(NEAR_WRAP);
        RxRing rx = new RxRing(ring);
        assertThat(rx.peek(32)).isZero();
        for (int i = 0; i < 6; i++) {
            long entry = DESC + (NEAR_WRAP + (long) i & SIZE - 1) * 16;
            memory.set(ValueLayout.JAVA_LONG, entry, 2048L * i + 256);
            memory.set(ValueLayout.JAVA_INT, entry + 8, 100 + i);
            memory.set(ValueLayout.JAVA_INT, entry + 12, i == 5 ? 1 : 0);
        }
        memory.set(ValueLayout.JAVA_INT, PRODUCER, NEAR_WRAP + 6);
        assertThat(rx.peek(4)).isEqualTo(4);
        assertThat(rx.address(3)).isEqualTo(2048L * 3 + 256);
        assertThat(rx.length(3)).isEqualTo(103);
        rx.release(4);
        assertThat(consumer()).isEqualTo(NEAR_WRAP + 4);
        assertThat(rx.peek(32)).isEqualTo(2);
        assertThat(rx.address(1)).isEqualTo(2048L * 5 + 256);
        assertThat(rx.options(1)).isEqualTo(1);
        rx.release(2);
        assertThat(rx.peek(32)).isZero();
    }

    @Test
    void completionRingShowsEntriesAcrossTheWrap() {
        start(NEAR_WRAP);
        CompletionRing completion = new CompletionRing(ring);
        for (int i = 0; i < SIZE; i++) {
            memory.set(ValueLayout.JAVA_LONG, DESC + (NEAR_WRAP + (long) i & SIZE - 1) * 8, 2048L * i);
        }
        memory.set(ValueLayout.JAVA_INT, PRODUCER, NEAR_WRAP + SIZE);
        assertThat(completion.peek(32)).isEqualTo(SIZE);
        for (int i = 0; i < SIZE; i++) {
            assertThat(completion.address(i)).isEqualTo(2048L * i);
        }
        completion.release(SIZE);
        assertThat(completion.consumed()).isEqualTo(NEAR_WRAP + SIZE);
        assertThat(consumer()).isEqualTo(NEAR_WRAP + SIZE);
    }

    @Test
    void needWakeupIsTheLowestFlagBit() {
        start(0);
        FillRing fill = new FillRing(ring);
        assertThat(fill.needsWakeup()).isFalse();
        memory.set(ValueLayout.JAVA_INT, FLAGS, 1);
        assertThat(fill.needsWakeup()).isTrue();
    }
}
