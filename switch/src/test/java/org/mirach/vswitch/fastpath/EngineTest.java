package org.mirach.vswitch.fastpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.DatapathAction.Output;
import org.mirach.vswitch.flow.DatapathAction.PushVlan;
import org.mirach.vswitch.flow.DatapathAction.SlowPathReason;
import org.mirach.vswitch.flow.DatapathAction.ToSlowPath;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.ports.memory.MemoryDevice;

class EngineTest {
    private static final FlowMask IN_PORT = EngineFixture.words(KeyLayout.W_IN_PORT);
    private static final byte[] PACKET = Packets.udpFrame(1000, 2000, 18);

    private final EngineFixture f = new EngineFixture().port(1).port(2).port(3);

    @Test
    void aHitGoesToItsPortUnchangedAndIsCounted() {
        f.install(7, EngineFixture.inPort(1), IN_PORT, new Output(2));
        f.inject(1, PACKET, PACKET);
        assertThat(f.sent(2)).containsExactly(PACKET, PACKET);
        assertThat(f.sent(3)).isEmpty();
        assertThat(f.engine.flowCounters().packets(7)).isEqualTo(2);
        assertThat(f.engine.flowCounters().bytes(7)).isEqualTo(2L * PACKET.length);
        assertThat(f.engine.flowCounters().lastUsedNs(7)).isNotZero();
        assertThat(f.engine.portCounters(1).rxPackets()).isEqualTo(2);
        assertThat(f.engine.portCounters(2).txBytes()).isEqualTo(2L * PACKET.length);
        assertThat(f.engine.stats().frontHits() + f.engine.stats().maskedHits()).isEqualTo(2);
        allFramesFree();
    }

    @Test
    void aMissIsOfferedWithItsKeyAndTheBatchIsFlushedOnce() {
        f.inject(1, PACKET, PACKET, PACKET);
        assertThat(f.sink.misses).hasSize(3);
        assertThat(f.sink.flushes).isEqualTo(1);
        RecordingMissSink.Miss miss = f.sink.misses.getFirst();
        assertThat(miss.packet()).isEqualTo(PACKET);
        assertThat(miss.flowIndex()).isEqualTo(-1);
        assertThat(miss.key().inPort()).isEqualTo(1);
        assertThat(miss.key().word(KeyLayout.W_L4)).isEqualTo(1000L << 48 | 2000L << 32);
        allFramesFree();
    }

    @Test
    void aRefusedMissIsADropWithItsReason() {
        f.sink.full = true;
        f.inject(1, PACKET);
        assertThat(f.engine.drops().packets(DropReason.MISS_QUEUE_FULL)).isEqualTo(1);
        allFramesFree();
    }

    @Test
    void aSlowPathFlowOffersItsPacketsAndCountsThem() {
        f.install(4, EngineFixture.inPort(1), IN_PORT, new ToSlowPath(SlowPathReason.CONTROLLER));
        f.inject(1, PACKET);
        assertThat(f.sink.misses)
                .singleElement()
                .satisfies(m -> assertThat(m.flowIndex()).isEqualTo(4));
        assertThat(f.engine.flowCounters().packets(4)).isEqualTo(1);
    }

    @Test
    void aFlowWithoutActionsDropsAndLeavesTheReasonToItsTranslation() {
        f.install(4, EngineFixture.inPort(1), IN_PORT);
        f.inject(1, PACKET);
        assertThat(f.engine.flowCounters().packets(4)).isEqualTo(1);
        assertThat(f.engine.drops().snapshot()).isEmpty();
        f.engine.submit(new EngineCommand.Execute(PACKET, EngineFixture.inPort(1), List.of(), -1));
        f.engine.poll();
        assertThat(f.engine.drops().packets(DropReason.FLOW_ACTION_DROP)).isEqualTo(1);
        allFramesFree();
    }

    @Test
    void severalOutputsSendThePacketAsItIsAtEachPoint() {
        f.install(0, EngineFixture.inPort(1), IN_PORT, new Output(2), new PushVlan(0x8100, 5), new Output(3));
        f.inject(1, PACKET);
        assertThat(f.sent(2)).containsExactly(PACKET);
        assertThat(f.sent(3)).singleElement().satisfies(sent -> {
            assertThat(sent).hasSize(PACKET.length + 4);
            assertThat(Packets.get16(sent, 12)).isEqualTo(0x8100);
            assertThat(Packets.get16(sent, 14)).isEqualTo(5);
        });
        allFramesFree();
    }

    @Test
    void aCopyOfTheLongestPacketWithATagStaysInsideItsFrame() {
        f.port(4, new MemoryDevice("jumbo", 4, 4000, f.pool, 10, false));
        f.port(5, new MemoryDevice("jumbo2", 5, 4000, f.pool, 10, false));
        byte[] longest = Packets.udpFrame(1, 2, f.pool.maxPacketBytes() - 42);
        assertThat(longest).hasSize(f.pool.maxPacketBytes());
        while (f.pool.freeCount() > 2) {
            f.pool.allocate(); // what is left for the copy is the last frame of the memory
        }
        f.install(0, EngineFixture.inPort(1), IN_PORT, new PushVlan(0x8100, 5), new Output(4), new Output(5));
        f.inject(1, longest);
        assertThat(f.sent(4)).singleElement().satisfies(sent -> assertThat(sent).hasSize(longest.length + 4));
        assertThat(f.sent(5)).singleElement().satisfies(sent -> assertThat(sent).hasSize(longest.length + 4));
    }

    @Test
    void outputToAPortThatIsGoneOrTooSmallIsADropWithItsReason() {
        f.install(0, EngineFixture.inPort(1), IN_PORT, new Output(99));
        f.inject(1, PACKET);
        assertThat(f.engine.drops().packets(DropReason.OUTPUT_PORT_GONE)).isEqualTo(1);
        f.port(4, new MemoryDevice("small", 4, 576, f.pool, 10, false));
        f.install(0, EngineFixture.inPort(1), IN_PORT, new Output(4));
        f.inject(1, Packets.udpFrame(1, 2, 1000));
        assertThat(f.engine.drops().packets(DropReason.OUTPUT_EXCEEDS_MTU)).isEqualTo(1);
        f.ports.get(2).setLinkUp(false);
        f.install(0, EngineFixture.inPort(1), IN_PORT, new Output(2));
        f.inject(1, PACKET);
        assertThat(f.engine.drops().packets(DropReason.OUTPUT_PORT_DOWN)).isEqualTo(1);
        assertThat(f.engine.portCounters(2).txDropped()).isEqualTo(1);
        allFramesFree();
    }

    @Test
    void aReplacedFlowKeepsItsCountersAndARemovedOneMisses() {
        f.install(5, EngineFixture.inPort(1), IN_PORT, new Output(2));
        f.inject(1, PACKET);
        f.install(5, EngineFixture.inPort(1), IN_PORT, new Output(3));
        f.inject(1, PACKET);
        assertThat(f.sent(3)).hasSize(1);
        assertThat(f.engine.flowCounters().packets(5)).isEqualTo(2);
        List<String> done = new ArrayList<>();
        f.engine.submit(new EngineCommand.RemoveFlow(5, () -> done.add("removed")));
        f.inject(1, PACKET);
        assertThat(done).containsExactly("removed");
        assertThat(f.sink.misses).hasSize(1);
        f.install(5, EngineFixture.inPort(2), IN_PORT, new Output(3));
        assertThat(f.engine.flowCounters().packets(5)).isZero();
    }

    @Test
    void anExecutedPacketRunsItsActionsAndCountsOnItsFlow() {
        f.install(5, EngineFixture.inPort(1), IN_PORT, new Output(2));
        f.engine.submit(
                new EngineCommand.Execute(PACKET, EngineFixture.inPort(1), List.of(new Output(2), new Output(3)), 5));
        f.engine.poll();
        assertThat(f.sent(2)).containsExactly(PACKET);
        assertThat(f.sent(3)).containsExactly(PACKET);
        assertThat(f.engine.flowCounters().packets(5)).isEqualTo(1);
        allFramesFree();
    }

    @Test
    void commandsApplyInOrderAndSyncRunsAfterThem() {
        List<String> done = new ArrayList<>();
        f.engine.submit(new EngineCommand.RemovePort(2, () -> done.add("port 2 gone")));
        f.engine.submit(new EngineCommand.Sync(() -> done.add("sync")));
        f.engine.poll();
        assertThat(done).containsExactly("port 2 gone", "sync");
    }

    @Test
    void aTruncatedFrameIsADropWithItsReason() {
        f.inject(1, new byte[13]);
        assertThat(f.engine.drops().packets(DropReason.TRUNCATED_ETHERNET)).isEqualTo(1);
        allFramesFree();
    }

    @Test
    void anExecutedPacketWithoutAnEthernetHeaderIsADropWithItsReason() {
        for (byte[] packet : List.of(new byte[0], new byte[13])) {
            f.engine.submit(new EngineCommand.Execute(packet, EngineFixture.inPort(1), List.of(new Output(2)), -1));
        }
        f.engine.poll();
        assertThat(f.sent(2)).isEmpty();
        assertThat(f.engine.drops().packets(DropReason.TRUNCATED_ETHERNET)).isEqualTo(2);
        allFramesFree();
    }

    @Test
    void aFullInboxRefuses() {
        EngineFixture small = new EngineFixture(new EngineConfig("small", 10, 10, 2, 64, 0, false, -1));
        while (small.engine.submit(new EngineCommand.Sync(() -> {}))) {}
        assertThat(small.engine.poll()).isPositive();
        assertThat(small.engine.submit(new EngineCommand.Sync(() -> {}))).isTrue();
    }

    @Test
    void aSleepingEngineWakesForCommandsAndForPackets() throws InterruptedException {
        f.install(7, EngineFixture.inPort(1), IN_PORT, new Output(2));
        Thread thread = Thread.ofPlatform().start(f.engine::run);
        for (int round = 0; round < 50; round++) {
            long sleeps = f.engine.stats().sleeps();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> f.engine.stats().sleeps() > sleeps);
            AtomicInteger ran = new AtomicInteger();
            long start = System.nanoTime();
            f.engine.submitOrWait(new EngineCommand.Sync(ran::incrementAndGet));
            f.ports.get(1).inject(PACKET);
            long wanted = round + 1;
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> ran.get() == 1 && f.ports.get(2).sentPackets() == wanted);
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
        f.engine.stop();
        thread.join();
    }

    private void allFramesFree() {
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }

    @Test
    void aRuntIsDroppedThoughAFlowMatchesAnyPacket() {
        f.install(0, EngineFixture.inPort(1), EngineFixture.words(KeyLayout.W_IN_PORT), new Output(2));
        f.inject(1, new byte[13], new byte[14]);
        assertThat(f.sent(2)).hasSize(1);
        assertThat(f.engine.drops().packets(DropReason.TRUNCATED_ETHERNET)).isEqualTo(1);
        assertThat(f.pool.freeCount()).isEqualTo(EngineFixture.FRAMES);
    }
}
