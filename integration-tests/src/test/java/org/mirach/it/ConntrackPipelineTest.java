package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.ConntrackTraffic;
import org.mirach.it.harness.ControlClient;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.MirachSwitch;
import org.mirach.vswitch.conntrack.Conntrack;
import org.mirach.vswitch.conntrack.ConntrackSettings;

/**
 * The traffic of {@link ConntrackComparisonTest} through a whole switch: its flow tables, recirculation and engine must
 * make of each packet what the tracker alone makes of it, which is what Open vSwitch makes of it.
 */
@Tag("privileged")
final class ConntrackPipelineTest {
    private static final int PACKETS = 200;
    /**
     * Those that choose no translation: the port that is free depends on when the switch sweeps what is over, which the
     * tracker alone never does.
     */
    private static final int[] OPS = {0, 1, 2, 3, 8};

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static BridgeUnderTest mirach;
    private static ControlClient control;

    @BeforeAll
    static void start() {
        mirach = MirachSwitch.startWithDummyPorts(2);
        assertThat(mirach.ofctl(ConntrackComparisonTest.flows(), List.of("add-flows", "br0", "-"))
                        .text())
                .isEmpty();
        control = ControlClient.connect(mirach.controlSocket());
    }

    @AfterAll
    static void stop() {
        if (control != null) {
            control.close();
        }
        if (mirach != null) {
            mirach.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theSwitchTracksAsItsTrackerDoes(long seed) {
        boolean ipv6 = seed % 3 == 0;
        ConntrackTraffic traffic = new ConntrackTraffic(seed, ipv6);
        ConntrackComparisonTest reference = new ConntrackComparisonTest();
        Random random = new Random(seed);
        Conntrack conntrack = new Conntrack(ConntrackSettings.defaults());
        control.must("dpctl/flush-conntrack");
        mirach.sent("p2");
        for (int i = 0; i < PACKETS; i++) {
            int op = OPS[random.nextInt(OPS.length)];
            byte[] frame = traffic.next(op);
            String injected = HexFormat.of().formatHex(frame);
            byte[] after = reference.track(conntrack, ConntrackComparisonTest.ct(op, ipv6), frame);
            traffic.sent(after);
            control.must("netdev-dummy/receive", "p1", injected);
            control.must("netdev-dummy/settle");
            StringBuilder sent = new StringBuilder();
            Daemons.until(
                    PATIENCE,
                    () -> !sent.append(control.must("netdev-dummy/sent", "p2")).isEmpty());
            assertThat(sent.toString().strip())
                    .as("seed %d, packet %d: %s", seed, i, injected)
                    .isEqualTo(HexFormat.of().formatHex(after));
        }
        assertThat(control.must("dpctl/dump-conntrack").strip().split("\n"))
                .as("seed %d: connections", seed)
                .containsExactlyInAnyOrderElementsOf(ConntrackComparisonTest.dump(conntrack));
    }
}
