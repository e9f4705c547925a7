package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.Normaliser;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.PacketText;
import org.mirach.it.harness.RandomTables;
import org.mirach.it.harness.Tested;

/**
 * Random tables, random packets: Open vSwitch and Mirach must send the same bytes out of the same ports and count the
 * same on every entry. {@code -Dmirach.it.seeds=1000} looks longer; a failure names its seed.
 */
@Tag("privileged")
final class RandomComparisonTest {
    private static final int PORTS = 3;
    private static final int ENTRIES = 40;
    private static final int BATCHES = 9;
    private static final int PACKETS_PER_BATCH = 7;
    private static final long FIRST_SEED = Long.getLong("mirach.it.first-seed", 1);
    private static OvsInstance ovs;
    private static BridgeUnderTest tested;

    @BeforeAll
    static void start() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        ovs = OvsInstance.start(PORTS);
        tested = Tested.start(PORTS);
    }

    @AfterAll
    static void stop() {
        for (BridgeUnderTest bridge : new BridgeUnderTest[] {ovs, tested}) {
            if (bridge != null) {
                bridge.close();
            }
        }
    }

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long i = 0; i < Integer.getInteger("mirach.it.seeds", 20); i++) {
            seeds.add(FIRST_SEED + i);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sameBytesOnTheSamePortsAndTheSameCounts(long seed) {
        RandomTables world = new RandomTables(seed);
        List<String> entries = world.entries(ENTRIES);
        for (BridgeUnderTest bridge : List.of(ovs, tested)) {
            bridge.mustOfctl("-O", "OpenFlow13", "del-flows", "br0");
            String input = String.join("\n", entries) + "\n";
            assertThat(bridge.ofctl(input, List.of("-O", "OpenFlow13", "add-flows", "br0", "-"))
                            .text())
                    .as("seed %d, %s", seed, bridge.name())
                    .isEmpty();
            bridge.settle();
            drain(bridge);
        }
        for (int batch = 0; batch < BATCHES; batch++) {
            String port = "p" + (1 + batch % PORTS);
            List<String> packets = IntStream.range(0, PACKETS_PER_BATCH)
                    .mapToObj(i -> world.packet())
                    .toList();
            for (BridgeUnderTest bridge : List.of(ovs, tested)) {
                packets.forEach(packet -> bridge.inject(port, PacketText.hex(packet)));
            }
            List<String> expected = drain(ovs);
            List<String> sent = new ArrayList<>();
            Daemons.until(Duration.ofSeconds(2), () -> {
                sent.addAll(drain(tested));
                return sent.size() >= expected.size();
            });
            sent.addAll(drain(tested));
            sent.sort(null);
            assertThat(sent)
                    .as("seed %d, into %s: %s%nentries:%n%s", seed, port, packets, String.join("\n", entries))
                    .isEqualTo(expected);
        }
        String counted = dump(ovs);
        Daemons.until(Duration.ofSeconds(3), () -> dump(tested).equals(counted));
        assertThat(dump(tested)).as("seed %d", seed).isEqualTo(counted);
    }

    /** What has left since the last look, sorted: a packet that misses the cache may be overtaken by one that hits. */
    private static List<String> drain(BridgeUnderTest bridge) {
        List<String> frames = new ArrayList<>();
        for (int port = 1; port <= PORTS; port++) {
            String name = "p" + port;
            bridge.sent(name).forEach(frame -> frames.add(name + " " + frame));
        }
        frames.sort(null);
        return frames;
    }

    private static String dump(BridgeUnderTest bridge) {
        bridge.settle();
        return Normaliser.normalise(bridge.mustOfctl("-O", "OpenFlow13", "dump-flows", "br0"));
    }
}
