package org.mirach.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.BridgeSession;
import org.mirach.it.harness.Scenario;
import org.mirach.it.harness.SharedData;
import org.mirach.it.harness.Tested;

/**
 * The OpenFlow 1.3 switch-test cases of match and action. A case that does not pass must stand in {@code
 * switch-test-exceptions.txt} with the section of the specification that says why the switch is right, and one that
 * stands there must not pass. {@code -Dmirach.it.only=REGEX} picks cases; {@code -Dmirach.it.tested=ovs} tests Open vSwitch.
 */
@Tag("privileged")
final class SwitchTestConformanceTest {
    private static final int PORTS = 3;
    private static final double PASS_SHARE = 0.98;

    @Test
    void switchPassesAllButTheJustifiedCases() {
        List<SwitchTestCase> cases =
                SwitchTestCase.read(SharedData.file("conformance/of13/match-action.jsonl")).stream()
                        .filter(each -> each.id().matches(System.getProperty("mirach.it.only", ".*")))
                        .toList();
        Map<String, String> exceptions = exceptions(cases);
        Map<String, String> failures = new LinkedHashMap<>();
        try (BridgeSession session = new BridgeSession(Tested.start(PORTS), PORTS)) {
            SwitchTester tester = new SwitchTester(session);
            for (SwitchTestCase each : cases) {
                tester.run(each).ifPresent(problem -> failures.put(each.id(), each.description() + ": " + problem));
            }
        }
        report(cases, failures, exceptions);
        assumeTrue(Tested.isMirach(), "Open vSwitch was looked at, not tested");
        List<String> unlisted = failures.keySet().stream()
                .filter(id -> !exceptions.containsKey(id))
                .toList();
        List<String> passing = cases.stream()
                .map(SwitchTestCase::id)
                .filter(id -> exceptions.containsKey(id) && !failures.containsKey(id))
                .toList();
        assertThat(unlisted).as("cases that fail without a justification").isEmpty();
        assertThat(passing).as("cases that pass although listed as exceptions").isEmpty();
        assertThat((double) (cases.size() - failures.size()) / cases.size()).isGreaterThanOrEqualTo(PASS_SHARE);
    }

    /** Ids of cases, and why they do not pass; a line may be about several. */
    private static Map<String, String> exceptions(List<SwitchTestCase> cases) {
        Map<String, String> exceptions = new TreeMap<>();
        for (String line : Scenario.lines(SwitchTestConformanceTest.class, "switch-test-exceptions.txt")) {
            String[] parts = line.split(" \\| ", 2);
            assertThat(parts).as(line).hasSize(2);
            cases.stream()
                    .map(SwitchTestCase::id)
                    .filter(id -> id.matches(parts[0].strip()))
                    .forEach(id -> exceptions.put(id, parts[1].strip()));
        }
        return exceptions;
    }

    private static void report(
            List<SwitchTestCase> cases, Map<String, String> failures, Map<String, String> exceptions) {
        Map<String, int[]> passes = new TreeMap<>();
        for (SwitchTestCase each : cases) {
            int[] counts = passes.computeIfAbsent(each.group(), _ -> new int[2]);
            counts[0] += failures.containsKey(each.id()) ? 0 : 1;
            counts[1]++;
        }
        List<String> lines = new ArrayList<>();
        passes.forEach((group, counts) -> lines.add("%s: %d of %d pass".formatted(group, counts[0], counts[1])));
        failures.forEach((id, problem) -> lines.add("%s: %s%s"
                .formatted(
                        id,
                        problem,
                        Optional.ofNullable(exceptions.get(id))
                                .map(reason -> "; justified: " + reason)
                                .orElse(""))));
        System.out.println(String.join(System.lineSeparator(), lines));
    }
}
