package org.mirach.it.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.KnownDifferences;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.Tested;

/**
 * Random programs on Open vSwitch and Mirach: the same bytes on the same ports, the same packet-ins, the same counters on
 * every entry and group, the same errors. A difference is shown as a small program, in commands.
 *
 * <p>{@code -Dmirach.programs=100000} runs longer, {@code -Dmirach.first-seed=N} elsewhere, {@code
 * -Dmirach.failures=N} stops after so many differences.
 */
@Tag("privileged")
final class DifferentialTest {
    private static final int PROGRAMS = Integer.getInteger("mirach.programs", 450);
    private static final long FIRST_SEED = Long.getLong("mirach.first-seed", 1);
    private static final int MAX_FAILURES = Integer.getInteger("mirach.failures", 5);
    private static final int PROGRAMS_PER_COMPILATION = 50;
    private static final int SHRINK_TRIES = 400;
    private static final KnownDifferences KNOWN =
            new KnownDifferences(KnownDifferences.class, "/org/mirach/it/known-differences.txt");

    private static final Predicate<String> BARE_PUSH = Pattern.compile(
                    "push_vlan:0x[0-9a-f]+(?!,set_field:[^,]*->vlan_vid,set_field:[^,]*->vlan_pcp)(?![0-9a-f])")
            .asPredicate();

    private static Player ovs;
    private static Player tested;
    private static FlowCompiler compiler;

    @BeforeAll
    static void start() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        compiler = new FlowCompiler();
        ovs = new Player(() -> OvsInstance.start(Dice.PORTS));
        tested = new Player(() -> Tested.start(Dice.PORTS));
    }

    @AfterAll
    static void stop() {
        for (Player player : new Player[] {ovs, tested}) {
            if (player != null) {
                player.close();
            }
        }
        if (compiler != null) {
            compiler.close();
        }
    }

    @Test
    void randomProgramsDoTheSameOnBothSwitches() {
        Map<Long, String> failures = new LinkedHashMap<>();
        long packets = 0;
        int ran = 0;
        long started = System.nanoTime();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed += PROGRAMS_PER_COMPILATION) {
            List<Program> programs = LongStream.range(
                            seed, Math.min(FIRST_SEED + PROGRAMS, seed + PROGRAMS_PER_COMPILATION))
                    .mapToObj(ProgramMaker::draw)
                    .map(DifferentialTest::withoutKnownDifferences)
                    .toList();
            for (FlowCompiler.Compiled compiled : compiler.compile(programs)) {
                ran++;
                packets += compiled.program().packets().size();
                compare(compiled, failures);
                if (failures.size() >= MAX_FAILURES) {
                    break;
                }
            }
            if (failures.size() >= MAX_FAILURES) {
                break;
            }
        }
        System.out.printf(
                "%d programs from seed %d, %d packets, %d s; Open vSwitch aborted %d times; ovs-ofctl refused %d"
                        + " lines, e.g. %s%n",
                ran,
                FIRST_SEED,
                packets,
                (System.nanoTime() - started) / 1_000_000_000L,
                ovs.deaths(),
                compiler.refused().size(),
                compiler.refused().stream()
                        .distinct()
                        .limit(Integer.getInteger("mirach.refused", 3))
                        .toList());
        assertThat(ovs.deaths())
                .as("programs lost to an Open vSwitch that aborted")
                .isLessThan(2 + PROGRAMS / 50);
        assertThat(failures.values())
                .as("programs that the switches treat differently")
                .isEmpty();
    }

    /** Runs a program on both; a difference is shrunk and written down. */
    private static void compare(FlowCompiler.Compiled compiled, Map<Long, String> failures) {
        Optional<Observation> expected = ovs.play(compiled);
        if (expected.isEmpty()) {
            return; // Open vSwitch died of it, so there is nothing to compare with
        }
        Observation got = tested.play(compiled).orElse(Observation.DEAD);
        String kind = Observation.kind(expected.get(), got);
        if (kind.isEmpty()) {
            return;
        }
        Program small =
                new Shrinker(candidate -> kindOf(candidate).equals(kind), SHRINK_TRIES).shrink(compiled.program());
        FlowCompiler.Compiled last = compiler.compile(List.of(small)).getFirst();
        String differences = Observation.describe(
                ovs.play(last).orElse(Observation.DEAD), tested.play(last).orElse(Observation.DEAD));
        String text = "seed %d: %s differ%n%s%n%s".formatted(small.seed(), kind, small.commands(), differences);
        System.out.println(text);
        failures.put(small.seed(), text);
    }

    /** Empty where the switches agree, where a pushed header is left as it was pushed (a known difference), or ovs-ofctl refuses what shrinking has made of an entry. */
    private static String kindOf(Program program) {
        if (Stream.concat(program.flows().stream(), program.groups().stream()).anyMatch(BARE_PUSH)) {
            return "";
        }
        FlowCompiler.Compiled compiled;
        try {
            compiled = compiler.compile(List.of(program)).getFirst();
        } catch (FlowCompiler.RefusedException _) {
            return "";
        }
        if (!compiled.program().equals(program)) {
            return "";
        }
        return ovs.play(compiled)
                .map(expected ->
                        Observation.kind(expected, tested.play(compiled).orElse(Observation.DEAD)))
                .orElse("");
    }

    /** Entries and groups that are known to be treated differently are not in the programs. */
    private static Program withoutKnownDifferences(Program program) {
        return program.withFlows(program.flows().stream()
                        .filter(flow -> !KNOWN.drawn(flow))
                        .toList())
                .withGroups(program.groups().stream()
                        .filter(group -> !KNOWN.drawn(group))
                        .toList());
    }
}
