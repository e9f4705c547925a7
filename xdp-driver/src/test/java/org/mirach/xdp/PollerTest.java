package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Waiting, waking and pinning. */
final class PollerTest {
    @Test
    void timesOutWithNothingReady() {
        try (Poller poller = new Poller(1);
                EventFd event = EventFd.open()) {
            poller.add(event.fd(), Poller.IN);
            long start = System.nanoTime();
            assertThat(poller.poll(20)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(19));
            assertThat(poller.ready(0)).isZero();
        }
    }

    @Test
    void signalFromAnotherThreadEndsTheWaitUntilDrained() throws Exception {
        try (Poller poller = new Poller(2);
                EventFd event = EventFd.open()) {
            int slot = poller.add(event.fd(), Poller.IN);
            CompletableFuture<Integer> woken = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> woken.complete(poller.poll(-1)));
            event.signal();
            assertThat(woken.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            event.signal();
            assertThat(poller.poll(0)).isEqualTo(1);
            assertThat(poller.ready(slot)).isEqualTo(Poller.IN);
            assertThat(event.drain()).isTrue();
            assertThat(event.drain()).isFalse();
            assertThat(poller.poll(0)).isZero();
        }
    }

    @Test
    void removedDescriptorIsNotPolledAndTheOthersAre() {
        try (Poller poller = new Poller(2);
                EventFd a = EventFd.open();
                EventFd b = EventFd.open()) {
            poller.add(a.fd(), Poller.IN);
            poller.add(b.fd(), Poller.IN);
            assertThatThrownBy(() -> poller.add(a.fd(), Poller.IN)).isInstanceOf(IllegalStateException.class);
            poller.remove(a.fd());
            a.signal();
            assertThat(poller.poll(0)).isZero();
            b.signal();
            assertThat(poller.poll(0)).isEqualTo(1);
            assertThat(poller.count()).isEqualTo(1);
            assertThat(poller.fd(0)).isEqualTo(b.fd());
        }
    }

    @Test
    void closedDescriptorIsReportedBroken() {
        try (Poller poller = new Poller(1)) {
            EventFd event = EventFd.open();
            poller.add(event.fd(), Poller.IN);
            event.close();
            assertThat(poller.poll(0)).isEqualTo(1);
            assertThat(poller.ready(0) & Poller.BROKEN).isNotZero();
        }
    }

    @Test
    void pinnedThreadRunsOnItsCpuOnly() throws Exception {
        CompletableFuture<BitSet> cpus = new CompletableFuture<>();
        int cpu = Affinity.currentThread().nextSetBit(0);
        Thread.ofPlatform().start(() -> {
            Affinity.pinCurrentThread(cpu);
            cpus.complete(Affinity.currentThread());
        });
        BitSet only = new BitSet();
        only.set(cpu);
        assertThat(cpus.get(10, TimeUnit.SECONDS)).isEqualTo(only);
        assertThatThrownBy(() -> Affinity.pinCurrentThread(1023))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("CPU 1023")
                .hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> Affinity.pinCurrentThread(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
