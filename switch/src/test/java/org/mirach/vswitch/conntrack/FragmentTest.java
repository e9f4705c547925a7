package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.ct;
import static org.mirach.vswitch.conntrack.Tracker.snat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.vswitch.fastpath.Packets;

class FragmentTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Tracker tracker = new Tracker();

    private static byte[] datagram(String src, String dst, int bytes) {
        return Frames.udp(src, 1000, dst, 53, "x".repeat(bytes));
    }

    private static String address(boolean ipv6, int host) {
        return ipv6 ? "fc00:0:0:0:0:0:0:" + host : "10.0.0." + host;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragmentsGoOnTogetherAsTheyCame(boolean ipv6) {
        byte[] whole = datagram(address(ipv6, 1), address(ipv6, 2), 4000);
        List<byte[]> fragments = Frames.fragments(whole, 1296);
        assertThat(fragments).hasSize(4);
        for (byte[] fragment : fragments.subList(0, 3)) {
            Tracker.Packet packet = tracker.send(commit(1), fragment);
            assertThat(packet.held()).isTrue();
            assertThat(packet.released()).isEmpty();
        }
        Tracker.Packet last = tracker.send(commit(1), fragments.getLast());
        assertThat(last.held()).isTrue();
        assertThat(last.released()).hasSize(4).allSatisfy(packet -> {
            assertThat(packet.state()).isEqualTo("new|trk");
            assertThat(packet.zone()).isEqualTo(1);
        });
        assertThat(last.released().stream().map(Tracker.Packet::frame)).containsExactlyElementsOf(fragments);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        assertThat(tracker.conntrack.reassembler().held()).isZero();
        FragmentCounters counters = tracker.conntrack.reassembler().counters(ipv6);
        assertThat(counters.accepted).isEqualTo(4);
        assertThat(counters.completed).isEqualTo(4);
    }

    @Test
    void anyOrderWillDoAndTheyLeaveInTheRightOne() {
        byte[] whole = datagram(A, B, 9000);
        List<byte[]> fragments = Frames.fragments(whole, 1200);
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            List<byte[]> shuffled = new ArrayList<>(fragments);
            Collections.shuffle(shuffled, random);
            List<Tracker.Packet> released = List.of();
            for (byte[] fragment : shuffled) {
                assertThat(released).isEmpty();
                released = tracker.send(commit(0), fragment).released();
            }
            assertThat(released.stream().map(Tracker.Packet::frame)).containsExactlyElementsOf(fragments);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fragmentsAreTranslatedAndFitTogether(boolean ipv6) {
        String out = ipv6 ? "fc00:1:0:0:0:0:0:9" : "192.168.0.9";
        List<byte[]> fragments = Frames.fragments(datagram(address(ipv6, 1), address(ipv6, 2), 3000), 1400);
        List<Tracker.Packet> released = List.of();
        for (byte[] fragment : fragments) {
            released = tracker.send(commit(0, snat(out, out, 7000, 7000)), fragment)
                    .released();
        }
        assertThat(released).hasSize(3).allSatisfy(p -> assertThat(p.state()).isEqualTo("new|trk|snat"));
        byte[] whole = Frames.join(released.stream().map(Tracker.Packet::frame).toList());
        assertThat(Frames.endpoints(whole)).isEqualTo(out + ":7000>" + address(ipv6, 2) + ":53");
        if (!ipv6) {
            for (Tracker.Packet packet : released) {
                assertThat(Packets.fold(Packets.sum(packet.frame(), 14, 20))).isEqualTo(0xffff);
            }
        }
    }

    @Test
    void overlapsAreInvalid() {
        List<byte[]> fragments = Frames.fragments(datagram(A, B, 3000), 1400);
        tracker.send(ct(0), fragments.get(0));
        assertThat(tracker.send(ct(0), fragments.get(0)).state()).isEqualTo("inv|trk");
        byte[] wide = Frames.fragments(datagram(A, B, 3000), 1600).get(0);
        assertThat(tracker.send(ct(0), wide).state()).isEqualTo("inv|trk");
        assertThat(tracker.conntrack.reassembler().counters(false).overlapped).isEqualTo(2);
        tracker.send(ct(0), fragments.get(1));
        assertThat(tracker.send(ct(0), fragments.get(2)).released()).hasSize(3);
    }

    @Test
    void smallFragmentsAreInvalidUnlessLast() {
        List<byte[]> fragments = Frames.fragments(datagram(A, B, 1300), 800);
        assertThat(tracker.send(ct(0), fragments.get(0)).state()).isEqualTo("inv|trk");
        assertThat(tracker.conntrack.reassembler().counters(false).tooSmall).isEqualTo(1);
        assertThat(tracker.send(ct(0), fragments.get(1)).held()).isTrue();
        tracker.conntrack.reassembler().setMinBytes(false, 400);
        assertThat(tracker.send(ct(0), fragments.get(0)).released()).hasSize(2);
    }

    @Test
    void whatStaysIncompleteGoesOnAsInvalidWithTheNextPacketOfItsPlace() {
        List<byte[]> fragments = Frames.fragments(datagram(A, B, 3000), 1400);
        tracker.send(ct(5), fragments.get(0));
        tracker.send(ct(5), fragments.get(2));
        tracker.pass(15_001);
        assertThat(tracker.send(ct(4), datagram(A, B, 1)).released()).isEmpty();
        List<Tracker.Packet> released = tracker.send(ct(5), datagram(A, B, 1)).released();
        assertThat(released).hasSize(2).allSatisfy(p -> assertThat(p.state()).isEqualTo("inv"));
        assertThat(tracker.conntrack.reassembler().counters(false).expired).isEqualTo(2);
        assertThat(tracker.conntrack.reassembler().held()).isZero();
    }

    @Test
    void whereNoPacketComesTheyAreDropped() {
        List<byte[]> fragments = Frames.fragments(datagram(A, B, 3000), 1400);
        tracker.send(ct(5), fragments.get(0));
        tracker.send(ct(6), fragments.get(0));
        tracker.pass(24_000);
        assertThat(tracker.conntrack.reassembler().held()).isEqualTo(2);
        tracker.pass(1_100);
        assertThat(tracker.conntrack.reassembler().held()).isZero();
        assertThat(tracker.conntrack.reassembler().counters(false).purged).isEqualTo(2);
    }

    @Test
    void theNumberHeldIsBounded() {
        tracker.conntrack.reassembler().setMaxFragments(3);
        for (int i = 0; i < 5; i++) {
            byte[] fragment = Frames.fragments(datagram("10.0.1." + (i + 1), B, 3000), 1400)
                    .get(0);
            assertThat(tracker.send(ct(0), fragment).held()).isEqualTo(i < 3);
        }
    }

    @Test
    void withoutReassemblyFragmentsAreInvalid() {
        tracker.conntrack.reassembler().setEnabled(false, false);
        byte[] fragment = Frames.fragments(datagram(A, B, 3000), 1400).get(0);
        assertThat(tracker.send(ct(0), fragment).state()).isEqualTo("inv|trk");
        byte[] ipv6 = Frames.fragments(datagram(address(true, 1), address(true, 2), 3000), 1400)
                .get(0);
        assertThat(tracker.send(ct(0), ipv6).held()).isTrue();
    }

    @Test
    void aPacketThatWouldBeTooLongStaysIncomplete() {
        tracker.conntrack.reassembler().setMinBytes(false, 400);
        List<byte[]> fragments = Frames.fragments(datagram(A, B, 60_000), 32_000);
        byte[] last = fragments.get(1).clone();
        Packets.put16(last, 20, 8190); // at 65,520, of 28,008 bytes
        Packets.put16(last, 24, 0);
        Packets.put16(last, 24, ~Packets.fold(Packets.sum(last, 14, 20)));
        assertThat(tracker.send(ct(0), last).held()).isTrue();
        assertThat(tracker.send(ct(0), fragments.get(0)).released()).isEmpty();
        assertThat(tracker.conntrack.connections()).isZero();
    }
}
