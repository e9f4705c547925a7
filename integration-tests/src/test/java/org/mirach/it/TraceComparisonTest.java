package org.mirach.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.Command;
import org.mirach.it.harness.Outcome;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.Scenario;
import org.mirach.it.harness.Tested;

/**
 * {@code ofproto/trace} of Open vSwitch and of Mirach, given the same tables and asked the same: the answers must be the
 * same text. Programs and questions are in {@code trace.txt}; where an answer differs and why, in {@code
 * trace-differences.txt}.
 */
@Tag("privileged")
final class TraceComparisonTest {
    private static final int PORTS = 4;

    private static OvsInstance ovs;
    private static BridgeUnderTest mirach;
    private static List<Difference> differences;
    private static List<String> loaded = List.of();

    /** Tables, and one question to them. */
    record Question(String program, List<String> setup, String arguments) {
        @Override
        public String toString() {
            return program + ": " + arguments;
        }
    }

    private record Difference(Pattern question, String reason) {}

    @BeforeAll
    static void start() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        ovs = OvsInstance.start(PORTS);
        mirach = Tested.start(PORTS);
        differences = Scenario.lines(TraceComparisonTest.class, "trace-differences.txt").stream()
                .map(line -> line.split(" \\| ", 2))
                .map(parts -> new Difference(Pattern.compile(parts[0]), parts[1]))
                .toList();
    }

    @AfterAll
    static void stop() {
        Stream.of(Optional.ofNullable(ovs), Optional.ofNullable(mirach))
                .flatMap(Optional::stream)
                .forEach(BridgeUnderTest::close);
    }

    static Stream<Question> questions() {
        List<Question> questions = new ArrayList<>();
        String program = "";
        List<String> setup = new ArrayList<>();
        for (String line : Scenario.lines(TraceComparisonTest.class, "trace.txt")) {
            if (line.startsWith("=== ")) {
                program = line.substring(4);
                setup = new ArrayList<>();
            } else if (line.startsWith("? ")) {
                questions.add(new Question(program, setup, line.substring(2)));
            } else {
                setup.add(line);
            }
        }
        String only = System.getProperty("mirach.it.only", ".*");
        return questions.stream().filter(question -> question.toString().matches(only));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void bothSwitchesTellTheSameWay(Question question) {
        if (question.setup() != loaded) { // the same list for all questions to one program
            load(ovs, question.setup());
            load(mirach, question.setup());
            loaded = question.setup();
        }
        String expected = ask(ovs, question);
        String got = ask(mirach, question);
        Optional<Difference> known = differences.stream()
                .filter(each -> each.question().matcher(question.toString()).matches())
                .findFirst();
        if (known.isPresent()) {
            assertThat(got)
                    .as("%s: no longer different: take it out of trace-differences.txt", question)
                    .isNotEqualTo(expected);
        } else {
            assertThat(got).as("%s", question).isEqualTo(expected);
        }
    }

    private static String ask(BridgeUnderTest bridge, Question question) {
        List<String> words = new ArrayList<>(Command.words(question.arguments()));
        if (!words.getFirst().startsWith("ofproto/")) {
            words.addFirst("ofproto/trace");
        }
        Outcome outcome = bridge.appctl(words.toArray(String[]::new));
        String text = outcome.out() + outcome.err().replaceAll("(?m)^ovs-appctl: .*: server returned an error\\n", "");
        return steady(text) + "exit " + (outcome.ok() ? 0 : 1);
    }

    private static void load(BridgeUnderTest bridge, List<String> setup) {
        must(bridge.ofctl("-O", "OpenFlow13", "del-flows", "br0"));
        must(bridge.ofctl("-O", "OpenFlow13", "del-groups", "br0"));
        must(bridge.ofctl("-O", "OpenFlow13", "del-meters", "br0"));
        for (String line : setup) {
            int blank = line.indexOf(' ');
            String rest = line.substring(blank + 1);
            must(bridge.ofctl("-O", "OpenFlow13", "add-" + line.substring(0, blank), "br0", rest));
        }
    }

    private static void must(Outcome outcome) {
        assertThat(outcome.ok()).as(outcome.text()).isTrue();
    }

    /**
     * Numbers that each switch hands out for itself are left out: the local port's and meters' in the datapath,
     * recirculations'. The order in which copies of a flooded packet go out is nobody's promise.
     */
    private static String steady(String text) {
        String same = text.replaceAll("(?m)(^Datapath actions:.*[ ,(])100(?=[,)]|$)", "$10")
                .replaceAll("controller\\((.*?),recirc_id=[0-9]+,", "controller($1,recirc_id=R,")
                .replaceAll("recirc_id=0x[0-9a-f]+", "recirc_id=R")
                .replaceAll("recirc\\(0x[0-9a-f]+\\)", "recirc(R)")
                .replaceAll("meter\\([0-9]+\\)", "meter(M)");
        String sorted = Pattern.compile("(?m)(?<=^Datapath actions: )[0-9]+(,[0-9]+)+$")
                .matcher(same)
                .replaceAll(
                        ports -> Stream.of(ports.group().split(",")).sorted().collect(Collectors.joining(",")));
        return sorted.endsWith("\n") ? sorted : sorted + "\n";
    }
}
