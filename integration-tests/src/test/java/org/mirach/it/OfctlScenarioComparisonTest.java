package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.KnownDifferences;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.Scenario;
import org.mirach.it.harness.ScenarioRun;
import org.mirach.it.harness.Tested;

/**
 * Runs the scenarios of {@code verbs.txt} (the verbs of ovs-ofctl for flow entries, ports and packets), {@code
 * extended.txt} (groups, meters, bundles, what Nicira added) and {@code packets.txt} (what packets become, and what they
 * are counted as) against Open vSwitch and Mirach; every answer must be the same.
 */
@Tag("privileged")
final class OfctlScenarioComparisonTest {
    private static final int PORTS = 3;
    private static final KnownDifferences KNOWN =
            new KnownDifferences(OfctlScenarioComparisonTest.class, "known-differences.txt");

    private static OvsInstance ovs;
    private static BridgeUnderTest mirach;

    /** One scenario in one version. */
    record Case(String version, Scenario scenario) {
        @Override
        public String toString() {
            return "OpenFlow" + version + " " + scenario;
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
        for (BridgeUnderTest bridge : new BridgeUnderTest[] {ovs, mirach}) {
            if (bridge != null) {
                bridge.close();
            }
        }
    }

    static Stream<Case> cases() {
        return Stream.of("verbs.txt", "extended.txt", "packets.txt")
                .flatMap(file -> Scenario.read(OfctlScenarioComparisonTest.class, file).stream())
                .flatMap(scenario ->
                        Scenario.VERSIONS.stream().filter(scenario::speaks).map(version -> new Case(version, scenario)))
                .filter(each -> each.toString().matches(System.getProperty("mirach.it.only", ".*")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothSwitchesAnswerAlike(Case testCase) {
        KNOWN.skipped(testCase.version(), testCase.scenario().name())
                .ifPresent(known -> assumeTrue(false, "known difference: " + known.reason()));
        if (testCase.scenario().tags().contains("fresh")) {
            try (OvsInstance freshOvs = OvsInstance.start(PORTS);
                    BridgeUnderTest freshMirach = Tested.start(PORTS)) {
                compare(testCase, freshOvs, freshMirach);
            }
        } else {
            compare(testCase, ovs, mirach);
        }
    }

    private static void compare(Case testCase, BridgeUnderTest reference, BridgeUnderTest tested) {
        StringBuilder expected = new StringBuilder();
        StringBuilder got = new StringBuilder();
        try (ScenarioRun left = new ScenarioRun(reference, testCase.version());
                ScenarioRun right = new ScenarioRun(tested, testCase.version())) {
            List.of(left, right).forEach(run -> run.reset(PORTS));
            for (Scenario.Step step : testCase.scenario().steps()) {
                String prompt = "$ " + step.kind() + " " + step.line() + "\n";
                String answer = left.perform(step);
                expected.append(prompt).append(KNOWN.rewrite(answer));
                got.append(prompt)
                        .append(KNOWN.rewrite(right.performUntil(
                                step, text -> KNOWN.rewrite(text).equals(KNOWN.rewrite(answer)))));
            }
        }
        assertThat(got.toString()).as("%s", testCase).isEqualTo(expected.toString());
    }
}
