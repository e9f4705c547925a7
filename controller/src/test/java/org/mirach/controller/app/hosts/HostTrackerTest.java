package org.mirach.controller.app.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mirach.controller.app.Applications;
import org.mirach.controller.app.Frames;
import org.mirach.controller.app.discovery.Links;
import org.mirach.controller.southbound.FakeSwitch;
import org.mirach.controller.southbound.SouthboundHarness;

class HostTrackerTest {
    private static final String H1 = "0a:00:00:00:00:01";

    private final HostTracker tracker = new HostTracker(new Links());
    private final SouthboundHarness harness = new SouthboundHarness(new Applications(List.of(tracker)), 10);
    private FakeSwitch fake;

    @BeforeEach
    void connect() {
        fake = harness.connect(new FakeSwitch(1, 3));
        await().until(() -> harness.session(1).isMaster());
    }

    @Test
    void theSenderOfAnArpRequestIsAHost() {
        fake.packetIn(2, 0, Frames.arp(H1, new int[] {10, 0, 0, 1}, new int[] {10, 0, 0, 2}));
        await().until(() -> tracker.size() == 1);
        Host host = tracker.all().getFirst();
        assertThat(host.mac()).isEqualTo(Frames.mac(H1));
        assertThat(host.addresses()).containsExactly("10.0.0.1");
        assertThat(host.portNo()).isEqualTo(2);
        assertThat(host.datapathId()).isEqualTo(1);
    }

    @Test
    void addressesAddUpWithTheLatestFirst() {
        fake.packetIn(2, 0, Frames.arp(H1, new int[] {10, 0, 0, 1}, new int[] {10, 0, 0, 2}));
        byte[] ipv6 = HexFormat.of()
                .parseHex("6000000000203aff" + "fe80000000000000080000fffe000001" + "ff0200000000000000000001ff000002"
                        + "00".repeat(32));
        fake.packetIn(2, 0, Frames.ethernet("33:33:ff:00:00:02", H1, 0x86dd, ipv6));
        await().untilAsserted(() -> assertThat(tracker.all())
                .singleElement()
                .satisfies(host -> assertThat(host.addresses()).containsExactly("fe80::800:ff:fe00:1", "10.0.0.1")));
    }

    @Test
    void aHostIsWhereItWasHeardLastAndGoesWithItsPort() {
        fake.packetIn(2, 0, Frames.arp(H1, new int[] {10, 0, 0, 1}, new int[] {10, 0, 0, 2}));
        fake.packetIn(3, 0, Frames.arp(H1, new int[] {10, 0, 0, 1}, new int[] {10, 0, 0, 2}));
        await().until(() -> tracker.size() == 1 && tracker.all().getFirst().portNo() == 3);
        fake.portStatus(2, false);
        fake.portStatus(3, false);
        await().until(() -> tracker.size() == 0);
    }

    @Test
    void shortFramesAndUnspecifiedAddressesNameNoAddress() {
        fake.packetIn(1, 0, Frames.arp(H1, new int[] {0, 0, 0, 0}, new int[] {10, 0, 0, 2}));
        fake.packetIn(1, 0, java.util.Arrays.copyOf(Frames.arp(H1, new int[] {1, 2, 3, 4}, new int[4]), 20));
        fake.packetIn(1, 0, new byte[5]);
        await().until(() -> tracker.size() == 1);
        assertThat(tracker.all().getFirst().addresses()).isEmpty();
    }

    @Test
    void hostsNotHeardForLongExpire() {
        fake.packetIn(1, 0, Frames.arp(H1, new int[] {10, 0, 0, 1}, new int[] {10, 0, 0, 2}));
        await().until(() -> tracker.size() == 1);
        tracker.expire(Instant.now().plus(Duration.ofMinutes(14)));
        assertThat(tracker.size()).isEqualTo(1);
        tracker.expire(Instant.now().plus(Duration.ofMinutes(16)));
        assertThat(tracker.size()).isZero();
    }
}
