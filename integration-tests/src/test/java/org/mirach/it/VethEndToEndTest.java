package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachSwitch;
import org.mirach.it.harness.Netns;
import org.mirach.it.harness.Outcome;
import org.mirach.it.harness.VethLab;

/** Real traffic between two namespaces through the switch, with entries that ovs-ofctl put there, no controller. */
@Tag("privileged")
final class VethEndToEndTest {
    private static final Pattern RECEIVED_BITS =
            Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([0-9.e+]+)");
    private static final Pattern LOST_PERCENT = Pattern.compile("\"lost_percent\":\\s*([0-9.e+-]+)");

    @BeforeEach
    void needsTheSwitch() {
        assumeTrue(MirachSwitch.built(), "the switch's Main is not built");
    }

    private static VethLab wired(String portOptions) {
        VethLab lab = VethLab.start(portOptions);
        lab.bridge().mustOfctl("add-flow", "br0", "in_port=1,actions=2");
        lab.bridge().mustOfctl("add-flow", "br0", "in_port=2,actions=1");
        return lab;
    }

    @Test
    void pingsAndStreamsPassThroughAfXdp() {
        try (VethLab lab = wired("")) {
            assertNoLoss(lab.ping(20, "10.0.0.2"));
            assertNoLoss(lab.ping(20, "fd00::2"));
            assertThat(megabits(lab.iperf()))
                    .as("TCP, checksum offload as veth has it")
                    .isGreaterThan(100);
            Outcome udp = lab.iperf("-u", "-b", "50M", "-l", "1400");
            assertThat(udp.exit()).as(udp.text()).isZero();
            assertThat(lastNumber(LOST_PERCENT, udp.out())).as(udp.out()).isLessThan(1.0);
            assertThat(megabits(lab.iperf("-R"))).as("TCP the other way").isGreaterThan(100);
            assertThat(lab.bridge().mustOfctl("dump-flows", "br0")).doesNotContain("n_packets=0");
        }
    }

    /** What a port falls back to when the better mode is not to be had, and that it still carries everything. */
    @ParameterizedTest
    @CsvSource({"', xdp-mode: native'", "', xdp-mode: generic'", "', type: afpacket'"})
    void everyModeCarriesTraffic(String portOptions) {
        try (VethLab lab = wired(portOptions)) {
            assertNoLoss(lab.ping(10, "10.0.0.2"));
            assertNoLoss(lab.ping(10, "fd00::2"));
            assertThat(megabits(lab.iperf())).as(portOptions).isGreaterThan(20);
        }
    }

    @Test
    void normalSwitchesAsALearningSwitchWould() {
        try (VethLab lab = VethLab.start("")) {
            lab.bridge().mustOfctl("add-flow", "br0", "actions=normal");
            assertNoLoss(lab.ping(10, "10.0.0.2"));
            assertNoLoss(lab.ping(10, "fd00::2"));
        }
    }

    @Test
    void vlanTagsPassAndCanBeChanged() {
        try (VethLab lab = wired("")) {
            for (int host = 1; host <= 2; host++) {
                Netns namespace = host == 1 ? lab.h1 : lab.h2;
                namespace.must(
                        "ip",
                        "link",
                        "add",
                        "link",
                        "e" + host,
                        "name",
                        "vlan",
                        "type",
                        "vlan",
                        "id",
                        Integer.toString(host * 10));
                namespace.must("ip", "addr", "add", "10.9.0." + host + "/24", "dev", "vlan");
                namespace.must("ip", "link", "set", "vlan", "up");
            }
            assertThat(lab.ping(2, "10.9.0.2").ok()).as("10 is not 20").isFalse();
            lab.bridge().mustOfctl("add-flow", "br0", "priority=40000,in_port=1,dl_vlan=10,actions=mod_vlan_vid:20,2");
            lab.bridge().mustOfctl("add-flow", "br0", "priority=40000,in_port=2,dl_vlan=20,actions=mod_vlan_vid:10,1");
            assertNoLoss(lab.ping(10, "10.9.0.2"));
            assertNoLoss(lab.ping(10, "10.0.0.2"));
        }
    }

    /** A third port comes and goes while h1 and h2 talk; nothing of theirs is lost. */
    @Test
    void portsComeAndGoUnderTraffic() {
        try (VethLab lab = wired("");
                Netns h3 = Netns.create("h3")) {
            lab.plug(h3, 3);
            lab.bridge().mustOfctl("add-flow", "br0", "priority=40000,dl_dst=02:00:00:00:00:03,actions=3");
            lab.bridge().mustOfctl("add-flow", "br0", "priority=40000,in_port=3,actions=1,2");
            lab.bridge().mustOfctl("add-flow", "br0", "priority=30000,arp,in_port=1,actions=2,3");
            Process traffic = lab.h1.start("ping", "-i", "0.01", "-c", "300", "-q", "10.0.0.2");
            assertThat(lab.bridge()
                            .appctl("mirach/add-port", "v3", "type=afxdp", "port-no=3")
                            .ok())
                    .isTrue();
            assertNoLoss(lab.ping(5, "10.0.0.3"));
            assertThat(lab.bridge().appctl("mirach/del-port", "v3").ok()).isTrue();
            assertThat(lab.bridge().mustOfctl("show", "br0")).doesNotContain("(v3)");
            assertThat(lab.bridge()
                            .appctl("mirach/add-port", "v3", "type=afxdp", "port-no=3")
                            .ok())
                    .isTrue();
            assertNoLoss(lab.ping(5, "10.0.0.3"));
            assertThat(Daemons.ended(traffic.toHandle(), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(traffic.exitValue()).isZero();
        }
    }

    /** The device of a port is deleted while packets flow: its port goes down, the others go on. */
    @Test
    void deviceDeletedUnderTrafficIsAPortThatGoesDown() {
        try (VethLab lab = wired("")) {
            Process traffic = lab.h1.start("ping", "-f", "-w", "3", "10.0.0.2");
            assertNoLoss(lab.ping(5, "10.0.0.2"));
            lab.middle.must("ip", "link", "del", "v2");
            assertThat(Daemons.until(
                            Duration.ofSeconds(5),
                            () -> lab.bridge()
                                    .mustOfctl("-O", "OpenFlow13", "dump-ports-desc", "br0")
                                    .contains("LINK_DOWN")))
                    .as("port v2 is shown as down")
                    .isTrue();
            Daemons.ended(traffic.toHandle(), Duration.ofSeconds(10));
            assertThat(lab.bridge().process().isAlive()).isTrue();
            assertThat(lab.bridge().mustOfctl("dump-flows", "br0")).contains("in_port=1");
        }
    }

    private static void assertNoLoss(Outcome ping) {
        assertThat(ping.out()).as(ping.text()).contains(" 0% packet loss");
    }

    private static double megabits(Outcome iperf) {
        assertThat(iperf.exit()).as(iperf.text()).isZero();
        return lastNumber(RECEIVED_BITS, iperf.out()) / 1e6;
    }

    private static double lastNumber(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        double value = Double.NaN;
        while (matcher.find()) {
            value = Double.parseDouble(matcher.group(1));
        }
        return value;
    }
}
