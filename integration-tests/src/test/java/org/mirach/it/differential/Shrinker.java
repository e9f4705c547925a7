package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a program that fails small: drops packets, entries, groups, then parts of what is left, as long as it still
 * fails in the same way. Tries a bounded number of times.
 *
 * <p><b>Threads:</b> the test's.
 */
final class Shrinker {
    private final Predicate<Program> fails;
    private int triesLeft;

    Shrinker(Predicate<Program> fails, int tries) {
        this.fails = fails;
        this.triesLeft = tries;
    }

    Program shrink(Program failing) {
        Program best = failing;
        for (Program before = null; before != best && triesLeft > 0; ) {
            before = best;
            best = fewer(best, Program::packets, Program::withPackets);
            best = fewer(best, Program::flows, Program::withFlows);
            best = fewer(best, Program::groups, Program::withGroups);
            best = simpler(best, Program::flows, Program::withFlows);
            best = simpler(best, Program::groups, Program::withGroups);
            best = shorterPackets(best);
        }
        return best;
    }

    /** Leaves out halves, quarters, ... single ones (delta debugging, Zeller and Hildebrandt, 2002). */
    private <T> Program fewer(
            Program program, Function<Program, List<T>> items, BiFunction<Program, List<T>, Program> with) {
        Program best = program;
        for (int chunk = Math.max(1, items.apply(best).size() / 2); chunk >= 1; chunk /= 2) {
            for (int from = 0; from < items.apply(best).size(); ) {
                List<T> left = new ArrayList<>(items.apply(best));
                left.subList(from, Math.min(left.size(), from + chunk)).clear();
                Program candidate = with.apply(best, left);
                if (stillFails(candidate)) {
                    best = candidate;
                } else {
                    from += chunk;
                }
            }
        }
        return best;
    }

    private Program simpler(
            Program program, Function<Program, List<String>> items, BiFunction<Program, List<String>, Program> with) {
        Program best = program;
        for (int i = 0; i < items.apply(best).size(); i++) {
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (String candidate : FlowLine.without(items.apply(best).get(i))) {
                    List<String> changed = new ArrayList<>(items.apply(best));
                    changed.set(i, candidate);
                    Program smaller = with.apply(best, changed);
                    if (stillFails(smaller)) {
                        best = smaller;
                        shorter = true;
                        break;
                    }
                }
            }
        }
        return best;
    }

    private Program shorterPackets(Program program) {
        Program best = program;
        for (int i = 0; i < best.packets().size(); i++) {
            Packet packet = best.packets().get(i);
            int zeros = packet.text().indexOf("/zeros");
            if (zeros >= 0) {
                List<Packet> changed = new ArrayList<>(best.packets());
                changed.set(i, packet.withText(packet.text().substring(0, zeros)));
                Program smaller = best.withPackets(changed);
                best = stillFails(smaller) ? smaller : best;
            }
        }
        return best;
    }

    private boolean stillFails(Program candidate) {
        return triesLeft-- > 0 && fails.test(candidate);
    }
}
