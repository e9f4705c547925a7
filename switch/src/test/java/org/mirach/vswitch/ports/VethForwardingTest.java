package org.mirach.vswitch.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirach.vswitch.fastpath.EngineStats;

/** Two namespaces on veths through an engine with a flow each way, offloads as they are. */
@Tag("privileged")
class VethForwardingTest {
    /** The ways to open a port. */
    enum Way {
        NATIVE,
        GENERIC,
        PACKET_SOCKET;

        PortSpec spec(String device) {
            return switch (this) {
                case NATIVE -> new PortSpec(device, device, PortSpec.Kind.AFXDP, PortSpec.Mode.NATIVE, 0);
                case GENERIC -> new PortSpec(device, device, PortSpec.Kind.AFXDP, PortSpec.Mode.GENERIC, 0);
                case PACKET_SOCKET ->
                    new PortSpec(device, device, PortSpec.Kind.AFPACKET, PortSpec.Mode.BEST_EFFORT, 0);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void pingAndStreamsPassAndAllFramesComeBack(Way way) {
        try (VethPair veths = new VethPair("f" + way.ordinal());
                RunningEngine running = new RunningEngine()) {
            running.addPort(1, way.spec(veths.device(1)));
            running.addPort(2, way.spec(veths.device(2)));
            running.connect(0, 1, 2);
            running.connect(1, 2, 1);
            assertThat(veths.in(1, "ping -c 5 -i 0.05 -W 1 10.9.0.2")).contains(" 0% packet loss");
            assertThat(veths.in(1, "ping -6 -c 5 -i 0.05 -W 1 fd09::2")).contains(" 0% packet loss");
            Process server = Shell.start("ip netns exec " + veths.host(2) + " iperf3 -s");
            try {
                streams(veths, way);
            } finally {
                server.destroy();
            }
            EngineStats stats = running.engine.stats();
            System.out.println(way + ": " + running.devices.getFirst().mode() + "; " + stats + "; "
                    + running.engine.drops().snapshot());
            assertThat(running.stopAndCountFreeFrames()).isEqualTo(8192);
        }
    }

    private static void streams(VethPair veths, Way way) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> Shell.run("ip netns exec " + veths.host(1) + " iperf3 -c 10.9.0.2 -n 1K")
                                .exit()
                        == 0);
        String tcp = veths.in(1, "iperf3 -c 10.9.0.2 -t 2 -f m");
        String tcp6 = veths.in(1, "iperf3 -6 -c fd09::2 -t 1 -f m");
        String udp = veths.in(1, "iperf3 -c 10.9.0.2 -u -b 50M -l 1000 -t 1 -f m");
        System.out.println(
                way + " tcp " + receiver(tcp) + ", tcp6 " + receiver(tcp6) + ", udp " + receiver(udp) + " Mbit/s");
        // Generic XDP drops a veth peer's superpackets (they fit no frame): TCP gets through in small pieces only.
        assertThat(receiver(tcp)).isGreaterThan(way == Way.GENERIC ? 0.1 : 100);
        assertThat(receiver(tcp6)).isGreaterThan(way == Way.GENERIC ? 0.1 : 100);
        assertThat(receiver(udp)).isGreaterThan(40);
    }

    private static double receiver(String iperf) {
        Matcher matcher = Pattern.compile("([0-9.]+) Mbits/sec[^\n]*receiver").matcher(iperf);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : -1;
    }
}
