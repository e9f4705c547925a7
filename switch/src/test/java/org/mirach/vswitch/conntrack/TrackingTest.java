package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.ct;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

class TrackingTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fc00:0:0:0:0:0:0:1";
    private static final String B6 = "fc00:0:0:0:0:0:0:2";

    private final Tracker tracker = new Tracker();
    private final byte[] request = Frames.udp(A, 1000, B, 53, "question");
    private final byte[] answer = Frames.udp(B, 53, A, 1000, "answer");

    private String state(DatapathAction.Ct ct, byte[] frame) {
        return tracker.send(ct, frame).state();
    }

    @Test
    void udpIsEstablishedByItsAnswer() {
        assertThat(state(commit(0), request)).isEqualTo("new|trk");
        assertThat(state(ct(0), request)).isEqualTo("new|trk");
        assertThat(state(ct(0), answer)).isEqualTo("est|rpl|trk");
        assertThat(state(ct(0), request)).isEqualTo("est|trk");
        tracker.pass(30_000);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void echoIsKnownByItsIdentifier() {
        assertThat(state(commit(0), Frames.echo(A, B, 8, 77))).isEqualTo("new|trk");
        assertThat(state(ct(0), Frames.echo(A, B, 8, 77))).isEqualTo("new|trk");
        assertThat(state(ct(0), Frames.echo(B, A, 0, 78))).isEqualTo("inv|trk");
        assertThat(state(ct(0), Frames.echo(B, A, 0, 77))).isEqualTo("est|rpl|trk");
        assertThat(state(ct(0), Frames.echo(B, A, 8, 77))).isEqualTo("new|trk");
        assertThat(state(commit(0), Frames.icmp(A, B, 13, 0, new byte[20]))).isEqualTo("new|trk");
        assertThat(state(commit(0), Frames.icmp(B, A, 14, 0, new byte[20]))).isEqualTo("est|rpl|trk");
        assertThat(state(commit(0), Frames.icmp(A, B, 17, 0, new byte[20]))).isEqualTo("inv|trk");
        assertThat(state(commit(0), Frames.icmp(A, B, 8, 1, new byte[20]))).isEqualTo("inv|trk");
    }

    @Test
    void echoOfIpv6IsTrackedAndNeighbourDiscoveryIsNot() {
        assertThat(state(commit(0), Frames.echo(A6, B6, 128, 77))).isEqualTo("new|trk");
        Tracker.Packet reply = tracker.send(ct(0), Frames.echo(B6, A6, 129, 77));
        assertThat(reply.state()).isEqualTo("est|rpl|trk");
        assertThat(reply.original()).isEqualTo("58 fc00::1:128>fc00::2:0");
        for (int type = 133; type <= 137; type++) {
            assertThat(state(commit(0), Frames.icmp(A6, B6, type, 0, new byte[20])))
                    .isEqualTo("inv|trk");
        }
    }

    @Test
    void anErrorIsRelatedToWhatItTellsOf() {
        byte[] unreachable = Frames.error(B, A, 3, 3, request, 28);
        assertThat(state(ct(0), unreachable)).isEqualTo("inv|trk");
        state(commit(5), request);
        assertThat(state(ct(0), unreachable)).isEqualTo("inv|trk");
        Tracker.Packet related = tracker.send(ct(5), unreachable);
        assertThat(related.state()).isEqualTo("rel|rpl|trk");
        assertThat(related.original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        assertThat(state(ct(5), Frames.error("10.9.9.9", A, 11, 0, request, 28)))
                .isEqualTo("rel|rpl|trk");
        assertThat(state(ct(5), Frames.error(B, "10.0.0.77", 3, 3, request, 28)))
                .isEqualTo("inv|trk");
        assertThat(state(ct(5), Frames.error(B, A, 3, 3, request, 27))).isEqualTo("inv|trk");
    }

    @Test
    void anErrorOfIpv6IsRelatedToo() {
        byte[] ping = Frames.echo(A6, B6, 128, 9);
        state(commit(0), ping);
        assertThat(state(ct(0), Frames.error("fc00:0:0:0:0:0:0:9", A6, 3, 0, ping, 100)))
                .isEqualTo("rel|rpl|trk");
        byte[] datagram = Frames.udp(A6, 1000, B6, 53, "question");
        state(commit(0), datagram);
        assertThat(state(ct(0), Frames.error(B6, A6, 1, 4, datagram, 100))).isEqualTo("rel|rpl|trk");
    }

    @Test
    void protocolsWithoutPortsAreOneConnectionBetweenTwoAddresses() {
        assertThat(state(commit(0), Frames.ip(A, B, 47, new byte[30]))).isEqualTo("new|trk");
        assertThat(state(ct(0), Frames.ip(B, A, 47, new byte[10]))).isEqualTo("est|rpl|trk");
        assertThat(state(ct(0), Frames.ip(B, A, 132, new byte[12]))).isEqualTo("new|trk");
    }

    @Test
    void whatIsNotIpIsInvalid() {
        byte[] arp = Packets.ethernet(Packets.MAC2, Packets.MAC1, 0x0806, new byte[28]);
        assertThat(state(commit(3), arp)).isEqualTo("inv|trk");
        assertThat(state(commit(3), Arrays.copyOf(request, 30))).isEqualTo("inv|trk");
    }

    @Test
    void aUdpChecksumOfZeroIsNoneWithIpv4Only() {
        byte[] ipv4 = request.clone();
        Packets.put16(ipv4, 14 + 20 + 6, 0);
        assertThat(state(commit(0), ipv4)).isEqualTo("new|trk");
        byte[] ipv6 = Frames.udp(A6, 1000, B6, 53, "question");
        Packets.put16(ipv6, 14 + 40 + 6, 0);
        assertThat(state(commit(0), ipv6)).isEqualTo("inv|trk");
    }

    @Test
    void zonesDoNotSeeEachOther() {
        assertThat(state(commit(1), request)).isEqualTo("new|trk");
        assertThat(state(ct(1), answer)).isEqualTo("est|rpl|trk");
        assertThat(state(ct(2), answer)).isEqualTo("new|trk");
        assertThat(tracker.send(ct(2), answer).zone()).isEqualTo(2);
    }

    @Test
    void markAndLabelsAreSetByBitsAndKept() {
        tracker.send(new DatapathAction.Ct(true, false, 0, 0x12, 0xff, 0x10, 0x1, 0xf0, 0xf, 0, null), request);
        Tracker.Packet first = tracker.send(ct(0), answer);
        assertThat(first.mark()).isEqualTo(0x12);
        assertThat(first.labelHi()).isEqualTo(0x10);
        assertThat(first.labelLo()).isEqualTo(0x1);
        tracker.send(new DatapathAction.Ct(true, false, 0, 0x3400, 0xff00, 0, 0x20, 0, 0xf0, 0, null), request);
        Tracker.Packet second = tracker.send(ct(0), answer);
        assertThat(second.mark()).isEqualTo(0x3412);
        assertThat(second.labelHi()).isEqualTo(0x10);
        assertThat(second.labelLo()).isEqualTo(0x21);
        assertThat(tracker.send(ct(1), answer).mark()).isZero();
    }

    @Test
    void theOriginalTupleIsThatOfTheFirstPacket() {
        assertThat(tracker.send(commit(0), request).original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        assertThat(tracker.send(ct(0), answer).original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        assertThat(tracker.send(ct(1), answer).original()).isEqualTo("17 10.0.0.2:53>10.0.0.1:1000");
        assertThat(tracker.send(commit(0), Frames.echo(A, B, 8, 7)).original()).isEqualTo("1 10.0.0.1:8>10.0.0.2:0");
    }

    @Test
    void forceTurnsAConnectionRound() {
        state(commit(0), request);
        DatapathAction.Ct force = new DatapathAction.Ct(true, true, 0, 0, 0, 0, 0, 0, 0, 0, null);
        assertThat(state(force, answer)).isEqualTo("new|trk");
        assertThat(tracker.send(ct(0), request).state()).isEqualTo("est|rpl|trk");
        tracker.pass(1);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        assertThat(state(force, answer)).isEqualTo("est|trk");
    }

    @Test
    void aPacketIsTrackedOnceInAZone() {
        byte[] syn = Frames.tcp(A, 1000, B, 80, "S", 100, 0, 1000, "");
        Tracker.Packet packet = tracker.send(ct(0), syn);
        assertThat(packet.state()).isEqualTo("new|trk");
        packet = tracker.again(commit(0), packet);
        assertThat(packet.state()).isEqualTo("new|trk");
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        state(ct(0), Frames.tcp(B, 80, A, 1000, "SA", 500, 101, 1000, ""));
        state(ct(0), Frames.tcp(A, 1000, B, 80, "A", 101, 501, 1000, ""));
        packet = tracker.send(ct(0), Frames.tcp(A, 1000, B, 80, "RA", 101, 501, 1000, ""));
        assertThat(packet.state()).isEqualTo("est|trk");
        tracker.nowMs += 29_000; // a reset that was seen again would make the connection last longer
        packet = tracker.again(new DatapathAction.Ct(true, false, 0, 5, -1, 0, 0, 0, 0, 0, null), packet);
        assertThat(packet.state()).isEqualTo("est|trk");
        assertThat(packet.mark()).isEqualTo(5);
        tracker.pass(1_000);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void anotherZoneStartsAfresh() {
        Tracker.Packet packet = tracker.send(commit(1), request);
        tracker.send(ct(1), answer);
        packet = tracker.again(ct(1), packet);
        assertThat(packet.state()).isEqualTo("new|trk");
        packet = tracker.again(ct(2), packet);
        assertThat(packet.state()).isEqualTo("new|trk");
        assertThat(packet.zone()).isEqualTo(2);
    }

    @Test
    void clearForgetsAllButPktMark() {
        tracker.send(new DatapathAction.Ct(true, false, 3, 1, -1, 1, 1, -1, -1, 0, null), request);
        Tracker.Packet packet = tracker.send(ct(3), answer);
        packet.key()[KeyLayout.W_MARK] |= 7L << 32;
        ConnectionTracker.clear(packet.key(), 0);
        long[] expected = new long[KeyLayout.W_CT_TP + 1 - KeyLayout.W_MARK];
        expected[0] = 7L << 32;
        assertThat(Arrays.copyOfRange(packet.key(), KeyLayout.W_MARK, KeyLayout.W_CT_TP + 1))
                .isEqualTo(expected);
        assertThat(tracker.again(ct(3), packet).state()).isEqualTo("est|rpl|trk");
    }

    @Test
    void aPooledConnectionIsNotTakenForTheOneThatAPacketNames() {
        Tracker.Packet packet = tracker.send(commit(0), request);
        tracker.pass(61_000);
        tracker.send(commit(0), Frames.udp(A, 9, B, 9, ""));
        assertThat(tracker.conntrack.table().slotCount()).isEqualTo(1);
        assertThat(tracker.again(ct(0), packet).original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        assertThat(tracker.again(ct(0), packet).mark()).isZero();
    }

    @Test
    void whatIsMoreThanTheLimitStaysUncommitted() {
        tracker.conntrack.setMaxConnections(2);
        for (int port = 1; port <= 5; port++) {
            assertThat(state(commit(0), Frames.udp(A, port, B, 53, ""))).isEqualTo("new|trk");
        }
        assertThat(tracker.conntrack.connections()).isEqualTo(2);
        assertThat(tracker.conntrack.counters().full()).isEqualTo(3);
        assertThat(state(ct(0), Frames.udp(B, 53, A, 1, ""))).isEqualTo("est|rpl|trk");
        assertThat(state(ct(0), Frames.udp(B, 53, A, 5, ""))).isEqualTo("new|trk");
        tracker.pass(61_000);
        state(commit(0), Frames.udp(A, 5, B, 53, ""));
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void aZoneMayHaveALimitOfItsOwn() {
        tracker.conntrack.zoneLimits().setDefault(1);
        tracker.conntrack.zoneLimits().set(3, 2);
        for (int port = 1; port <= 5; port++) {
            for (int zone = 1; zone <= 3; zone++) {
                state(commit(zone), Frames.udp(A, port, B, 53, ""));
            }
        }
        assertThat(tracker.conntrack.connections())
                .as("one by default, two in zone 3")
                .isEqualTo(3);
        assertThat(tracker.conntrack.counters().zoneFull()).isEqualTo(12);
        tracker.pass(61_000);
        assertThat(tracker.conntrack.zoneLimits().of(3).count).isZero();
        assertThat(tracker.conntrack.zoneLimits().of(1).count).isZero();
        tracker.conntrack.zoneLimits().delete(3);
        assertThat(tracker.conntrack.zoneLimits().of(3))
                .isSameAs(tracker.conntrack.zoneLimits().of(1));
    }
}
