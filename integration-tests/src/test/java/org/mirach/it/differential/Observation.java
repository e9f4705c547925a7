package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a switch did with a program. Immutable; each part is text that reads the same where the switches did the same.
 *
 * @param refusals error messages, with the line that they answer
 * @param steps what came out, of each step: a packet, or all of them
 * @param flows entries with their counters, sorted
 * @param groups groups with their counters, sorted
 */
record Observation(List<String> refusals, List<List<String>> steps, List<String> flows, List<String> groups) {
    /** Of a switch that ended, or lost its connection. */
    static final Observation DEAD = new Observation(List.of("the switch is gone"), List.of(), List.of(), List.of());

    Observation {
        refusals = List.copyOf(refusals);
        steps = List.copyOf(steps);
        flows = List.copyOf(flows);
        groups = List.copyOf(groups);
    }

    /** The kind of difference, for the shrinker to stay with; empty where there is none. */
    static String kind(Observation expected, Observation got) {
        if (!expected.refusals.equals(got.refusals)) {
            return "errors";
        }
        if (!expected.steps.equals(got.steps)) {
            return "packets";
        }
        if (!expected.flows.equals(got.flows)) {
            return "flows";
        }
        return expected.groups.equals(got.groups) ? "" : "groups";
    }

    /** Lines that only one of them has: {@code -} the expected, {@code +} the tested switch. */
    static String describe(Observation expected, Observation got) {
        List<String> lines = new ArrayList<>();
        diff("refusals", expected.refusals, got.refusals, lines);
        for (int i = 0; i < Math.max(expected.steps.size(), got.steps.size()); i++) {
            diff("step " + (i + 1), step(expected, i), step(got, i), lines);
        }
        diff("flow entries", expected.flows, got.flows, lines);
        diff("groups", expected.groups, got.groups, lines);
        return String.join("\n", lines);
    }

    private static List<String> step(Observation observation, int i) {
        return i < observation.steps.size() ? observation.steps.get(i) : List.of();
    }

    private static void diff(String title, List<String> expected, List<String> got, List<String> lines) {
        if (Objects.equals(expected, got)) {
            return;
        }
        lines.add(title + ":");
        List<String> missing = new ArrayList<>(expected);
        got.forEach(missing::remove);
        List<String> extra = new ArrayList<>(got);
        expected.forEach(extra::remove);
        missing.forEach(line -> lines.add("  - " + line));
        extra.forEach(line -> lines.add("  + " + line));
    }
}
