package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirach.vswitch.conntrack.Tracker.commit;
import static org.mirach.vswitch.conntrack.Tracker.commitHelper;
import static org.mirach.vswitch.conntrack.Tracker.ct;
import static org.mirach.vswitch.conntrack.Tracker.snat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.flow.DatapathAction;

class ConntrackControlTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Tracker tracker = new Tracker();
    private final ConntrackControl control = new ConntrackControl(
            tracker.conntrack, command -> ((EngineCommand.Sync) command).done().run());

    private List<String> dump(OptionalInt zone, boolean verbose) {
        return control.dump(zone).stream()
                .map(connection -> ConntrackText.format(connection, verbose, false))
                .toList();
    }

    @Test
    void connectionsAreShownInOpenVSwitchsForm() {
        tracker.send(commit(0), Frames.udp(A, 1000, B, 53, ""));
        assertThat(dump(OptionalInt.empty(), false))
                .containsExactly("udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1000,dport=53),"
                        + "reply=(src=10.0.0.2,dst=10.0.0.1,sport=53,dport=1000)");
    }

    @Test
    void zoneMarkLabelsAndTranslationAreShown() {
        DatapathAction.Ct ct = new DatapathAction.Ct(
                true, false, 9, 0xffffffff, -1, 0x1, 0x2, -1, -1, 0, snat("192.168.0.9", "192.168.0.9", 0, 0));
        tracker.send(ct, Frames.echo(A, B, 8, 77));
        assertThat(dump(OptionalInt.of(9), false))
                .containsExactly("icmp,orig=(src=10.0.0.1,dst=10.0.0.2,id=77,type=8,code=0),"
                        + "reply=(src=10.0.0.2,dst=192.168.0.9,id=77,type=0,code=0),"
                        + "zone=9,mark=4294967295,labels=0x10000000000000002");
        assertThat(dump(OptionalInt.of(8), false)).isEmpty();
    }

    @Test
    void tcpShowsItsStatesAndHelper() {
        byte[] scale = {3, 3, 7, 0};
        tracker.send(commitHelper(0, 21, null), Frames.tcp(A, 1000, B, 21, "S", 100, 0, 1000, scale, new byte[0]));
        String tuples = "tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1000,dport=21),"
                + "reply=(src=10.0.0.2,dst=10.0.0.1,sport=21,dport=1000)";
        assertThat(dump(OptionalInt.empty(), false)).containsExactly(tuples + ",protoinfo=(state=SYN_SENT),helper=ftp");
        tracker.send(ct(0), Frames.tcp(B, 21, A, 1000, "SA", 500, 101, 1000, scale, new byte[0]));
        assertThat(dump(OptionalInt.empty(), true))
                .containsExactly(tuples + ",id=0,status=0,protoinfo=(state_orig=ESTABLISHED,state_reply=SYN_SENT,"
                        + "wscale_orig=7,wscale_reply=7,flags_orig=WINDOW_SCALE,flags_reply=WINDOW_SCALE),helper=ftp");
        assertThat(ConntrackText.format(control.dump(OptionalInt.empty()).getFirst(), false, true))
                .contains(",timeout=30,");
    }

    @Test
    void flushForgetsAZoneOrAllOrOne() {
        for (int zone = 1; zone <= 3; zone++) {
            tracker.send(commit(zone), Frames.udp(A, 1000, B, 53, ""));
            tracker.send(commit(zone), Frames.udp(A, 1001, B, 53, ""));
        }
        control.flush(OptionalInt.of(1));
        assertThat(control.dump(OptionalInt.empty())).hasSize(4).noneMatch(c -> c.zone() == 1);
        ConnectionInfo.End one = control.dump(OptionalInt.of(2)).getFirst().original();
        assertThat(control.flushTuple(one, 2)).isTrue();
        assertThat(control.flushTuple(one, 2)).isFalse();
        assertThat(control.dump(OptionalInt.of(2))).hasSize(1);
        control.flush(OptionalInt.empty(), c -> c.original().srcPort() == 1001);
        assertThat(control.dump(OptionalInt.empty())).hasSize(1);
        control.flush(OptionalInt.empty());
        assertThat(control.counters().connections()).isZero();
        assertThat(tracker.send(ct(3), Frames.udp(B, 53, A, 1000, "")).state()).isEqualTo("new|trk");
    }

    @Test
    void manyConnectionsAreDumpedInSteps() {
        for (int i = 0; i < 10_000; i++) {
            tracker.send(commit(i % 2), Frames.udp("10.1." + i / 250 + "." + (i % 250 + 1), 1000, B, 53, ""));
        }
        assertThat(control.dump(OptionalInt.empty())).hasSize(10_000);
        assertThat(control.dump(OptionalInt.of(1))).hasSize(5_000);
        assertThat(ConntrackText.statistics(control.dump(OptionalInt.empty()), true))
                .isEqualTo("Connections Stats:\n    Total: 10000\n  UDP: 10000\n");
        control.flush(OptionalInt.of(0));
        assertThat(control.dump(OptionalInt.empty())).hasSize(5_000);
    }

    @Test
    void limitsAreSetShownAndDeleted() {
        control.setDefaultZoneLimit(10);
        control.setZoneLimit(5, 3);
        control.setZoneLimit(1, 0);
        tracker.send(commit(5), Frames.udp(A, 1000, B, 53, ""));
        tracker.send(commit(1), Frames.udp(A, 1000, B, 53, ""));
        tracker.send(commit(2), Frames.udp(A, 1000, B, 53, ""));
        assertThat(ConntrackText.limits(control.defaultZoneLimit(), control.zoneLimits(List.of())))
                .isEqualTo("default limit=10\nzone=1,limit=0,count=0\nzone=5,limit=3,count=1\n");
        assertThat(control.zoneLimits(List.of(2, 5))).containsExactly(new ZoneLimit(2, 10, 1), new ZoneLimit(5, 3, 1));
        control.deleteZoneLimit(5);
        assertThat(control.zoneLimits(List.of(5))).containsExactly(new ZoneLimit(5, 10, 1));
    }

    @Test
    void fragmentsAreCounted() {
        byte[] fragment = Frames.fragments(Frames.udp(A, 1000, B, 53, "x".repeat(3000)), 1400)
                .getFirst();
        tracker.send(ct(0), fragment);
        tracker.send(ct(0), fragment);
        assertThat(control.setMinFragment(true, 399)).isFalse();
        assertThat(control.setMinFragment(true, 400)).isTrue();
        assertThat(control.setMaxFragments(5001)).isFalse();
        assertThat(control.setMaxFragments(500)).isTrue();
        control.setReassembly(true, false);
        assertThat(ConntrackText.fragments(control.fragments()))
                .contains("v4 enabled: 1\n", "v6 enabled: 0\n", "max num frags (v4/v6): 500\n", "num frag: 1\n")
                .contains("min v4 frag size: 1200\n", "v4 frags accepted: 1\n", "v4 frags overlapped: 1\n")
                .contains("min v6 frag size: 400\n");
    }
}
