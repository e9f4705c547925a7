package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.ct;
import static org.mirach.vswitch.conntrack.Tracker.dnat;
import static org.mirach.vswitch.conntrack.Tracker.nat;
import static org.mirach.vswitch.conntrack.Tracker.snat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

class NatTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String OUT = "192.168.0.9";

    private final Tracker tracker = new Tracker();

    @Test
    void theSourceIsTranslatedAndAnswersFindBack() {
        Tracker.Packet out = tracker.send(commit(1, snat(OUT, OUT, 0, 0)), Frames.udp(A, 1000, B, 53, "question"));
        assertThat(out.state()).isEqualTo("new|trk|snat");
        assertThat(Frames.endpoints(out.frame())).isEqualTo("192.168.0.9:1000>10.0.0.2:53");
        assertThat(out.key()[KeyLayout.W_IPV4]).isEqualTo(0xc0a80009_0a000002L);
        Tracker.Packet back = tracker.send(nat(1), Frames.udp(B, 53, OUT, 1000, "answer"));
        assertThat(back.state()).isEqualTo("est|rpl|trk|dnat");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.0.0.2:53>10.0.0.1:1000");
        assertThat(back.original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        Tracker.Packet more = tracker.send(nat(1), Frames.udp(A, 1000, B, 53, "more"));
        assertThat(more.state()).isEqualTo("est|trk|snat");
        assertThat(Frames.endpoints(more.frame())).isEqualTo("192.168.0.9:1000>10.0.0.2:53");
    }

    @Test
    void withoutNatThePacketStaysAsItIs() {
        tracker.send(commit(1, snat(OUT, OUT, 0, 0)), Frames.udp(A, 1000, B, 53, "question"));
        Tracker.Packet back = tracker.send(ct(1), Frames.udp(B, 53, OUT, 1000, "answer"));
        assertThat(back.state()).isEqualTo("est|rpl|trk");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.0.0.2:53>192.168.0.9:1000");
    }

    @Test
    void theDestinationIsTranslatedWithItsPort() {
        byte[] syn = Frames.tcp(A, 1000, OUT, 80, "S", 1, 0, 100, "");
        Tracker.Packet in = tracker.send(commit(0, dnat(B, B, 8080, 8080)), syn);
        assertThat(in.state()).isEqualTo("new|trk|dnat");
        assertThat(Frames.endpoints(in.frame())).isEqualTo("10.0.0.1:1000>10.0.0.2:8080");
        assertThat(in.key()[KeyLayout.W_L4] >>> 32).isEqualTo(1000L << 16 | 8080);
        Tracker.Packet back = tracker.send(nat(0), Frames.tcp(B, 8080, A, 1000, "SA", 5, 2, 100, ""));
        assertThat(back.state()).isEqualTo("est|rpl|trk|snat");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("192.168.0.9:80>10.0.0.1:1000");
    }

    @Test
    void ipv6IsTranslatedAndItsChecksumsHold() {
        String a = "fc00:0:0:0:0:0:0:1";
        String b = "fc00:0:0:0:0:0:0:2";
        String out = "fc00:1:0:0:0:0:0:9";
        Tracker.Packet there =
                tracker.send(commit(0, snat(out, out, 4000, 4000)), Frames.tcp(a, 1000, b, 80, "S", 1, 0, 100, ""));
        assertThat(Frames.endpoints(there.frame())).isEqualTo("fc00:1:0:0:0:0:0:9:4000>fc00:0:0:0:0:0:0:2:80");
        Tracker.Packet back = tracker.send(nat(0), Frames.tcp(b, 80, out, 4000, "SA", 5, 2, 100, ""));
        assertThat(Frames.endpoints(back.frame())).isEqualTo("fc00:0:0:0:0:0:0:2:80>fc00:0:0:0:0:0:0:1:1000");
        Tracker.Packet ping = tracker.send(commit(0, snat(out, out, 0, 0)), Frames.echo(a, b, 128, 4));
        assertThat(Frames.endpoints(ping.frame())).isEqualTo("fc00:1:0:0:0:0:0:9>fc00:0:0:0:0:0:0:2");
    }

    @Test
    void anErrorIsTranslatedInsideAndOutside() {
        byte[] question = Frames.udp(A, 1000, B, 53, "question");
        Tracker.Packet out = tracker.send(commit(0, snat(OUT, OUT, 2000, 2000)), question);
        byte[] error = Frames.error("10.7.7.7", OUT, 11, 0, out.frame(), 36);
        Tracker.Packet back = tracker.send(nat(0), error);
        assertThat(back.state()).isEqualTo("rel|rpl|trk|dnat");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.7.7.7>10.0.0.1");
        assertThat(Frames.inner(back.frame())).isEqualTo("10.0.0.1:1000>10.0.0.2:53");
    }

    @Test
    void anErrorOfIpv6IsTranslatedLikewise() {
        String a = "fc00:0:0:0:0:0:0:1";
        String b = "fc00:0:0:0:0:0:0:2";
        String out = "fc00:1:0:0:0:0:0:9";
        Tracker.Packet there =
                tracker.send(commit(0, snat(out, out, 2000, 2000)), Frames.udp(a, 1000, b, 53, "question"));
        Tracker.Packet back = tracker.send(nat(0), Frames.error(b, out, 1, 4, there.frame(), 400));
        assertThat(back.state()).isEqualTo("rel|rpl|trk|dnat");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("fc00:0:0:0:0:0:0:2>fc00:0:0:0:0:0:0:1");
        assertThat(Frames.inner(back.frame())).isEqualTo("fc00:0:0:0:0:0:0:1:1000>fc00:0:0:0:0:0:0:2:53");
    }

    @Test
    void aTakenPortGivesWayToTheNext() {
        DatapathAction.Nat one = snat(OUT, OUT, 0, 0);
        tracker.send(commit(0, one), Frames.udp("10.0.0.1", 1000, B, 53, ""));
        Tracker.Packet second = tracker.send(commit(0, one), Frames.udp("10.0.0.3", 1000, B, 53, ""));
        assertThat(Frames.endpoints(second.frame())).isEqualTo("192.168.0.9:1001>10.0.0.2:53");
        tracker.send(commit(0, one), Frames.udp("10.0.0.1", 5000, B, 53, ""));
        Tracker.Packet fourth = tracker.send(commit(0, one), Frames.udp("10.0.0.3", 5000, B, 53, ""));
        assertThat(Frames.endpoints(fourth.frame())).isEqualTo("192.168.0.9:5001>10.0.0.2:53");
    }

    @Test
    void anotherDestinationMayShareThePort() {
        DatapathAction.Nat one = snat(OUT, OUT, 0, 0);
        tracker.send(commit(0, one), Frames.udp("10.0.0.1", 1000, B, 53, ""));
        Tracker.Packet second = tracker.send(commit(0, one), Frames.udp("10.0.0.3", 1000, "10.0.0.4", 53, ""));
        assertThat(Frames.endpoints(second.frame())).isEqualTo("192.168.0.9:1000>10.0.0.4:53");
    }

    @Test
    void whereNothingIsFreeTheConnectionIsNotMade() {
        DatapathAction.Nat narrow = snat(OUT, OUT, 2000, 2002);
        Set<String> seen = new HashSet<>();
        for (int i = 1; i <= 3; i++) {
            Tracker.Packet packet = tracker.send(commit(0, narrow), Frames.udp("10.0.0." + (10 + i), 1000, B, 53, ""));
            assertThat(packet.state()).isEqualTo("new|trk|snat");
            seen.add(Frames.endpoints(packet.frame()));
        }
        assertThat(seen).hasSize(3);
        Tracker.Packet fourth = tracker.send(commit(0, narrow), Frames.udp("10.0.0.20", 1000, B, 53, ""));
        assertThat(fourth.state()).isEqualTo("new|trk");
        assertThat(Frames.endpoints(fourth.frame())).isEqualTo("10.0.0.20:1000>10.0.0.2:53");
        assertThat(tracker.conntrack.connections()).isEqualTo(3);
        assertThat(tracker.conntrack.counters().natExhausted()).isEqualTo(1);
    }

    @Test
    void aFullPortRangeOfTheDestinationMovesTheSource() {
        DatapathAction.Nat one = dnat(B, B, 80, 80);
        tracker.send(commit(0, one), Frames.udp(A, 5000, "10.1.1.1", 80, ""));
        Tracker.Packet second = tracker.send(commit(0, one), Frames.udp(A, 5000, "10.1.1.2", 80, ""));
        assertThat(Frames.endpoints(second.frame())).isEqualTo("10.0.0.1:5001>10.0.0.2:80");
        Tracker.Packet back = tracker.send(nat(0), Frames.udp(B, 80, A, 5001, ""));
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.1.1.2:80>10.0.0.1:5000");
    }

    @Test
    void pingsOfOneIdentifierCannotShareAnAddress() {
        DatapathAction.Nat one = snat(OUT, OUT, 0, 0);
        assertThat(tracker.send(commit(0, one), Frames.echo("10.0.0.1", B, 8, 7))
                        .state())
                .isEqualTo("new|trk|snat");
        assertThat(tracker.send(commit(0, one), Frames.echo("10.0.0.3", B, 8, 7))
                        .state())
                .isEqualTo("new|trk");
        Tracker.Packet back = tracker.send(nat(0), Frames.echo(B, OUT, 0, 7));
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.0.0.2>10.0.0.1");
    }

    @Test
    void aTranslatedPacketIsKnownWhenItComesAgain() {
        Tracker.Packet out = tracker.send(commit(0, snat(OUT, OUT, 0, 0)), Frames.udp(A, 1000, B, 53, ""));
        out = tracker.again(ct(0), out);
        assertThat(out.state()).isEqualTo("new|trk|snat");
        assertThat(out.original()).isEqualTo("17 10.0.0.1:1000>10.0.0.2:53");
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        tracker.send(ct(0), Frames.udp(B, 53, OUT, 1000, ""));
        Tracker.Packet more = tracker.again(nat(0), tracker.send(nat(0), Frames.udp(A, 1000, B, 53, "")));
        assertThat(more.state()).isEqualTo("est|trk|snat");
        assertThat(Frames.endpoints(more.frame())).isEqualTo("192.168.0.9:1000>10.0.0.2:53");
    }

    @Test
    void addressesOfARangeAreAllUsed() {
        DatapathAction.Nat range = snat("192.168.0.1", "192.168.0.8", 0, 0);
        Set<String> seen = new HashSet<>();
        for (int port = 1024; port < 1224; port++) {
            Tracker.Packet packet = tracker.send(commit(0, range), Frames.udp(A, port, B, 53, ""));
            seen.add(Frames.endpoints(packet.frame()).replaceAll(":.*", ""));
        }
        assertThat(seen).hasSize(8).allMatch(address -> address.matches("192\\.168\\.0\\.[1-8]"));
    }

    @Test
    void hairpinTrafficIsTranslatedInTwoZones() {
        // A inside reaches B inside by the outer address: DNAT in zone 1, then SNAT in zone 2.
        Tracker.Packet packet = tracker.send(commit(1, dnat(B, B, 0, 0)), Frames.udp(A, 1000, OUT, 53, ""));
        packet = tracker.again(commit(2, snat(OUT, OUT, 0, 0)), packet);
        assertThat(packet.state()).isEqualTo("new|trk|snat");
        assertThat(Frames.endpoints(packet.frame())).isEqualTo("192.168.0.9:1000>10.0.0.2:53");
        Tracker.Packet back = tracker.send(nat(2), Frames.udp(B, 53, OUT, 1000, ""));
        assertThat(Frames.endpoints(back.frame())).isEqualTo("10.0.0.2:53>10.0.0.1:1000");
        back = tracker.again(nat(1), back);
        assertThat(back.state()).isEqualTo("est|rpl|trk|snat");
        assertThat(Frames.endpoints(back.frame())).isEqualTo("192.168.0.9:53>10.0.0.1:1000");
    }

    @Test
    void anAnswerThatComesTooLateIsInvalidUntilTheConnectionIsSwept() {
        tracker.send(commit(0, snat(OUT, OUT, 0, 0)), Frames.udp(A, 1000, B, 53, ""));
        tracker.nowMs += 60_000;
        assertThat(tracker.send(nat(0), Frames.udp(B, 53, OUT, 1000, "")).state())
                .isEqualTo("inv|trk");
        Tracker.Packet other = tracker.send(commit(0, snat(OUT, OUT, 0, 0)), Frames.udp("10.0.0.3", 1000, B, 53, ""));
        assertThat(Frames.endpoints(other.frame())).isEqualTo("192.168.0.9:1001>10.0.0.2:53");
        tracker.pass(10_000);
        assertThat(tracker.send(nat(0), Frames.udp(B, 53, OUT, 1000, "")).state())
                .isEqualTo("new|trk");
    }

    /** Whatever is sent, translations are one to one, and answers go back where their question came from. */
    @Test
    void translationIsABijectionForRandomTraffic() {
        Random random = new Random(7);
        DatapathAction.Ct ct = commit(0, snat("192.168.0.1", "192.168.0.2", 3000, 3040));
        Map<String, String> outside = new HashMap<>();
        Map<String, String> inside = new HashMap<>();
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            String host = "10.0.0." + (1 + random.nextInt(20));
            int port = 1024 + random.nextInt(8);
            String in = host + ":" + port + ">" + B + ":53";
            Tracker.Packet packet = tracker.send(ct, Frames.udp(host, port, B, 53, "x" + i));
            String out = Frames.endpoints(packet.frame());
            if (out.equals(in)) {
                assertThat(outside).doesNotContainKey(in);
                refused++;
                continue;
            }
            assertThat(outside.computeIfAbsent(in, _ -> out)).isEqualTo(out);
            assertThat(inside.computeIfAbsent(out, _ -> in)).isEqualTo(in);
            String[] ends = out.split("[:>]");
            byte[] answer = Frames.udp(B, 53, ends[0], Integer.parseInt(ends[1]), "");
            Tracker.Packet back = tracker.send(nat(0), answer);
            assertThat(Frames.endpoints(back.frame())).isEqualTo(B + ":53>" + host + ":" + port);
        }
        assertThat(outside).as("all that the range can hold").hasSizeBetween(70, 82);
        assertThat(refused).isPositive();
        assertThat(tracker.conntrack.connections()).isEqualTo(outside.size());
    }
}
