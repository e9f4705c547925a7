package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.ct;

import org.junit.jupiter.api.Test;

class TcpTrackingTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Tracker tracker = new Tracker();

    private String there(String flags, int seq, int ack, String data) {
        return tracker.send(ct(0), Frames.tcp(A, 1000, B, 80, flags, seq, ack, 1000, data))
                .state();
    }

    private String back(String flags, int seq, int ack, String data) {
        return tracker.send(ct(0), Frames.tcp(B, 80, A, 1000, flags, seq, ack, 1000, data))
                .state();
    }

    private String open(String flags, int seq, int ack) {
        return tracker.send(commit(0), Frames.tcp(A, 1000, B, 80, flags, seq, ack, 1000, ""))
                .state();
    }

    private void establish() {
        assertThat(open("S", 100, 0)).isEqualTo("new|trk");
        assertThat(back("SA", 500, 101, "")).isEqualTo("est|rpl|trk");
        assertThat(there("A", 101, 501, "")).isEqualTo("est|trk");
    }

    @Test
    void aWholeLifeIsFollowed() {
        establish();
        assertThat(there("PA", 101, 501, "hello")).isEqualTo("est|trk");
        assertThat(back("PA", 501, 106, "world!")).isEqualTo("est|rpl|trk");
        assertThat(there("FA", 106, 507, "")).isEqualTo("est|trk");
        assertThat(back("FA", 507, 107, "")).isEqualTo("est|rpl|trk");
        assertThat(there("A", 107, 508, "")).isEqualTo("est|trk");
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        tracker.pass(31_000);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void whatIsNotCommittedStaysNew() {
        assertThat(there("S", 100, 0, "")).isEqualTo("new|trk");
        assertThat(there("S", 100, 0, "")).isEqualTo("new|trk");
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void anAnswerToNothingIsInvalid() {
        assertThat(back("SA", 500, 101, "")).isEqualTo("inv|trk");
        assertThat(open("SA", 500, 101)).isEqualTo("inv|trk");
    }

    @Test
    void aConnectionIsPickedUpInItsMiddle() {
        assertThat(open("A", 1000, 2000)).isEqualTo("new|trk");
        assertThat(back("A", 2000, 1000, "data")).isEqualTo("est|rpl|trk");
        assertThat(there("A", 1000, 2004, "data")).isEqualTo("est|trk");
    }

    @Test
    void flagsThatMakeNoSenseAreInvalid() {
        establish();
        for (String flags : new String[] {"SF", "SR", "SFA", "", "F", "P", "U", "SP", "RP"}) {
            assertThat(there(flags, 101, 501, "")).as(flags).isEqualTo("inv|trk");
        }
        assertThat(open("SF", 1, 1)).isEqualTo("inv|trk");
    }

    @Test
    void sequenceNumbersOutOfTheWindowAreInvalid() {
        establish();
        assertThat(there("A", 101 + 2_000, 501, "x")).isEqualTo("inv|trk");
        assertThat(there("A", 101 - 70_000, 501, "x")).isEqualTo("inv|trk");
        assertThat(there("A", 101, 501 + 100_000, "x")).isEqualTo("inv|trk");
        assertThat(there("A", 101, 501, "x")).isEqualTo("est|trk");
        assertThat(tracker.conntrack.counters().tcpOutOfWindow()).isEqualTo(3);
    }

    @Test
    void theWindowIsAsLargeAsItsScaleSays() {
        byte[] scale7 = {3, 3, 7, 0};
        byte[] syn = Frames.tcp(A, 1000, B, 80, "S", 100, 0, 1000, scale7, new byte[0]);
        assertThat(tracker.send(commit(0), syn).state()).isEqualTo("new|trk");
        byte[] answer = Frames.tcp(B, 80, A, 1000, "SA", 500, 101, 1000, scale7, new byte[0]);
        assertThat(tracker.send(ct(0), answer).state()).isEqualTo("est|rpl|trk");
        assertThat(there("A", 101, 501, "")).isEqualTo("est|trk");
        assertThat(back("A", 501, 101, "")).isEqualTo("est|rpl|trk"); // offers 1000 << 7
        assertThat(there("A", 101 + 127_000, 501, "x")).isEqualTo("est|trk");
        assertThat(there("A", 101 + 256_001, 501, "x")).isEqualTo("inv|trk");
    }

    @Test
    void aScaleCountsOnlyWhereBothHaveOne() {
        byte[] scale7 = {1, 3, 3, 7};
        tracker.send(commit(0), Frames.tcp(A, 1000, B, 80, "S", 100, 0, 1000, scale7, new byte[0]));
        assertThat(back("SA", 500, 101, "")).isEqualTo("est|rpl|trk");
        assertThat(there("A", 101, 501, "")).isEqualTo("est|trk");
        assertThat(there("A", 101 + 2_000, 501, "x")).isEqualTo("inv|trk");
    }

    @Test
    void aResetMustBeInPlace() {
        establish();
        assertThat(there("R", 101 + 500, 0, "")).isEqualTo("inv|trk");
        assertThat(there("R", 101, 0, "")).isEqualTo("est|trk");
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        tracker.pass(31_000);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void aSynAfterTheEndOpensTheConnectionAnew() {
        establish();
        assertThat(there("RA", 101, 501, "")).isEqualTo("est|trk");
        assertThat(open("S", 9000, 0)).isEqualTo("new|trk");
        assertThat(back("SA", 7000, 9001, "")).isEqualTo("est|rpl|trk");
        tracker.pass(11_000);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void aSynThatDoesNotCommitEndsTheOldConnectionOnly() {
        establish();
        assertThat(there("RA", 101, 501, "")).isEqualTo("est|trk");
        assertThat(there("S", 9000, 0, "")).isEqualTo("new|trk");
        tracker.pass(1);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void aSynWithinAConnectionIsInvalid() {
        establish();
        assertThat(there("S", 90_000, 0, "")).isEqualTo("inv|trk");
    }

    @Test
    void timeoutsFollowTheState() {
        open("S", 100, 0);
        tracker.pass(29_000);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        tracker.pass(1_000);
        assertThat(tracker.conntrack.connections()).isZero();
        establish();
        tracker.pass(24 * 3_600_000 - 1_000);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        assertThat(there("FA", 101, 501, "")).isEqualTo("est|trk");
        tracker.pass(899_000);
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
        tracker.pass(1_000);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void whatHasExpiredIsNotFoundEvenBeforeItIsSwept() {
        open("S", 100, 0);
        tracker.nowMs += 30_000;
        assertThat(back("SA", 500, 101, "")).isEqualTo("inv|trk");
        assertThat(tracker.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void aBrokenChecksumIsInvalid() {
        byte[] frame = Frames.tcp(A, 1000, B, 80, "S", 100, 0, 1000, "");
        frame[frame.length - 1] ^= 1;
        assertThat(tracker.send(commit(0), frame).state()).isEqualTo("inv|trk");
        byte[] header = Frames.tcp(A, 1000, B, 80, "S", 100, 0, 1000, "");
        header[14 + 10] ^= 1;
        assertThat(tracker.send(commit(0), header).state()).isEqualTo("inv|trk");
        assertThat(tracker.conntrack.counters().badTransportChecksums()).isEqualTo(1);
        assertThat(tracker.conntrack.counters().badIpChecksums()).isEqualTo(1);
        assertThat(tracker.conntrack.connections()).isZero();
    }

    @Test
    void portZeroAndShortHeadersAreInvalid() {
        assertThat(tracker.send(commit(0), Frames.tcp(A, 0, B, 80, "S", 1, 0, 1, ""))
                        .state())
                .isEqualTo("inv|trk");
        assertThat(tracker.send(commit(0), Frames.tcp(A, 80, B, 0, "S", 1, 0, 1, ""))
                        .state())
                .isEqualTo("inv|trk");
        assertThat(tracker.send(commit(0), Frames.ip(A, B, 6, new byte[12])).state())
                .isEqualTo("inv|trk");
        assertThat(tracker.send(commit(0), Frames.ip(A, B, 17, new byte[4])).state())
                .isEqualTo("inv|trk");
    }

    @Test
    void ipv6IsTrackedLikewise() {
        String a = "fc00:0:0:0:0:0:0:1";
        String b = "fc00:0:0:0:0:0:0:2";
        byte[] syn = Frames.tcp(a, 1000, b, 80, "S", 100, 0, 1000, "");
        assertThat(tracker.send(commit(7), syn).state()).isEqualTo("new|trk");
        Tracker.Packet answer = tracker.send(ct(7), Frames.tcp(b, 80, a, 1000, "SA", 500, 101, 1000, ""));
        assertThat(answer.state()).isEqualTo("est|rpl|trk");
        assertThat(answer.original()).isEqualTo("6 fc00::1:1000>fc00::2:80");
        assertThat(answer.zone()).isEqualTo(7);
    }

    @Test
    void theChecksCanBeTurnedOff() {
        establish();
        tracker.conntrack.setTcpSequenceChecks(false);
        assertThat(there("A", 101 + 2_000_000, 501, "x")).isEqualTo("est|trk");
    }
}
