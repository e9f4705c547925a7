package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.port.EnginePort;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.flow.QueueSpec;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.observe.QueueCounters;

/** Output queues: order, rates, who is served first, what becomes of frames that can't go. */
class OutputQueueTest {
    private static final int FRAMES = 1024;
    private static final long MS = 1_000_000L;

    /** Takes as many frames a flush as it is told. */
    private static final class SlowTx implements TxQueue {
        final List<Integer> lengths = new ArrayList<>();
        private final FramePool pool;
        int room = Integer.MAX_VALUE;
        boolean up = true;

        SlowTx(FramePool pool) {
            this.pool = pool;
        }

        @Override
        public int send(long[] offset, int[] length, int count) {
            int taken = Math.min(count, room);
            room -= taken;
            for (int i = 0; i < taken; i++) {
                lengths.add(length[i]);
                pool.release(offset[i]);
            }
            return taken;
        }

        @Override
        public int flush() {
            return 0;
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public boolean linkUp() {
            return up;
        }

        @Override
        public int maxFrameBytes() {
            return 1518;
        }
    }

    private final FramePool pool = new FramePool(Arena.ofAuto().allocate(FRAMES * 2048L, 2048), 2048);
    private final DropCounters drops = new DropCounters();
    private final PortCounters portCounters = new PortCounters();
    private final SlowTx tx = new SlowTx(pool);
    private final List<QueueCounters> counters = List.of(new QueueCounters(), new QueueCounters(), new QueueCounters());
    private EnginePort port;

    private void port(QueueSpec... queues) {
        port = new EnginePort(1, null, tx, portCounters, pool, drops, List.of(queues), 0);
    }

    private QueueSpec queue(int id, long minRate, long maxRate) {
        return new QueueSpec(id, minRate, maxRate, counters.get(id));
    }

    private void stage(int queueId, int length, int count) {
        for (int i = 0; i < count; i++) {
            port.stage(pool.allocate() + FramePool.HEADROOM, length, queueId);
        }
    }

    private List<Integer> sent(long nowNs) {
        tx.lengths.clear();
        port.flush(nowNs);
        return new ArrayList<>(tx.lengths);
    }

    @AfterEach
    void noFrameIsLost() {
        port.close(Long.MAX_VALUE);
        assertThat(pool.freeCount()).isEqualTo(FRAMES);
        assertThat(port.inFlight()).isZero();
    }

    @Test
    void withoutQueuesAllGoesOutAsItComes() {
        port();
        stage(5, 100, 3);
        assertThat(sent(0)).hasSize(3);
    }

    @Test
    void aQueueThatIsNotThereIsTheDefault() {
        port(queue(0, 0, 0), queue(1, 0, 0));
        stage(-1, 100, 1);
        stage(7, 101, 1);
        stage(1, 102, 1);
        assertThat(sent(0)).containsExactlyInAnyOrder(100, 101, 102);
        assertThat(counters.get(0).txPackets()).isEqualTo(2);
        assertThat(counters.get(0).txBytes()).isEqualTo(201);
        assertThat(counters.get(1).txPackets()).isEqualTo(1);
        assertThat(portCounters.txPackets()).isEqualTo(3);
        assertThat(portCounters.txBytes()).isEqualTo(303);
    }

    @Test
    void aQueueSendsAtItsMaximumRate() {
        port(queue(1, 0, 8_000_000)); // 1000 bytes a millisecond; a burst of 10 ms
        stage(1, 1000, 200);
        assertThat(sent(0)).hasSize(10);
        assertThat(port.inFlight()).isEqualTo(190);
        int sent = 0;
        for (int ms = 1; ms <= 50; ms++) {
            sent += sent(ms * MS).size();
        }
        assertThat(sent).isEqualTo(50);
        assertThat(counters.get(1).txPackets()).isEqualTo(60);
    }

    @Test
    void framesOfAQueueStayInOrderWhileTheDeviceIsFull() {
        port(queue(0, 0, 0));
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stage(0, 100 + i, 1);
            all.add(100 + i);
        }
        List<Integer> got = new ArrayList<>();
        while (got.size() < 100) {
            tx.room = 7;
            got.addAll(sent(0));
        }
        assertThat(got).isEqualTo(all);
        assertThat(drops.total()).isZero();
    }

    @Test
    void aGuaranteedRateIsServedFirst() {
        port(queue(0, 0, 0), queue(2, 8_000_000, 0));
        stage(0, 500, 100);
        stage(2, 1000, 50);
        tx.room = 30;
        List<Integer> first = sent(0);
        assertThat(first.subList(0, 10)).containsOnly(1000);
        assertThat(first.subList(10, 30)).contains(500, 1000); // the rest is shared, a frame each
        tx.room = Integer.MAX_VALUE;
        assertThat(sent(0)).hasSize(120);
    }

    @Test
    void aFullQueueDropsAndCounts() {
        port(queue(1, 0, 8_000));
        Supplier<Long> dropped = () -> drops.packets(DropReason.OUTPUT_QUEUE_FULL);
        stage(1, 1000, 300);
        assertThat(dropped.get()).isEqualTo(44);
        assertThat(counters.get(1).txErrors()).isEqualTo(44);
        assertThat(portCounters.txDropped()).isEqualTo(44);
    }

    @Test
    void aPortThatIsDownKeepsNothing() {
        port(queue(1, 0, 8_000));
        stage(1, 1000, 100);
        tx.up = false;
        assertThat(sent(0)).isEmpty();
        assertThat(drops.packets(DropReason.OUTPUT_PORT_DOWN)).isEqualTo(100);
        assertThat(counters.get(1).txErrors()).isEqualTo(100);
    }
}
