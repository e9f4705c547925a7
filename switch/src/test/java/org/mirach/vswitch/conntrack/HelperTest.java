package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.commitHelper;
import static org.mirach.vswitch.conntrack.Tracker.ct;
import static org.mirach.vswitch.conntrack.Tracker.nat;
import static org.mirach.vswitch.conntrack.Tracker.snat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.flow.DatapathAction;

class HelperTest {
    private static final String CLIENT = "10.1.1.1";
    private static final String SERVER = "10.1.1.2";
    private static final String CLIENT6 = "fc00:0:0:0:0:0:0:1";
    private static final String SERVER6 = "fc00:0:0:0:0:0:0:2";

    private final Tracker tracker = new Tracker();
    private String client = CLIENT;
    private String server = SERVER;
    private String clientSeen = CLIENT;
    private DatapathAction.Ct there = ct(0);
    private DatapathAction.Ct back = ct(0);

    private Tracker.Packet fromClient(String flags, int seq, int ack, String text) {
        return tracker.send(there, Frames.tcp(client, 40_000, server, 21, flags, seq, ack, 5000, text));
    }

    private Tracker.Packet fromServer(String flags, int seq, int ack, String text) {
        return tracker.send(back, Frames.tcp(server, 21, clientSeen, 40_000, flags, seq, ack, 5000, text));
    }

    private void login(DatapathAction.Nat nat) {
        byte[] syn = Frames.tcp(client, 40_000, server, 21, "S", 100, 0, 5000, "");
        assertThat(tracker.send(commitHelper(0, 21, nat), syn).state()).startsWith("new|trk");
        assertThat(fromServer("SA", 500, 101, "").state()).startsWith("est|rpl|trk");
        assertThat(fromClient("A", 101, 501, "").state()).startsWith("est|trk");
    }

    private void translated(String outside) {
        clientSeen = outside;
        there = nat(0);
        back = nat(0);
        login(snat(outside, outside, 0, 0));
    }

    private static String text(byte[] frame) {
        int l4 = 14 + (Packets.get16(frame, 12) == 0x86dd ? 40 : 20);
        int data = l4 + (frame[l4 + 12] >> 4 & 0xf) * 4;
        return new String(Arrays.copyOfRange(frame, data, frame.length), StandardCharsets.US_ASCII);
    }

    private static int number(byte[] frame, int field) {
        int at = 14 + (Packets.get16(frame, 12) == 0x86dd ? 40 : 20) + field;
        return Packets.get16(frame, at) << 16 | Packets.get16(frame, at + 2);
    }

    @Test
    void anActiveDataConnectionIsRelated() {
        login(null);
        assertThat(fromClient("PA", 101, 501, "PORT 10,1,1,1,200,10\r\n").state())
                .isEqualTo("est|trk");
        byte[] syn = Frames.tcp(SERVER, 20, CLIENT, 51_210, "S", 1, 0, 1000, "");
        assertThat(tracker.send(ct(0), syn).state()).isEqualTo("new|rel|trk");
        Tracker.Packet data = tracker.send(commit(0), syn);
        assertThat(data.state()).isEqualTo("new|rel|trk");
        assertThat(data.original()).isEqualTo("6 10.1.1.1:40000>10.1.1.2:21");
        byte[] answer = Frames.tcp(CLIENT, 51_210, SERVER, 20, "SA", 9, 2, 1000, "");
        assertThat(tracker.send(ct(0), answer).state()).isEqualTo("est|rel|rpl|trk");
    }

    @Test
    void aPassiveDataConnectionIsRelated() {
        login(null);
        fromClient("PA", 101, 501, "PASV\r\n");
        assertThat(fromServer("PA", 501, 107, "227 Entering Passive Mode (10,1,1,2,195,80).\r\n")
                        .state())
                .isEqualTo("est|rpl|trk");
        byte[] syn = Frames.tcp(CLIENT, 45_000, SERVER, 50_000, "S", 1, 0, 1000, "");
        assertThat(tracker.send(commit(0), syn).state()).isEqualTo("new|rel|trk");
        byte[] other = Frames.tcp(CLIENT, 45_000, SERVER, 50_001, "S", 1, 0, 1000, "");
        assertThat(tracker.send(commit(0), other).state()).isEqualTo("new|trk");
    }

    @Test
    void theDataConnectionInheritsMarkAndLabelAndKeepsThem() {
        DatapathAction.Ct marked = new DatapathAction.Ct(true, false, 0, 7, -1, 8, 9, -1, -1, 21, null);
        tracker.send(marked, Frames.tcp(CLIENT, 40_000, SERVER, 21, "S", 100, 0, 5000, ""));
        fromServer("SA", 500, 101, "");
        fromClient("PA", 101, 501, "PORT 10,1,1,1,200,10\r\n");
        byte[] syn = Frames.tcp(SERVER, 20, CLIENT, 51_210, "S", 1, 0, 1000, "");
        DatapathAction.Ct other = new DatapathAction.Ct(true, false, 0, 1, -1, 1, 1, -1, -1, 0, null);
        Tracker.Packet data = tracker.send(other, syn);
        assertThat(data.mark()).isEqualTo(7);
        assertThat(data.labelHi()).isEqualTo(8);
        assertThat(data.labelLo()).isEqualTo(9);
    }

    @Test
    void ipv6SaysEprtAndEpsv() {
        client = CLIENT6;
        clientSeen = CLIENT6;
        server = SERVER6;
        login(null);
        assertThat(fromClient("PA", 101, 501, "EPRT |2|fc00::1|51210|\r\n").state())
                .isEqualTo("est|trk");
        byte[] active = Frames.tcp(SERVER6, 20, CLIENT6, 51_210, "S", 1, 0, 1000, "");
        assertThat(tracker.send(commit(0), active).state()).isEqualTo("new|rel|trk");
        assertThat(fromServer("PA", 501, 125, "229 Entering Extended Passive Mode (|||50000|)\r\n")
                        .state())
                .isEqualTo("est|rpl|trk");
        byte[] passive = Frames.tcp(CLIENT6, 45_000, SERVER6, 50_000, "S", 1, 0, 1000, "");
        assertThat(tracker.send(commit(0), passive).state()).isEqualTo("new|rel|trk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT 10,9,9,9,200,10\r\n",
                "PORT 10,1,1,200,10\r\n",
                "PORT 10,1,1,1,300,10\r\n",
                "PORT 10,1,1,1,200,\r\n",
                "PORT\r\n",
                "PORT x\r\n"
            })
    void whatIsNoAnnouncementOrNamesAnotherIsInvalid(String text) {
        login(null);
        assertThat(fromClient("PA", 101, 501, text).state()).isEqualTo("est|inv|trk");
        assertThat(tracker.conntrack.counters().expectations()).isZero();
    }

    @Test
    void withoutTheHelperNothingIsExpected() {
        tracker.send(commit(0), Frames.tcp(CLIENT, 40_000, SERVER, 21, "S", 100, 0, 5000, ""));
        fromServer("SA", 500, 101, "");
        fromClient("PA", 101, 501, "PORT 10,1,1,1,200,10\r\n");
        byte[] syn = Frames.tcp(SERVER, 20, CLIENT, 51_210, "S", 1, 0, 1000, "");
        assertThat(tracker.send(ct(0), syn).state()).isEqualTo("new|trk");
    }

    @Test
    void expectationsEndWithTheirConnection() {
        login(null);
        fromClient("PA", 101, 501, "PORT 10,1,1,1,200,10\r\n");
        assertThat(tracker.conntrack.counters().expectations()).isEqualTo(1);
        fromClient("RA", 123, 501, "");
        tracker.pass(31_000);
        assertThat(tracker.conntrack.counters().expectations()).isZero();
    }

    @Test
    void theAddressInTheTextIsTranslatedAndLaterNumbersFollow() {
        translated("10.1.1.240");
        String port = "PORT 10,1,1,1,200,10\r\n";
        Tracker.Packet command = fromClient("PA", 101, 501, port);
        assertThat(text(command.frame())).isEqualTo("PORT 10,1,1,240,200,10\r\n");
        assertThat(Frames.endpoints(command.frame())).isEqualTo("10.1.1.240:40000>10.1.1.2:21");
        assertThat(command.state()).isEqualTo("est|trk|snat");
        // The server acknowledges two bytes more than the client has sent.
        Tracker.Packet ok = fromServer("PA", 501, 101 + port.length() + 2, "200 ok\r\n");
        assertThat(ok.state()).isEqualTo("est|rpl|trk|dnat");
        assertThat(number(ok.frame(), 8)).isEqualTo(101 + port.length());
        assertThat(Frames.endpoints(ok.frame())).isEqualTo("10.1.1.2:21>10.1.1.1:40000");
        Tracker.Packet more = fromClient("PA", 101 + port.length(), 509, "LIST\r\n");
        assertThat(number(more.frame(), 4)).isEqualTo(101 + port.length() + 2);
        assertThat(more.state()).isEqualTo("est|trk|snat");
        assertThat(Frames.endpoints(more.frame())).isEqualTo("10.1.1.240:40000>10.1.1.2:21");
        byte[] syn = Frames.tcp(SERVER, 20, "10.1.1.240", 51_210, "S", 1, 0, 1000, "");
        Tracker.Packet data = tracker.send(commit(0, snat(SERVER, SERVER, 0, 0)), syn);
        assertThat(data.state()).isEqualTo("new|rel|trk|dnat");
        assertThat(Frames.endpoints(data.frame())).isEqualTo("10.1.1.2:20>10.1.1.1:51210");
        Tracker.Packet answer = tracker.send(nat(0), Frames.tcp(CLIENT, 51_210, SERVER, 20, "SA", 9, 2, 1000, ""));
        assertThat(answer.state()).isEqualTo("est|rel|rpl|trk|snat");
        assertThat(Frames.endpoints(answer.frame())).isEqualTo("10.1.1.240:51210>10.1.1.2:20");
    }

    @Test
    void twoAnnouncementsAddUp() {
        translated("10.1.1.240");
        String port = "PORT 10,1,1,1,200,10\r\n";
        fromClient("PA", 101, 501, port);
        Tracker.Packet second = fromClient("PA", 101 + port.length(), 501, "PORT 10,1,1,1,200,11\r\n");
        assertThat(number(second.frame(), 4)).isEqualTo(101 + port.length() + 2);
        assertThat(text(second.frame())).isEqualTo("PORT 10,1,1,240,200,11\r\n");
        Tracker.Packet third = fromClient("PA", 101 + 2 * port.length(), 501, "QUIT\r\n");
        assertThat(number(third.frame(), 4)).isEqualTo(101 + 2 * port.length() + 4);
        assertThat(third.state()).isEqualTo("est|trk|snat");
    }

    @Test
    void ipv6TextIsTranslatedToo() {
        client = CLIENT6;
        server = SERVER6;
        translated("fc00:0:0:0:0:0:0:f0");
        Tracker.Packet command = fromClient("PA", 101, 501, "EPRT |2|fc00::1|51210|\r\n");
        assertThat(text(command.frame())).isEqualTo("EPRT |2|fc00::f0|51210|\r\n");
        assertThat(Frames.endpoints(command.frame())).isEqualTo("fc00:0:0:0:0:0:0:f0:40000>" + SERVER6 + ":21");
    }

    @Test
    void tftpDataComesFromAnotherPort() {
        byte[] request = Frames.udp(CLIENT, 3000, SERVER, 69, "read");
        assertThat(tracker.send(commitHelper(0, 69, null), request).state()).isEqualTo("new|trk");
        byte[] data = Frames.udp(SERVER, 4000, CLIENT, 3000, "data");
        assertThat(tracker.send(ct(0), data).state()).isEqualTo("new|rel|trk");
        assertThat(tracker.send(commit(0), data).original()).isEqualTo("17 10.1.1.1:3000>10.1.1.2:69");
        assertThat(tracker.send(ct(0), Frames.udp(CLIENT, 3000, SERVER, 4000, "ack"))
                        .state())
                .isEqualTo("est|rel|rpl|trk");
    }

    @Test
    void tftpIsTranslated() {
        String outside = "10.1.1.240";
        byte[] request = Frames.udp(CLIENT, 3000, SERVER, 69, "read");
        tracker.send(commitHelper(0, 69, snat(outside, outside, 0, 0)), request);
        byte[] data = Frames.udp(SERVER, 4000, outside, 3000, "data");
        Tracker.Packet packet = tracker.send(commit(0, snat(SERVER, SERVER, 0, 0)), data);
        assertThat(packet.state()).isEqualTo("new|rel|trk|dnat");
        assertThat(Frames.endpoints(packet.frame())).isEqualTo("10.1.1.2:4000>10.1.1.1:3000");
    }
}
