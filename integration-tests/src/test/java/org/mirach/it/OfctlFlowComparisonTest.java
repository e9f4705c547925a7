package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.KnownDifferences;
import org.mirach.it.harness.Normaliser;
import org.mirach.it.harness.Outcome;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.Scenario;
import org.mirach.it.harness.Tested;

/**
 * Every entry of {@code flows.txt} goes to Open vSwitch and to Mirach by {@code ovs-ofctl add-flow}; both must take or
 * refuse it with the same words, and give it back the same in {@code dump-flows}.
 */
@Tag("privileged")
final class OfctlFlowComparisonTest {
    private static final int PORTS = 3;
    private static final KnownDifferences KNOWN =
            new KnownDifferences(OfctlFlowComparisonTest.class, "known-differences.txt");

    private static OvsInstance ovs;
    private static BridgeUnderTest mirach;

    /** One entry in one version. */
    record Entry(String version, String text) {
        @Override
        public String toString() {
            return "OpenFlow" + version + " " + text;
        }
    }

    @BeforeAll
    static void start() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        ovs = OvsInstance.start(PORTS);
        mirach = Tested.start(PORTS);
    }

    @AfterAll
    static void stop() {
        Stream.of(Optional.ofNullable(ovs), Optional.ofNullable(mirach))
                .flatMap(Optional::stream)
                .forEach(BridgeUnderTest::close);
    }

    static Stream<Entry> entries() {
        return Scenario.lines(OfctlFlowComparisonTest.class, "flows.txt").stream()
                .flatMap(line -> line.startsWith("10|") || line.startsWith("13|")
                        ? Stream.of(new Entry(line.substring(0, 2), line.substring(3)))
                        : Stream.of(new Entry("10", line), new Entry("13", line)))
                .filter(entry -> entry.toString().matches(System.getProperty("mirach.it.only", ".*")));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void bothSwitchesAnswerAlike(Entry entry) {
        String expected = addAndDump(ovs, entry);
        String got = addAndDump(mirach, entry);
        if (!Tested.isMirach()) {
            assertThat(got).as("%s", entry).isEqualTo(expected);
            return;
        }
        Optional<KnownDifferences.Difference> refused = KNOWN.refused(entry.version(), entry.text());
        Optional<KnownDifferences.Difference> differs = KNOWN.differs(entry.version(), entry.text());
        if (refused.isPresent()) {
            assertThat(got)
                    .as("%s: known to be refused (%s)", entry, refused.get().reason())
                    .contains("OFPT_ERROR", "exit 1")
                    .doesNotContain("cookie=");
        }
        if (refused.isPresent() || differs.isPresent()) {
            assertThat(got)
                    .as("%s: no longer different: take it out of known-differences.txt", entry)
                    .isNotEqualTo(expected);
        } else {
            assertThat(got).as("%s", entry).isEqualTo(expected);
        }
    }

    private static String addAndDump(BridgeUnderTest bridge, Entry entry) {
        String version = "OpenFlow" + entry.version();
        bridge.mustOfctl("-O", version, "del-flows", "br0");
        Outcome added = bridge.ofctl("-O", version, "add-flow", "br0", entry.text());
        Outcome dumped = bridge.ofctl("", List.of("-O", version, "dump-flows", "br0"));
        return KNOWN.rewrite(Normaliser.normalise(added.text() + dumped.text()));
    }
}
