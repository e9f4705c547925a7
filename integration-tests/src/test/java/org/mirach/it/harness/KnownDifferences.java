package org.mirach.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Mirach answers otherwise than Open vSwitch and that is right or not there yet; every line has its reason.
 *
 * <pre>
 * rewrite | regular expression | replacement | reason       in both switches' answers
 * refused | versions | regular expression | reason          of a flow entry that Open vSwitch takes and Mirach refuses
 * differs | versions | regular expression | reason          of a flow entry that is answered otherwise
 * skipped | versions | regular expression | reason          of a scenario's name
 * drawn   | 13 | regular expression | reason                of entries and groups that random programs must not have
 * </pre>
 *
 * Immutable.
 */
public final class KnownDifferences {
    private record Rewrite(Pattern pattern, String replacement) {}

    /** Entries of flows.txt that Mirach must refuse with an OpenFlow error. */
    public record Difference(List<String> versions, Pattern pattern, String reason) {
        boolean covers(String version, String text) {
            return versions.contains(version) && pattern.matcher(text).matches();
        }
    }

    private final List<Rewrite> rewrites = new ArrayList<>();
    private final List<Difference> refused = new ArrayList<>();
    private final List<Difference> differing = new ArrayList<>();
    private final List<Difference> skipped = new ArrayList<>();
    private final List<Difference> drawn = new ArrayList<>();

    public KnownDifferences(Class<?> owner, String resource) {
        for (String line : Scenario.lines(owner, resource)) {
            List<String> parts = List.of(line.split(" \\| ", 4));
            if (parts.size() != 4 || parts.get(3).isBlank()) {
                throw new IllegalStateException(resource + ": four parts, the last the reason: " + line);
            }
            switch (parts.getFirst().strip()) {
                case "rewrite" ->
                    rewrites.add(new Rewrite(
                            Pattern.compile(parts.get(1).strip()), parts.get(2).strip()));
                case "refused" -> refused.add(difference(parts));
                case "differs" -> differing.add(difference(parts));
                case "skipped" -> skipped.add(difference(parts));
                case "drawn" -> drawn.add(difference(parts));
                default -> throw new IllegalStateException(resource + ": " + line);
            }
        }
    }

    private static Difference difference(List<String> parts) {
        return new Difference(
                List.of(parts.get(1).strip().split(",")),
                Pattern.compile(parts.get(2).strip()),
                parts.get(3).strip());
    }

    public String rewrite(String text) {
        String result = text;
        for (Rewrite rewrite : rewrites) {
            result = rewrite.pattern().matcher(result).replaceAll(rewrite.replacement());
        }
        return result;
    }

    public Optional<Difference> refused(String version, String entry) {
        return refused.stream()
                .filter(difference -> difference.covers(version, entry))
                .findFirst();
    }

    public Optional<Difference> differs(String version, String entry) {
        return differing.stream()
                .filter(difference -> difference.covers(version, entry))
                .findFirst();
    }

    /** Whether random programs must do without an entry or a group. */
    public boolean drawn(String text) {
        return drawn.stream().anyMatch(difference -> difference.covers("13", text));
    }

    public Optional<Difference> skipped(String version, String scenario) {
        return skipped.stream()
                .filter(difference -> difference.covers(version, scenario))
                .findFirst();
    }
}
